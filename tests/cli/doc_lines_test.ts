/** Every page: its links lead somewhere, and each line of a command in it is one that the program reads. */
import assert from "node:assert/strict";
import type { ExpError } from "../../src/common/errors.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { takeGlobals } from "../../src/cli/globals.ts";
import { parseLine } from "../../src/cli/parse.ts";
import { commandsBelow, findCommand } from "../../src/cli/tree.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Pages, by their paths from the root. */
const PAGES = new Map(
  ["", "docs/", "docs/schemas/", "examples/", "bench/", "packages/", "src/", "tests/"].flatMap(pagesBelow),
);

function pagesBelow(folder: string): (readonly [string, string])[] {
  const isDeep = /^(packages|src|tests)/.test(folder);
  return [...Deno.readDirSync(ROOT + folder)].flatMap((entry) => {
    if (entry.isDirectory) return isDeep && entry.name !== "node_modules" ? pagesBelow(`${folder}${entry.name}/`) : [];
    if (!entry.name.endsWith(".md")) return [];
    return [[folder + entry.name, Deno.readTextFileSync(ROOT + folder + entry.name)] as const];
  });
}

Deno.test("no link of a page leads nowhere", () => {
  const dead = [...PAGES].flatMap(([page, text]) =>
    linksOf(text).filter((link) => !isThere(page, link)).map((link) => `${page}: ${link}`)
  );

  assert.deepEqual(dead, []);
});

Deno.test("each command line of a page is one that the program reads", () => {
  const lines = [...PAGES].filter(([page]) => /^([A-Z]+\.md|docs\/|examples\/)/.test(page)).flatMap(([page, text]) =>
    commandLines(text).map((line) => ({ page, line }))
  );
  const wrong = lines.flatMap(({ page, line }) => {
    const refusal = refusalOf(line);
    return refusal === undefined ? [] : [`${page}: ${line.text}: ${refusal}`];
  });

  assert.ok(lines.length > 150, `only ${lines.length} were found`);
  assert.deepEqual(wrong, []);
});

Deno.test("each page with a session has a scenario that runs it", () => {
  const scenarios = ["scenarios", "remotes"].flatMap((folder) => {
    const tests = [...Deno.readDirSync(`${ROOT}tests/${folder}`)].filter(({ name }) => name.endsWith("_test.ts"));
    return tests.map(({ name }) => Deno.readTextFileSync(`${ROOT}tests/${folder}/${name}`));
  }).join("\n");
  const withSessions = [...PAGES].filter(([page, text]) =>
    /^(README|docs\/|examples\/)/.test(page) && /^```console$/m.test(text)
  );
  const names = withSessions.map(([page]) => page.replace(/^docs\//, ""));

  assert.ok(names.length > 15, `only ${names.length} have one`);
  const isRun = (name: string) =>
    new RegExp(`(?:doc|follow)Page\\(\\s*"${name}"|docs/${name}", import`).test(scenarios);
  assert.deepEqual(names.filter((name) => !isRun(name)), []);
});

Deno.test("each file of the project that a paper names is there", () => {
  const papers = [...PAGES].filter(([page]) => /^[A-Z]+\.md/.test(page));
  const named = papers.flatMap(([page, text]) =>
    [...text.matchAll(/`((?:docs|packages|scripts|src|tests)\/[\w./-]+)`/g)].map(([, path]) => ({ page, path: path! }))
  );

  assert.ok(named.length > 30, `only ${named.length} were found`);
  assert.deepEqual(named.filter(({ path }) => !isThere("README.md", path)), []);
});

function linksOf(text: string): string[] {
  const prose = text.replace(/^```[^]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));
}

function isThere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : new URL(path, `file:///${page}`).pathname.slice(1);
  try {
    Deno.statSync(ROOT + target);
  } catch {
    return false;
  }
  return anchor === undefined || headingsOf(PAGES.get(target) ?? "").includes(anchor);
}

/** As forges name them: lower case, blanks to dashes, signs away. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-")
  );
}

interface Line {
  readonly text: string;
  /** Between backquotes: a command may be named there without what it needs. */
  readonly isProse: boolean;
}

/** Lines of sessions and scripts, and what prose says between backquotes. */
function commandLines(text: string): Line[] {
  const blocks = [...text.matchAll(/^(?:```(?:sh|console)\n([^]*?)^```$|((?: {4}.*\n)+))/gm)];
  const ofBlocks = blocks.flatMap(([, fence, indented]) => (fence ?? indented ?? "").split("\n"))
    .map((line) => line.trim().replace(/^\$ /, "")).filter((line) => line.startsWith("exp "));
  const ofProse = [...text.replace(/^```[^]*?^```$/gm, "").matchAll(/`(exp [^`\n]+)`/g)].map(([, line]) => line!);
  return [
    ...ofBlocks.map((line) => ({ text: line, isProse: false })),
    ...ofProse.map((line) => ({ text: line, isProse: true })),
  ];
}

/** Why the program would not take a line; undefined for one that it reads. What follows `…` is not looked at. */
function refusalOf({ text, isProse }: Line): string | undefined {
  const words = wordsOf(text.split(/ {2,}/)[0]!).slice(1);
  const open = words.findIndex((word) => /…|\.\.\./.test(word));
  if (open !== -1) words.splice(open);
  const manner = words[0] === "dvc" ? "dvc" : "exp";
  const { globals, rest } = takeGlobals(manner, manner === "dvc" ? words.slice(1) : words);
  if (rest.length === 0 || rest[0] === "help" || globals.help) return undefined;
  const found = findCommand(COMMANDS, manner, rest);
  if (found === undefined) {
    return isProse && commandsBelow(COMMANDS, manner, rest).length > 0 ? undefined : "there is no such command";
  }
  try {
    parseLine(manner, found.spec, found.args);
    return undefined;
  } catch (error) {
    const { fault } = error as ExpError;
    return isProse && (fault === "usage/no-argument" || fault === "usage/no-value") ? undefined : String(error);
  }
}

/** As a shell cuts them, up to what is another command's; a variable may hold a number, and of `a|b` one is a word. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g)) {
    if (/^([|&;<>]|\d>|#)/.test(word)) break;
    const bare = word.replace(/;$/, "").replace(/'([^']*)'|"([^"]*)"/g, "$1$2");
    words.push(bare.replace(/^\$\w+$/, "1").replace(/^([a-z]+)(\|[a-z]+)+$/, "$1"));
    if (word.endsWith(";")) break;
  }
  return words;
}

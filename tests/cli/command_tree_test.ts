import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/commands.ts";
import { acceptedOptions } from "../../src/cli/tree.ts";

Deno.test("no two commands have one name, and none has two options of one name", () => {
  for (const manner of ["exp", "dvc"] as const) {
    const names = COMMANDS.flatMap((spec) => spec[manner] ?? []);
    assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
    for (const spec of COMMANDS) {
      const flags = acceptedOptions(spec, manner).flatMap(({ flags }) => flags.match(/(?<![\w-])--?[\w-]+/g) ?? []);
      assert.deepEqual(flags.filter((flag, i) => flags.indexOf(flag) !== i), [], spec[manner]);
    }
  }
});

Deno.test("an option that is declared is read: its name stands in its command's module or in what that imports", () => {
  const unread: string[] = [];
  for (const spec of COMMANDS) {
    const source = [...moduleTexts(GLOBALS), ...moduleTexts(modulePath(spec.load))].join("\n");
    for (const { flags, about } of spec.options ?? []) {
      if (!about.startsWith("accepted for DVC's sake") && !source.includes(`"${optionName(flags)}"`)) {
        unread.push(`${spec.exp ?? spec.dvc} ${flags}`);
      }
    }
  }

  // tests and tools give it out of habit; there is no other form
  assert.deepEqual(unread, ["internal resolve --json"]);
});

Deno.test("every command that people see has a line of help that begins in lower case and ends without a full stop", () => {
  for (const { exp, dvc, about, options = [] } of COMMANDS) {
    for (const line of [about, ...options.map((option) => option.about)]) {
      assert.match(line, /^[^A-Z\s]|^JSON|^DVC|^Git/, `${exp ?? dvc}: ${line}`);
      assert.doesNotMatch(line, /\.$/, `${exp ?? dvc}: ${line}`);
    }
  }
});

/** Read for every command. */
const GLOBALS = new URL("../../src/cli/globals.ts", import.meta.url).pathname;

/** `--no-run-cache <x>` → `runCache`, as the parser names it. */
function optionName(flags: string): string {
  const [, long] = /--(?:no-)?([a-z][a-z0-9-]*)/.exec(flags) ?? [];
  return long === undefined ? flags[1] ?? "" : long.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function modulePath(load: () => unknown): string {
  const [, path = ""] = /import\("([^"]+)"\)/.exec(load.toString()) ?? [];
  return new URL(path, new URL("../../src/cli/specs/x.ts", import.meta.url)).pathname;
}

/** A module of the command-line room and those of that room that it imports. */
function moduleTexts(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path) || !path.includes("/src/cli/")) return [];
  seen.add(path);
  const text = Deno.readTextFileSync(path);
  const imports = [...text.matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, to]) => new URL(to!, `file://${path}`));
  return [text, ...imports.flatMap(({ pathname }) => moduleTexts(pathname, seen))];
}

import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/commands.ts";
import { showCommandHelp, showHelp } from "../../src/cli/help.ts";
import { manualPage } from "../../src/cli/manual_page.ts";
import type { Context } from "../../src/cli/command.ts";
import { showTopic, topicNames } from "../../src/cli/topics.ts";
import { parseLine } from "../../src/cli/parse.ts";
import { commandsBelow, findCommand } from "../../src/cli/tree.ts";
import { createHost, type Host } from "../../src/host/mod.ts";

const RECORDED = new URL("recorded/help.txt", import.meta.url);

/** What a command writes for people. */
function written(show: (host: Host) => void, columns = 80): string {
  let text = "";
  const real = createHost();
  const terminal = Object.create(real.terminal, {
    write: { value: (_stream: string, data: string) => text += data },
    columns: { value: () => columns },
  }) as Host["terminal"];
  show({ ...real, terminal });
  return text;
}

Deno.test("help is what was reviewed (UPDATE=1 writes it anew)", () => {
  const pages = [written((host) => showHelp(host, "exp", COMMANDS, [], true))];
  for (const spec of commandsBelow(COMMANDS, "exp", [])) {
    pages.push(written((host) => showCommandHelp(host, "exp", spec)));
  }
  const text = pages.join("\n" + "-".repeat(80) + "\n");
  if (Deno.env.get("UPDATE") === "1") Deno.writeTextFileSync(RECORDED, text);

  assert.equal(text, Deno.readTextFileSync(RECORDED));
});

Deno.test("without a word the program says what it is in at most 15 lines", () => {
  const text = written((host) => showHelp(host, "exp", COMMANDS, [], false));

  assert.ok(text.split("\n").length <= 15);
  assert.equal((text.match(/^ {2}exp /gm) ?? []).length, 3);
});

Deno.test("before a command's name a wrong option is what is wrong, not the command", () => {
  assert.throws(() => showHelp(createHost(), "exp", COMMANDS, ["--bogus", "status"], false), {
    fault: "usage/option-first",
    facts: { program: "exp", words: ["--bogus"] },
  });
});

Deno.test("no line of help is wider than the terminal", () => {
  const list = written((host) => showHelp(host, "exp", COMMANDS, [], true));
  const pages = commandsBelow(COMMANDS, "exp", []).map((spec) => written((host) => showCommandHelp(host, "exp", spec)));

  assert.deepEqual([list, ...pages].join("").split("\n").filter((line) => line.length > 80), []);
});

Deno.test("an option and what is told of it stand apart", () => {
  const pages = (["exp", "dvc"] as const).flatMap((manner) =>
    commandsBelow(COMMANDS, manner, []).map((spec) => written((host) => showCommandHelp(host, manner, spec)))
  );

  assert.deepEqual(pages.join("").split("\n").filter((line) => /^ {2}-[^>]*>[^\s,]/.test(line)), []);
});

Deno.test("the list of topics fits a terminal of 40 columns, and names them all", async () => {
  let listing: Promise<boolean> | undefined;
  const text = written((host) => listing = showTopic({ host } as Context, COMMANDS, ["topics"]), 40);
  await listing;

  const lines = text.split("\n");
  assert.deepEqual(lines.filter((line) => line.length > 40 && !line.startsWith("where ")), []);
  assert.deepEqual(lines.flatMap((line) => /^ {2}(\S+) /.exec(line)?.[1] ?? []), topicNames());
});

Deno.test("help folds on a terminal of 40 columns, all but the examples, which are to be copied", () => {
  const list = written((host) => showHelp(host, "exp", COMMANDS, [], true), 40);
  const pages = commandsBelow(COMMANDS, "exp", []).map((spec) => {
    const { examples = [] } = spec;
    const lines = written((host) => showCommandHelp(host, "exp", spec), 40).split("\n");
    return lines.filter((line) => !examples.includes(line.trim())).join("\n");
  });

  assert.deepEqual([list, ...pages].join("\n").split("\n").filter((line) => line.length > 40), []);
  const narrower = written((host) => showHelp(host, "exp", COMMANDS, [], true), 36);
  assert.match(narrower, /^ {2}rename\n {6}rename an experiment$/m);
});

Deno.test("help is plain ASCII, for terminals that know nothing else", () => {
  // deno-lint-ignore no-control-regex
  assert.match(Deno.readTextFileSync(RECORDED), /^[\x00-\x7f]+$/);
});

Deno.test("every command that people see has two examples", () => {
  const without = commandsBelow(COMMANDS, "exp", []).filter(({ examples = [] }) => examples.length < 2);

  assert.deepEqual(without.map(({ exp }) => exp), []);
});

Deno.test("a shell makes a correct command line of each example, and of the command that it explains", () => {
  for (const { exp, examples = [] } of commandsBelow(COMMANDS, "exp", [])) {
    for (const example of examples) {
      const lines = wordsOf(example);
      assert.ok(lines.some(([name]) => name === exp), `${exp}: ${example}`);
      for (const [, parse] of lines) assert.doesNotThrow(parse, example);
    }
  }
});

/** The commands of this program in a line of a shell, each with what reads the rest of it. */
function wordsOf(line: string): [string, () => void][] {
  const record =
    'exp() { for word in "$@"; do printf "%s\\n" "$word" >&3; done; echo >&3; }; cd() { :; }; man() { :; }';
  const { stdout } = new Deno.Command("bash", {
    args: [
      "-c",
      `${record}; HOME=$(mktemp -d); mkdir -p "$HOME/.config/fish/completions" "$HOME/.local/share/man/man1"
      exec 3>"$HOME/lines"; { ${line}; } >/dev/null 2>&1; cat "$HOME/lines"; rm -r "$HOME"`,
    ],
  }).outputSync();
  return new TextDecoder().decode(stdout).trimEnd().split("\n\n").map((text) => {
    const found = findCommand(COMMANDS, "exp", text.split("\n"));
    return [found?.spec.exp ?? text, () => found && parseLine("exp", found.spec, found.args)];
  });
}

Deno.test("options stand below headings where a command has many, each below one", () => {
  for (const spec of commandsBelow(COMMANDS, "exp", [])) {
    const text = written((host) => showCommandHelp(host, "exp", spec));
    const headings = text.split("\n").filter((line) => /^[A-Z]/.test(line));
    assert.deepEqual(headings.filter((line, i) => headings.indexOf(line) !== i), [], spec.exp);
    assert.equal(headings.at(-1), "Of every command");
    const longest = Math.max(...text.split(/\n(?=[A-Z])/).slice(1).map((part) => part.match(/^ {2}-/gm)?.length ?? 0));
    assert.ok(longest <= MOST_BELOW_ONE, `${spec.exp}: ${longest} options below one heading`);
  }
});

/** More are not taken in at a glance. */
const MOST_BELOW_ONE = 13;

Deno.test("the manual names every command", () => {
  const page = manualPage(COMMANDS, "1.0");

  for (const { exp = "" } of commandsBelow(COMMANDS, "exp", [])) {
    assert.ok(page.includes(`.SS exp ${exp.replaceAll("-", "\\-")}`), exp);
  }
});

import assert from "node:assert/strict";
import { type CommandSpec, NO_WAIT } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { defaultsOf } from "../../src/cli/option_facts.ts";
import { acceptedOptions, findCommand, namesOf } from "../../src/cli/tree.ts";

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

Deno.test("an option that is declared is read by its command (one that is not declared does not compile)", () => {
  const unread: string[] = [];
  for (const spec of COMMANDS) {
    const source = readersOf(modulePath(spec)).join("\n");
    for (const option of spec.options ?? []) {
      const [name = ""] = Object.keys(defaultsOf([option]));
      const taken = `options\\.${name}\\b|\\{[^{}]*\\b${name}\\b[^{}]*\\}(: | =\\s+options)|\\[[^\\]]*"${name}"`;
      const isRead = new RegExp(taken).test(source);
      if (!isRead && option !== NO_WAIT && !option.about.startsWith("accepted ")) unread.push(`${spec.exp}: ${name}`);
    }
  }

  assert.deepEqual(unread, []);
});

Deno.test("every command that people see has a line of help that begins in lower case and ends without a full stop", () => {
  for (const { exp, dvc, about, options = [] } of COMMANDS) {
    for (const line of [about, ...options.map((option) => option.about)]) {
      assert.match(line, /^[^A-Z\s]|^JSON|^DVC|^Git/, `${exp ?? dvc}: ${line}`);
      assert.doesNotMatch(line, /\.$/, `${exp ?? dvc}: ${line}`);
    }
  }
});

Deno.test("an option has the same letter in all of exp's commands that give it one", () => {
  const letters = new Map<string, Set<string>>();
  for (const { exp, options = [] } of COMMANDS) {
    for (const { flags, only } of options) {
      const [, letter, long = ""] = /^(-\w), (--[a-z-]+)/.exec(flags) ?? [];
      if (only === "dvc" || letter === undefined) continue;
      const seen = letters.get(long) ?? new Set();
      letters.set(long, seen.add(letter));
      assert.equal(seen.size, 1, `${exp}: ${long} is ${[...seen].join(" and ")}`);
    }
  }
});

function modulePath({ exp }: CommandSpec): string {
  const table = Deno.readTextFileSync(new URL("../../src/cli/load.ts", import.meta.url));
  const [, path = ""] = new RegExp(`\\n  "${exp}": \\(\\) => import\\("\\./(.*)"\\)`).exec(table) ?? [];
  return new URL(`../../src/cli/${path}`, import.meta.url).pathname;
}

/** A command's module, and those of its room that it hands its options to as a whole. */
function readersOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const text = Deno.readTextFileSync(path);
  const imports = [...text.matchAll(/import \{([^}]*)\} from "(\.\.?\/[^/"]+\.ts)"/g)]
    .map(([, names = "", to = ""]) => [`(?:${names.match(/\w+/g)?.join("|")})\\(`, to] as const);
  const lazy = [...text.matchAll(/import\("(\.[^"]+)"\)/g)].map(([, to = ""]) => [`import\\("${to}"\\)`, to] as const);
  const given = [...imports, ...lazy].filter(([call]) => new RegExp(`${call}[^;]*?\\boptions\\b(?![.\\w])`).test(text));
  return [text, ...given.flatMap(([, to]) => readersOf(new URL(to, `file://${path}`).pathname, seen))];
}

Deno.test("no short word of a command is another command's", () => {
  const shorts = COMMANDS.flatMap(({ short }) => short ?? []);
  const others = COMMANDS.flatMap((spec) => namesOf(spec, "exp").filter((name) => name !== spec.short));

  assert.ok(shorts.includes("move") && shorts.includes("du"));
  assert.deepEqual(shorts.filter((short) => others.some((name) => name === short || name.startsWith(`${short} `))), []);
  for (const short of shorts) assert.equal(findCommand(COMMANDS, "exp", [short])?.spec.short, short);
});

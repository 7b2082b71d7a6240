import assert from "node:assert/strict";
import fc from "fast-check";
import { COMMANDS } from "../../src/cli/commands.ts";
import type { Manner } from "../../src/cli/context.ts";
import { parseLine } from "../../src/cli/parse.ts";
import { readPlainLine } from "../../src/cli/plain_line.ts";
import type { CommandSpec } from "../../src/cli/context.ts";
import { acceptedOptions, namesOf } from "../../src/cli/tree.ts";
import { createHost } from "../../src/host/mod.ts";

const host = createHost();

/** @returns whether the line was plain */
async function readsTheSame(manner: Manner, spec: CommandSpec, argv: readonly string[]): Promise<boolean> {
  const plain = readPlainLine(manner, spec, argv);
  if (plain === undefined) return false;
  const parsed = await parseLine(host, manner, spec, argv);
  assert.deepEqual(plain.args, parsed.args, `${namesOf(spec, manner)[0]} ${argv}`);
  assert.deepEqual({ ...plain.values }, { ...parsed.values }, `${namesOf(spec, manner)[0]} ${argv}`);
  return true;
}

Deno.test("a line without options is read as the parser reads it, for every command of both trees", async () => {
  let read = 0;
  for (const spec of COMMANDS) {
    for (const manner of ["exp", "dvc"] as const) {
      if (namesOf(spec, manner).length === 0) continue;
      for (const argv of [[], ["a"], ["a b", "dir/dvc.yaml:é"]]) {
        if (await readsTheSame(manner, spec, argv)) read++;
      }
    }
  }
  assert.ok(read > 80, `only ${read} lines were plain`);
});

const anyValue = fc.constantFrom("a", "", "3", "-3", "lr=0.1", "x y", "--", "--json", "=");

/** Lines of one command: its own options in all spellings, with values and without, right and wrong. */
const anyLine = fc.constantFrom(...COMMANDS).chain((spec) =>
  fc.constantFrom<Manner>("exp", "dvc").filter((manner) => namesOf(spec, manner).length > 0).chain((manner) => {
    const flags = acceptedOptions(spec, manner).flatMap((option) =>
      option.flags.split(/[ ,]+/).filter((w) => /^-/.test(w))
    );
    const word = fc.oneof(
      fc.constantFrom(...flags).map((flag) => [flag]),
      fc.tuple(fc.constantFrom(...flags), anyValue).map(([flag, value]) => [flag, value]),
      fc.tuple(fc.constantFrom(...flags), anyValue).map(([flag, value]) => [`${flag}=${value}`]),
      anyValue.map((value) => [value]),
    );
    return fc.array(word, { maxLength: 4 }).map((words) => ({ spec, manner, argv: words.flat() }));
  })
);

Deno.test("a line with options is read as the parser reads it, or left to it", async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(anyLine, async ({ spec, manner, argv }) => {
      if (await readsTheSame(manner, spec, argv)) read++;
    }),
    { numRuns: 3000 },
  );
  assert.ok(read > 500, `only ${read} lines were plain`);
});

Deno.test("what must be refused, or needs rules of its own, goes to the parser", () => {
  const named = (name: string) => COMMANDS.find((spec) => spec.exp === name)!;
  assert.equal(readPlainLine("exp", named("repro"), ["--for"]), undefined);
  assert.equal(readPlainLine("exp", named("repro"), ["-fs"]), undefined);
  assert.equal(readPlainLine("exp", named("repro"), ["a", "--", "b"]), undefined);
  assert.equal(readPlainLine("exp", named("remote add"), []), undefined);
  assert.equal(readPlainLine("exp", named("run"), ["-n"]), undefined);
  assert.equal(readPlainLine("exp", named("run"), ["-j", "two"]), undefined);
});

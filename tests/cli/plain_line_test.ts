import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/commands.ts";
import { parseLine } from "../../src/cli/parse.ts";
import { readPlainLine } from "../../src/cli/plain_line.ts";
import { namesOf } from "../../src/cli/tree.ts";
import { createHost } from "../../src/host/mod.ts";

Deno.test("a line without options is read as the parser reads it, for every command of both trees", async () => {
  let read = 0;
  for (const spec of COMMANDS) {
    for (const manner of ["exp", "dvc"] as const) {
      if (namesOf(spec, manner).length === 0) continue;
      for (const argv of [[], ["a"], ["a b", "dir/dvc.yaml:é"]]) {
        const plain = readPlainLine(manner, spec, argv);
        if (plain === undefined) continue;
        const parsed = await parseLine(createHost(), manner, spec, argv);
        assert.deepEqual(plain.args, parsed.args, `${namesOf(spec, manner)[0]} ${argv}`);
        assert.deepEqual({ ...plain.values }, { ...parsed.values }, `${namesOf(spec, manner)[0]} ${argv}`);
        read++;
      }
    }
  }
  assert.ok(read > 80, `only ${read} lines were plain`);
});

Deno.test("a line with an option, or with arguments that must be counted, goes to the parser", () => {
  const named = (name: string) => COMMANDS.find((spec) => spec.exp === name)!;
  assert.equal(readPlainLine("exp", named("repro"), ["-f"]), undefined);
  assert.equal(readPlainLine("exp", named("repro"), ["a", "--", "b"]), undefined);
  assert.equal(readPlainLine("exp", named("remote add"), []), undefined);
});

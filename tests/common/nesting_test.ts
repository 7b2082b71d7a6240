import assert, { throws } from "node:assert/strict";
import { checkNesting } from "../../packages/formats/fault.ts";
import { DEEPEST_NESTING, depthOf } from "../../packages/values/nesting.ts";
import { expSays } from "../../src/voice/mod.ts";
import type { Value } from "../../packages/values/value.ts";
import { parseYaml } from "../../packages/formats/yaml.ts";
import { emitYaml } from "../../packages/formats/yaml_emit.ts";
import { readPickle, writePickle } from "../../packages/formats/pickle.ts";
import { readParamsText } from "../../src/params/mod.ts";

function nested(levels: number, kind: "map" | "list"): Value {
  let value: Value = 1n;
  for (let i = 0; i < levels; i++) value = kind === "map" ? new Map([["a", value]]) : [value];
  return value;
}

const text = (levels: number): Readonly<Record<string, string>> => ({
  "p.json": '{"a":'.repeat(levels) + "1" + "}".repeat(levels),
  "p.toml": "a = " + "[".repeat(levels - 1) + "]".repeat(levels - 1),
  "dotted.toml": `[${Array(levels - 1).fill("a").join(".")}]\n`,
  "p.yaml": "[".repeat(levels) + "]".repeat(levels),
  "lines.yaml": Array.from({ length: levels }, (_, i) => `${" ".repeat(i)}a:\n`).join(""),
  "p.py": "a = " + "[".repeat(levels - 1) + "]".repeat(levels - 1),
  "class.py": Array.from({ length: levels - 1 }, (_, i) => `${" ".repeat(i)}class A:\n`).join("") +
    `${" ".repeat(levels - 1)}a = 1\n`,
});

Deno.test("every format is read as deep as the bound, and refused in one line with the file's name beyond it", async () => {
  for (const [file, content] of Object.entries(text(DEEPEST_NESTING))) {
    assert.equal(depthOf(await readParamsText(content, file)), DEEPEST_NESTING, file);
  }
  for (const levels of [DEEPEST_NESTING + 1, 5000]) {
    for (const [file, content] of Object.entries(text(levels))) {
      await assert.rejects(readParamsText(content, file), (error: Error) => {
        assert.match(expSays(error), new RegExp(`^${file}:.*(levels of nesting|nested structures)`), file);
        return true;
      });
    }
  }
});

Deno.test("what has the deepest nesting is written so that it can be read again, also inside of a lock file", async () => {
  for (const kind of ["map", "list"] as const) {
    const value = nested(DEEPEST_NESTING, kind);
    const lock = new Map([["stages", new Map([["a", new Map([["params", new Map([["p.json", value]])]])]])]]);
    assert.deepEqual(parseYaml(await emitYaml(lock), { file: "dvc.lock" }).value, lock);
    assert.deepEqual(readPickle(writePickle(value), { file: "repro.dat" }), value);
  }
});

Deno.test("aliases neither hide depth nor multiply the work, and data that holds itself is too deep", () => {
  let shared: Value = [1n];
  for (let i = 0; i < 100; i++) shared = [shared, shared];
  assert.equal(depthOf(shared), 101);

  const round: Value[] = [];
  round.push(round, round);
  throws(() => checkNesting(round, "loop"), { kind: "invalid-file" });
  const itself = Uint8Array.from([0x80, 4, 0x5d, 0x94, 0x68, 0, 0x61, 0x2e]); // [memo 0] appended to itself
  throws(() => readPickle(itself, { file: "repro.dat" }), { kind: "invalid-file" });
});

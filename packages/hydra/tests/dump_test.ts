import assert from "node:assert/strict";
import fc from "fast-check";
import { pyEqual, type Value } from "@exp/values";
import { emitYaml as emit, type FreshValue } from "@exp/formats";
import { OMEGACONF } from "../omegaconf_yaml.ts";
import { readYaml11 } from "../yaml11.ts";

const emitYaml = (value: FreshValue) => emit(value, OMEGACONF);

/** Without the three rare line breaks of YAML 1.1, which PyYAML itself does not always read back. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }).filter((value) => !/[\ud800-\udfff\ufffe\uffff\x85\u2028\u2029]/.test(value)),
  fc.array(fc.constantFrom("a", "word", " ", "\n", "'", '"', ": ", " #", "-", "\t", "é", "1", "."), {
    maxLength: 60,
  }).map((pieces) => pieces.join("")),
  fc.constantFrom(
    "yes",
    "null",
    "~",
    "1e3",
    "1_000",
    "0x1F",
    "2020-01-01",
    "1:30",
    "=",
    "<<",
    "nan",
    " 1 ",
    "٣",
    "???",
  ),
);

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.constantFrom<Value>(null, true, false, 0n, -12n, 1.5, 1e-7, 1e22, Infinity, -Infinity),
    fc.bigInt(),
    fc.double({ noNaN: true }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 3 }).map((pairs) => new Map(pairs) as Value),
  ),
})).value;

Deno.test("what is written reads back the same", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, value), { maxLength: 4 }), (pairs) => {
      const map = new Map(pairs);
      const written = emitYaml(map);
      assert.ok(pyEqual(readYaml11(written) as Value, map), written);
    }),
    { numRuns: 300 },
  );
});

Deno.test("texts that YAML 1.1 or Python would read as something else are quoted", () => {
  const texts = ["yes", "n", "OFF", "null", "", "1e3", "1_000", "0x1F", "1:30", "2020-01-01", "nan", "Infinity", " 1 "];

  const lines = emitYaml(texts).trimEnd().split("\n");

  assert.deepEqual(lines, texts.map((line) => `- '${line}'`));
});

Deno.test("texts that only look like a number in YAML 1.2 stay plain", () => {
  assert.equal(
    emitYaml(["0o17", "yEs", "--", "?x", ":x", "a:b", "a#b"]),
    "- 0o17\n- yEs\n- --\n- ?x\n- :x\n- a:b\n- a#b\n",
  );
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Key, type Value, valueMap } from "@exp/values";
import { parseYaml } from "../yaml.ts";
import { emitYaml } from "../yaml_emit.ts";
import { decode, type Encoded, readRecording, shown } from "./yaml_values.ts";

Deno.test("each recorded value is written byte for byte as DVC writes it, unless what DVC writes reads as another", () => {
  let differing = 0;
  for (const { value, text } of readRecording<{ value: Encoded; text: string }>("yaml_emitted")) {
    const data = decode(value), written = emitYaml(data);
    if (written === text) continue;
    assert.throws(() => assert.deepEqual(read(text), shown(data)), text);
    assert.deepEqual(read(written), shown(data));
    differing++;
  }
  assert.equal(differing, DIFFERING);
});

/** Of the recorded values; docs/differences.md says why. */
const DIFFERING = 2;

const read = (text: string) => shown(parseYaml(text, { file: "f" }).value);

Deno.test("a list that occurs twice is written once, with an anchor", () => {
  const shared: Value[] = [1n];

  assert.equal(emitYaml(valueMap([["a", shared], ["b", shared]])), "a: &id001\n- 1\nb: *id001\n");
});

Deno.test("floats stay floats, integers have no limit", () => {
  const value = valueMap([["a", 1], ["b", 1n], ["c", 1e16], ["d", 10n ** 30n], ["e", -0], ["f", NaN]]);

  assert.equal(emitYaml(value), `a: 1.0\nb: 1\nc: 1e+16\nd: 1${"0".repeat(30)}\ne: -0.0\nf: .nan\n`);
});

Deno.test("a plain text is not broken behind several blanks, of which a reader would find one", () => {
  const text = `${"word ".repeat(15)} end of it`;

  assert.equal(emitYaml(valueMap([["cmd", text]])), `cmd: ${"word ".repeat(15)} end\n  of it\n`);
});

const character = fc.oneof(
  fc.constantFrom(..." :#'\"-,[]{}&*!|>%@`?~.\\\t\n=é日😀\x07\x7f\ufeff"),
  fc.string({ maxLength: 1 }),
);
const text = fc.oneof(
  fc.array(character, { maxLength: 12 }).map((parts) => parts.join("")),
  fc.array(fc.constantFrom("word", "it's", "a:", "--x", '"q"', "1", ""), { maxLength: 40 }).map((words) =>
    words.join(" ")
  ),
).filter((s) => s.isWellFormed());
const scalar: fc.Arbitrary<Value> = fc.oneof(text, fc.bigInt(), fc.double(), fc.boolean(), fc.constant(null));
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(text as fc.Arbitrary<Key>, tie("value")), { maxLength: 3 }).map(valueMap),
  ),
}));

Deno.test("what is written reads back as the same data", () => {
  fc.assert(
    fc.property(value, (data) => {
      const document = valueMap([["x", data]]);
      assert.deepEqual(read(emitYaml(document)), shown(document));
    }),
    { numRuns: 2000 },
  );
});

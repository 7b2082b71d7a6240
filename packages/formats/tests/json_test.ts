import assert from "node:assert/strict";
import fc from "fast-check";
import { dumpPyJson, type Fault, valueMap } from "@exp/values";
import { parseJson, setJsonValues } from "../json.ts";
import { sameValue } from "../value_edit.ts";
import { remove, set } from "./edits.ts";
import { trees } from "./trees.ts";

const read = (text: string) => parseJson(text, { file: "p.json" });

Deno.test("integers, floats and the words Python adds stay what they are", () => {
  const value = read('{"i": 1, "f": 1.0, "big": 123456789012345678901, "n": NaN, "m": -Infinity, "i": 2}');

  assert.deepEqual(
    value,
    valueMap([["i", 2n], ["f", 1], ["big", 123456789012345678901n], ["n", NaN], ["m", -Infinity]]),
  );
});

Deno.test("an error names file, line and column", () => {
  const faults: Readonly<Record<string, string>> = {
    "{a: 1}": "p.json:1:2",
    "": "p.json:1:1",
    '{"a": 1,\n "b": }': "p.json:2:7",
    "[1,]": "p.json:1:4",
    '"a\tb"': "p.json:1:3",
    "1 2": "p.json:1:3",
    "01": "p.json:1:2",
  };
  for (const [text, place] of Object.entries(faults)) {
    assert.throws(
      () => read(text),
      ({ fault, facts }: Fault) =>
        fault === "invalid-file/syntax" && `${facts["file"]}:${facts["line"]}:${facts["column"]}` === place,
      text,
    );
  }
});

Deno.test("an edit keeps layout, spelling and order of everything else", () => {
  const text = '{\n\t"a": 1,\n\t"f": 1.50, "e": 1E5,\n\t"l": [1,2,\n\t\t3],\n\t"u": "\\u00e9"\n}\n';

  assert.equal(setJsonValues(text, [set("a", 2n)]), text.replace('"a": 1', '"a": 2'));
  assert.equal(setJsonValues(text, [set("l/1", "x")]), text.replace("1,2,", '1,"x",'));
  assert.equal(setJsonValues(text, [remove("f")]), text.replace('"f": 1.50, ', ""));
  assert.equal(setJsonValues(text, [remove("u")]), text.replace(',\n\t"u": "\\u00e9"', ""));
  assert.equal(setJsonValues(text, [remove("a")]), text.replace('\t"a": 1,\n', ""));
  assert.equal(setJsonValues(text, [set("n", null)]), text.replace('e9"', 'e9",\n\t"n": null'));
  assert.equal(setJsonValues(text, [set("f", 1.5)]), text);
});

Deno.test("a file without blanks is written on without blanks", () => {
  assert.equal(setJsonValues('{"a":0,"b":{}}', [set("b/c", 1n), set("d", [1n, 2n])]), '{"a":0,"b":{"c":1},"d":[1,2]}');
});

Deno.test("of a repeated key the last one is edited, and all are removed", () => {
  assert.equal(setJsonValues('{"a": 1, "b": 2, "a": 3}', [set("a", 4n)]), '{"a": 1, "b": 2, "a": 4}');
  assert.equal(setJsonValues('{"a": 1, "b": 2, "a": 3}', [remove("a")]), '{"b": 2}');
});

const tree = trees({ scalars: [null, true, 2n ** 70n, 1, 0.1, -0, 1e300, NaN, Infinity, "\ud83d\ude42\u2028\x00"] });

Deno.test("what is written reads back as the same data", () => {
  fc.assert(fc.property(tree, (value) => assert.ok(sameValue(read(dumpPyJson(value)), value))));
});

Deno.test("any value can become any other one", () => {
  fc.assert(fc.property(tree, tree, fc.boolean(), (before, after, isIndented) => {
    const plain = dumpPyJson(before);
    const text = isIndented ? plain.replace(/"(?:[^"\\]|\\.)*"|, /g, (part) => part === ", " ? ",\n  " : part) : plain;
    assert.ok(sameValue(read(text), before));
    assert.ok(sameValue(read(setJsonValues(text, [{ path: [], op: "set", value: after }])), after));
  }));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { dumpPyJson } from "../../src/common/mod.ts";
import { readPythonCsv } from "../../src/plots/python_csv.ts";
import { Undrawable } from "../../src/plots/undrawable.ts";

/** Text, and what `list(csv.DictReader(io.StringIO(text)))` is in Python 3.11. */
const TABLES: readonly (readonly [text: string, rows: string])[] = [
  ["a,b\n1,2\n", '[{"a": "1", "b": "2"}]'],
  ["a,b\r\n1,2\r\n\r\n3,4", '[{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]'],
  ["a,b\n1\n", '[{"a": "1", "b": null}]'],
  ["a,b\n1,2,3,4\n", '[{"a": "1", "b": "2", "null": ["3", "4"]}]'],
  ['a,b\n"x, ""y""\nz",2\n', '[{"a": "x, \\"y\\"\\nz", "b": "2"}]'],
  ['a\n1"2"\n"1"2\n', '[{"a": "1\\"2\\""}, {"a": "12"}]'],
  ["a,a\n1,2\n", '[{"a": "2"}]'],
  ["a,b\n1,", '[{"a": "1", "b": ""}]'],
  ['a\n"open', '[{"a": "open"}]'],
  ["\na\n1\n", '[{"null": ["a"]}, {"null": ["1"]}]'],
  ["a,b\n", "[]"],
  ["", "[]"],
];

for (const [text, rows] of TABLES) {
  Deno.test(`a table as Python reads it: ${JSON.stringify(text)}`, () => {
    assert.equal(dumpPyJson(readPythonCsv(text, ",", true)), rows);
  });
}

Deno.test("without a header the columns are counted, between commas, as DVC does it", () => {
  assert.equal(dumpPyJson(readPythonCsv("1,2\n", ",", false)), '[{"0": "1", "1": "2"}]');
  assert.equal(dumpPyJson(readPythonCsv("1\t2\n", "\t", false)), '[{"0": "1", "null": ["2"]}]');
  assert.throws(() => readPythonCsv("", ",", false), Undrawable);
});

Deno.test("a field longer than Python takes is refused", () => {
  assert.throws(() => readPythonCsv(`a\n${"x".repeat(131_073)}\n`, ",", true), /larger than field limit/);
});

Deno.test("a text without quotes is read as one that has some, only quicker", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "1", " ", ",", "\n", "é"), maxLength: 30 });
  fc.assert(fc.property(cell, (text) => {
    const quoted = readPythonCsv(`a,b\n"",\n${text}`, ",", true).slice(1);

    assert.deepEqual(readPythonCsv(`a,b\n${text}`, ",", true), quoted);
  }));
});

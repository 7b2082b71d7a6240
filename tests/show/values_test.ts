import assert from "node:assert/strict";
import { pyRepr, pyStr } from "../../packages/values/py_text.ts";
import { PyDate, type Value } from "../../packages/values/value.ts";
import { diffFiles, diffJson, diffRows, flatten, formatCell, formatFloat } from "../../src/show/mod.ts";

const map = (facts: Readonly<Record<string, Value>>) => new Map(Object.entries(facts));

Deno.test("floats print as Python's %.5g", () => {
  const cases: [number, string][] = [
    [0.0753123, "0.075312"],
    [1e-5, "1e-05"],
    [123456.7, "1.2346e+05"],
    [99999.96, "1e+05"],
    [100, "100"],
    [-0.1, "-0.1"],
    [1.10001, "1.1"],
    [Infinity, "inf"],
    [NaN, "nan"],
  ];
  for (const [x, text] of cases) assert.equal(formatFloat(x, 5), text);
  const halves: [number, number, string][] = [[0.125, 2, "0.12"], [0.375, 2, "0.38"], [2.5, 1, "2"], [-0, 3, "-0"]];
  for (const [x, digits, text] of halves) assert.equal(formatFloat(x, digits), text);
});

Deno.test("floats round to decimals as Python's round does: by their exact value, halves to the even one", () => {
  const cases: [number, number, string][] = [
    [123456.789123, 5, "123456.78912"],
    [123456.789123, 2, "123456.79"],
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [2.675, 2, "2.67"],
    [2.5, 0, "2.0"],
    [1e-9, 5, "0.0"],
    [1e-6, 5, "0.0"],
    [6e-6, 5, "1e-05"],
    [-0.001, 2, "-0.0"],
    [5, -1, "0.0"],
    [15, -1, "20.0"],
    [1e300, 5, "1e+300"],
    [NaN, 2, "nan"],
  ];
  for (const [x, decimals, text] of cases) assert.equal(formatCell(x, { decimals }), text);
  assert.equal(formatCell([0.123456, 1n], { significant: 2 }), "['0.12', 1]");
});

Deno.test("str and repr are Python's", () => {
  assert.equal(pyStr("it's"), "it's");
  assert.equal(pyRepr("it's"), `"it's"`);
  assert.equal(pyRepr(`it's "so"`), `'it\\'s "so"'`);
  assert.equal(pyRepr("a\n\u00e4\u200b"), "'a\\nä\\u200b'");
  assert.equal(pyStr([1n, 1, null, true, map({ a: "b" })]), "[1, 1.0, None, True, {'a': 'b'}]");
  assert.equal(pyStr(new PyDate("datetime", "2026-01-02T03:04:05")), "2026-01-02 03:04:05");
});

Deno.test("nested maps flatten to dotted keys, lists and empty maps do not", () => {
  assert.deepEqual([...flatten(map({ a: map({ b: 1n, c: [1n] }), d: "x" })).keys()], ["a.b", "a.c", "d"]);
  assert.deepEqual([...flatten(3n).keys()], [""]);
});

Deno.test("a diff tells what changed, with the difference of numbers only", () => {
  const before = new Map<string, Value>([["p", map({ lr: 0.1, n: 1n, tag: "a", same: true, gone: 1n })]]);
  const after = new Map<string, Value>([["p", map({ lr: 0.1, n: 3n, tag: "b", same: true, list: [1n] })]]);
  const diffs = diffFiles(before, after);
  assert.deepEqual(diffRows(diffs), [
    ["p", "gone", "1", undefined, undefined],
    ["p", "list", undefined, "[1]", undefined],
    ["p", "n", "1", "3", "2"],
    ["p", "tag", "a", "b", undefined],
  ]);
  const json = diffJson(diffs) as Map<string, Map<string, Map<string, Value>>>;
  assert.deepEqual([...json.get("p")!.get("n")!], [["old", 1n], ["new", 3n], ["diff", 2n]]);
  assert.deepEqual([...json.get("p")!.get("list")!], [["old", null], ["new", "[1]"]]);
  assert.equal(diffRows(diffFiles(before, after, { all: true })).length, 6);
});

Deno.test("for DVC's command line, null is nothing, and what is no map is read as DVC reads it", () => {
  const readJson = (text: string): Value | undefined => {
    if (/^[0-9]+$/.test(text)) return BigInt(text);
    return text === "[7]" ? [7n] : undefined;
  };
  const cases: [Value | undefined, Value | undefined, [string, Value, Value][]][] = [
    [2n, 3n, [["", 2n, 3n]]],
    [2n, undefined, []],
    [undefined, "text", []],
    [2n, map({ a: 1n }), [["a", "unable to parse", 1n]]],
    [map({ a: 1n }), "text", [["a", 1n, "unable to parse"]]],
    [0n, map({ a: 1n }), [["a", null, 1n]]],
    [map({ a: null, b: 1n }), map({ b: 1n, c: null }), []],
    [map({ a: [1n] }), map({ a: [1] }), [["a", "[1]", "[1.0]"]]],
    [[7n], "8", [["", [7n], 8n]]],
    [[7n], [7n], []],
    [["x"], "y", [["", "['x']", "y"]]],
  ];
  for (const [before, after, expected] of cases) {
    const side = (value: Value | undefined) => new Map(value === undefined ? [] : [["p", value]]);
    const json = diffJson(diffFiles(side(before), side(after), { missingIsNull: { readJson } })) as Map<
      string,
      Map<string, Map<string, Value>>
    >;
    const found = [...json.get("p") ?? []].map(([key, facts]) => [key, facts.get("old"), facts.get("new")]);
    assert.deepEqual(found, expected);
  }
});

Deno.test("1 and 1.0 are equal, 1 and true are not apart either, as in Python", () => {
  const of = (value: Value) => new Map<string, Value>([["p", map({ x: value })]]);
  assert.deepEqual(diffFiles(of(1n), of(1)), []);
  assert.deepEqual(diffFiles(of(1n), of(true)), []);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault, isMap, PyDate, type Value, valueMap } from "@exp/values";
import { parseToml, setTomlValues } from "../toml.ts";
import { sameValue } from "../value_edit.ts";
import { remove, set } from "./edits.ts";
import { mapsOf, trees } from "./trees.ts";

const TEXT = `# head
title = "x" # c
n = 1
arr = [ 1, 2 ] # arr
in = { a = 1, b = [1, {c = 2}] }
x.y = 1

[sec]
k = 'v'  # kc
  i = 0x1F

[sec.sub]
z = 1.0

# about tab
[[tab]]
q = 1

[[tab]]
q = 2
`;

const read = (text: string) => parseToml(text, { file: "p.toml" });
const at = (value: Value | undefined, ...path: (string | number)[]): Value | undefined =>
  path.reduce<Value | undefined>((inner, key) => {
    return Array.isArray(inner) ? inner[Number(key)] : isMap(inner) ? inner.get(String(key)) : undefined;
  }, value);

Deno.test("integers, floats and dates stay apart, keys keep the file's order", () => {
  const value = read("2 = 1\n1 = 1.0\nd = 2020-01-02\nt = 07:32:00.5\nz = 1979-05-27 07:32:00Z\nh = 0xff\ni = -inf\n");

  assert.ok(isMap(value));
  assert.deepEqual([...value.keys()], ["2", "1", "d", "t", "z", "h", "i"]);
  assert.equal(value.get("2"), 1n);
  assert.equal(value.get("1"), 1);
  assert.deepEqual(value.get("d"), new PyDate("date", "2020-01-02"));
  assert.deepEqual(value.get("t"), new PyDate("time", "07:32:00.500000", "07:32:00.5"));
  assert.deepEqual(value.get("z"), new PyDate("datetime", "1979-05-27T07:32:00+00:00", "1979-05-27 07:32:00Z"));
  assert.equal(value.get("h"), 255n);
  assert.equal(value.get("i"), -Infinity);
});

Deno.test("every way to spell a table is found", () => {
  const value = read(TEXT);

  assert.equal(at(value, "x", "y"), 1n);
  assert.equal(at(value, "sec", "sub", "z"), 1);
  assert.equal(at(value, "tab", 1, "q"), 2n);
  assert.equal(at(value, "in", "b", 1, "c"), 2n);
});

Deno.test("strings of all four kinds, with line breaks as Python reads them", () => {
  const value = read("a = \"\\u00e9\\n\"\nb = '\\n'\nc = \"\"\"\r\nx\r\ny \\\n   z\"\"\"\nd = '''q'''''\n");

  assert.deepEqual(value, valueMap([["a", "é\n"], ["b", "\\n"], ["c", "x\ny z"], ["d", "q''"]]));
});

Deno.test("a broken file is refused with its place", () => {
  assert.throws(() => read("a = 1\nb = \n"), (e) => e instanceof Fault && e.facts["line"] === 2);
  assert.throws(() => read("[a]\n[a]\n"), Fault);
});

Deno.test("an edit changes the bytes of its value only", () => {
  const cases: readonly [string, Value, string, string][] = [
    ["n", 1e-7, "n = 1\n", "n = 1e-07\n"],
    ["title", 'q"q\n', '"x" # c', '"q\\"q\\n" # c'],
    ["sec/k", "w", "'v'", "'w'"],
    ["sec/i", 5n, "0x1F", "5"],
    ["arr/0", 9n, "[ 1, 2 ]", "[ 9, 2 ]"],
    ["arr", [1n, 2n, 3n], "[ 1, 2 ]", "[ 1, 2, 3 ]"],
    ["in/b/1/c", true, "{c = 2}", "{c = true}"],
    ["tab/1/q", "z", "q = 2", 'q = "z"'],
    ["x/y", 2n, "x.y = 1", "x.y = 2"],
  ];
  for (const [path, value, old, fresh] of cases) {
    assert.equal(setTomlValues(TEXT, [set(path, value)]), TEXT.replace(old, fresh), path);
  }
});

Deno.test("new keys go behind the last one of their table, new tables behind their parent", () => {
  assert.equal(setTomlValues(TEXT, [set("new", 1n)]), TEXT.replace("x.y = 1\n", "x.y = 1\nnew = 1\n"));
  assert.equal(setTomlValues(TEXT, [set("sec/new", 1n)]), TEXT.replace("  i = 0x1F\n", "  i = 0x1F\n  new = 1\n"));
  assert.equal(setTomlValues(TEXT, [set("x/z", 1n)]), TEXT.replace("x.y = 1\n", "x.y = 1\nx.z = 1\n"));
  assert.equal(setTomlValues(TEXT, [set("in/d", 1n)]), TEXT.replace("{c = 2}] }", "{c = 2}], d = 1 }"));
  assert.equal(setTomlValues(TEXT, [set("o/p", 1n)]), TEXT + "\n[o]\np = 1\n");
  assert.equal(
    setTomlValues(TEXT, [set("sec/t", valueMap([["a", 1n]]))]),
    TEXT.replace("z = 1.0\n", "z = 1.0\n\n[sec.t]\na = 1\n"),
  );
  assert.equal(setTomlValues("", [set("a/b", 1n)]), "[a]\nb = 1\n");
  assert.equal(setTomlValues("[a.b]\nx = 1\n", [set("a/k", 1n)]), "[a]\nk = 1\n\n[a.b]\nx = 1\n");
});

Deno.test("what is removed goes with its lines and the comments right above them", () => {
  assert.equal(setTomlValues(TEXT, [remove("n")]), TEXT.replace("n = 1\n", ""));
  assert.equal(setTomlValues(TEXT, [remove("sec")]), TEXT.replace(/\[sec\][^#]*# kc[^#]*/, ""));
  assert.equal(setTomlValues(TEXT, [remove("tab/0")]), TEXT.replace("# about tab\n[[tab]]\nq = 1\n\n", ""));
  assert.equal(setTomlValues(TEXT, [remove("in/a")]), TEXT.replace("a = 1, ", ""));
  assert.equal(setTomlValues("a.b = 1\n", [remove("a/b")]), "a = {}\n");
});

Deno.test("null is refused, and nothing is written then", () => {
  assert.throws(() => setTomlValues(TEXT, [set("n", null)]), /null/);
});

Deno.test("any data can become any other, in a written file", () => {
  const keys = fc.constantFrom("a", "b", "c d", "1", "");
  const tree = mapsOf(keys, trees({ scalars: [true, 1, 0.1, -0, 1e300, NaN, -Infinity, "a\u007f\"'\n"], keys }), {
    maxLength: 4,
  });
  fc.assert(fc.property(tree, tree, (before, after) => {
    const text = setTomlValues("# head\n", [{ path: [], op: "set", value: before }]);
    const edited = setTomlValues(text, [{ path: [], op: "set", value: after }]);

    assert.ok(sameValue(read(edited), after));
    assert.ok(edited.startsWith("# head\n"));
  }));
});

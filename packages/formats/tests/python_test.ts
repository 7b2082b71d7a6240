import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault, isMap, type Value, valueMap } from "@exp/values";
import { parsePythonParams, setPythonValues } from "../python.ts";
import { sameValue } from "../value_edit.ts";
import { remove, set } from "./edits.ts";
import { mapsOf, trees } from "./trees.ts";

const TEXT = `import os

N = 1  # c
S = "str"
L = [1, 2]
D = {"a": 1, 'b': 'x'}
T = (1, 2)
M = [
    1,  # one
    2,
]
x=0x10; y: float  =  .5


class K:
    lr = 0.1
    name = 'n'

    def __init__(self, a=1):
        self.depth = 3
        other = 4
`;

const read = (text: string) => parsePythonParams(text, { file: "p.py" });

Deno.test("module and class literals are parameters, the rest of the program is not", () => {
  assert.deepEqual(
    read(TEXT),
    valueMap([
      ["N", 1n],
      ["S", "str"],
      ["L", [1n, 2n]],
      ["D", valueMap([["a", 1n], ["b", "x"]])],
      ["T", [1n, 2n]],
      ["M", [1n, 2n]],
      ["x", 16n],
      ["y", 0.5],
      ["K", valueMap([["lr", 0.1], ["name", "n"], ["depth", 3n]])],
    ]),
  );
});

Deno.test("what is no literal is left out", () => {
  const text = "a = f()\nb = -x\nc = d = 1\ne, g = 1, 2\nh += 1\ni = b'x'\nj = f'{a}'\nk = 1j\nl = [1, q]\n" +
    "if a:\n    m = 1\nn: int\no.p = 1\nr = 1 if a else 2\ndef s():\n    t = 1\nu = {**a}\nv = 1,\n";

  assert.deepEqual(read(text), valueMap([["v", [1n]]]));
});

Deno.test("strings of every kind", () => {
  const text =
    "a = 'x' \"y\"\nb = r'\\d'\nc = '''p\nq'''\nd = ('m'\n     'n')\ne = '\\x41\\101\\u00e9\\q\\\n'\nf = u'z'\n";

  assert.deepEqual(
    read(text),
    valueMap([["a", "xy"], ["b", "\\d"], ["c", "p\nq"], ["d", "mn"], ["e", "AAé\\q"], ["f", "z"]]),
  );
});

Deno.test("valid programs are read, whatever they hold", () => {
  for (
    const text of [
      "x = (1.)\n",
      "def f():\n    yield\n",
      "match a:\n    case B():\n        pass\n",
      "x, = y\n",
      "from . import (a)\n",
      "def f(a, /, *, b=1): return a\n",
      "x = lambda *a: a\n",
      "class A: x = 1; y = 2\n",
      "x = [*a]; y[1:2, ::3] = ...\n",
      "if x:\n    pass\n  # odd comment\nelse:\n    pass\n",
    ]
  ) assert.doesNotThrow(() => read(text), text);
});

Deno.test("broken programs are refused with their place", () => {
  for (
    const text of [
      "a = = 1\n",
      "def f(:\n",
      "x = [1, 2\n",
      "x = 'abc\n",
      "x = 1 2\n",
      "x = \n",
      "  x = 1\n",
      "class K:\nx = 1\n",
      "class K:\n    x = 1\n  y = 2\n",
      "x = 007\n",
      "1 = x\n",
      "print 'a'\n",
      "x = {'a' 1}\n",
      "x = (1]\n",
    ]
  ) {
    assert.throws(
      () => read(text),
      (e) => e instanceof Fault && e.fault === "invalid-file/syntax" && e.facts["file"] === "p.py",
      text,
    );
  }
});

Deno.test("an edit changes the bytes of its value only", () => {
  const cases: readonly [string, Value, string, string][] = [
    ["N", null, "N = 1", "N = None"],
    ["N", [true], "N = 1", "N = [True]"],
    ["S", "it's", '"str"', '"it\'s"'],
    ["K/name", "a\\\n", "'n'", "'a\\\\\\n'"],
    ["D/b", 2.5, "'x'", "2.5"],
    ["D/c", Infinity, "'x'}", "'x', 'c': 1e999}"],
    ["T", [3n], "(1, 2)", "(3,)"],
    ["T/1", 5n, "(1, 2)", "(1, 5)"],
    ["M", [7n, 2n, 9n], "1,  # one\n    2,\n", "7,  # one\n    2,\n    9,\n"],
    ["x", 17n, "0x10", "17"],
    ["y", 1e-5, ".5", "1e-05"],
    ["K/depth", -1n, "depth = 3", "depth = -1"],
    ["N", 1n, "", ""],
  ];
  for (const [path, value, old, fresh] of cases) {
    assert.equal(setPythonValues(TEXT, [set(path, value)]), TEXT.replace(old, fresh), path);
  }
});

Deno.test("new names go below the last one of their block", () => {
  assert.equal(setPythonValues(TEXT, [set("Z", 1n)]), TEXT.replace("]\nx=", "]\nZ = 1\nx="));
  assert.equal(setPythonValues("y = 1\n", [set("Z", 1n)]), "y = 1\nZ = 1\n");
  assert.equal(setPythonValues("", [set("Z", valueMap([["a", "b"]]))]), 'Z = {"a": "b"}\n');
  assert.equal(
    setPythonValues(TEXT, [set("K/new", 1n)]),
    TEXT.replace("depth = 3\n", "depth = 3\n        self.new = 1\n"),
  );
  assert.equal(setPythonValues("class E:\n    pass\n", [set("E/x", 1n)]), "class E:\n    x = 1\n    pass\n");
});

Deno.test("what is removed goes with its line; a block keeps a statement", () => {
  assert.equal(setPythonValues(TEXT, [remove("N")]), TEXT.replace("N = 1  # c\n", ""));
  assert.equal(setPythonValues(TEXT, [remove("D/a")]), TEXT.replace('"a": 1, ', ""));
  assert.equal(setPythonValues(TEXT, [remove("T/0")]), TEXT.replace("(1, 2)", "(2,)"));
  assert.equal(setPythonValues(TEXT, [remove("M/0")]), TEXT.replace("    1,  # one\n", ""));
  assert.equal(setPythonValues("class A:\n    x = 1\n", [remove("A/x")]), "class A:\n    pass\n");
  assert.equal(setPythonValues("x = 1\nx = 2\n", [remove("x")]), "");
});

Deno.test("what Python cannot hold is refused", () => {
  assert.throws(() => setPythonValues(TEXT, [set("N", NaN)]), Fault);
  assert.throws(() => setPythonValues(TEXT, [set("a-b", 1n)]), Fault);
  assert.throws(() => setPythonValues(TEXT, [set("K", 1n)]), Fault);
});

function textsIn(value: Value): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.flatMap(textsIn) : isMap(value) ? [...value.values()].flatMap(textsIn) : [];
}

Deno.test("any data can become any other, in a written file", () => {
  const keys = fc.constantFrom("a", "b", "_c", "k1");
  const tree = mapsOf(keys, trees({ scalars: [null, true, 1, 0.1, -0, 1e300, Infinity, "\\\"'\n\u2028é"], keys }), {
    maxLength: 4,
  });
  fc.assert(fc.property(tree, tree, (before, after) => {
    fc.pre(!textsIn(after).some((text) => /^[+-]?\.?[0-9]/.test(text))); // a number is not replaced by half a one
    const text = setPythonValues("# head\n", [{ path: [], op: "set", value: before }]);
    const edited = setPythonValues(text, [{ path: [], op: "set", value: after }]);

    assert.ok(sameValue(read(edited), after));
    assert.ok(edited.startsWith("# head\n"));
  }));
});

import assert from "node:assert/strict";
import { Fault, isMap, type Value, type ValueMap } from "@exp/values";
import { parseYaml } from "../yaml.ts";
import { emitYaml } from "../yaml_emit.ts";
import { readPlainYaml } from "../yaml_fast.ts";
import { type Encoded, readRecording, shown } from "./yaml_values.ts";

const read = (text: string): Value => parseYaml(text, { file: "params.yaml" }).value;
const map = (text: string): ValueMap => read(text) as ValueMap;

function failure(text: string): Fault {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  return assert.fail(`${JSON.stringify(text)} was read`);
}

interface Reading {
  readonly text: string;
  readonly value?: Encoded;
  readonly error?: true;
}

Deno.test("each recorded text is read, or refused, as DVC does", () => {
  for (const { text, value, error } of readRecording<Reading>("yaml_read")) {
    if (error === true) assert.throws(() => read(text), Fault, JSON.stringify(text));
    else assert.deepEqual(shown(read(text)), value, JSON.stringify(text));
  }
});

Deno.test("an error names file, line and column, and points at the place", () => {
  const error = failure("a: 1\nb: [1, 2\nc: 3\n");

  assert.equal(error.kind, "invalid-file");
  assert.equal(error.facts["file"], "params.yaml");
  const twice = { file: "params.yaml", line: 2, column: 1, what: 'the key "a" is here twice', text: "a: 2" };
  assert.deepEqual(failure("a: 1\na: 2\n").facts, twice);
  const { line, column, text } = failure("é: 1\nb: @x\n").facts;
  assert.deepEqual([line, column, text], [2, 4, "b: @x"]);
});

Deno.test("a merge conflict is named as such, at its first line", () => {
  const text = "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n";

  const { line, column, what } = failure(text).facts;
  assert.deepEqual([line, column, what], [2, 1, "a merge conflict of Git is not resolved here"]);
});

Deno.test("an alias is the same reference as its anchor", () => {
  const value = map("a: &x\n  b: 1\nc: *x\nd: [*x]\n");

  assert.equal(value.get("a"), value.get("c"));
  assert.equal((value.get("d") as Value[])[0], value.get("a"));
});

Deno.test("own keys win over merged ones, and the first merged map over the next", () => {
  const value = map("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 3\n");

  assert.deepEqual(
    shown(value.get("z")!),
    { m: [["b", { i: "1" }], ["c", { i: "2" }], ["a", { i: "3" }]] },
  );
});

Deno.test("keys that mean something to JavaScript are plain keys", () => {
  const value = map("__proto__: 1\nconstructor: {toString: 2}\n");

  assert.equal(value.get("__proto__"), 1n);
  assert.ok(isMap(value.get("constructor")));
});

Deno.test("aliases that multiply beyond reason are refused", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i++) lines.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(", ")}]`);

  assert.match(failure(lines.join("\n")).message, /aliases/);
});

Deno.test("nesting beyond reason is refused, not a crash", () => {
  assert.match(failure("[".repeat(100_000)).message, /levels of nesting/);
  assert.match(failure("- ".repeat(100_000)).message, /levels of nesting/);
});

Deno.test("positions are found through lists, aliases and merges", () => {
  const document = parseYaml("base: &b\n  lr: 1\ntrain:\n  <<: *b\n  deps:\n  - x\n  - y\n", { file: "f" });

  assert.deepEqual(document.positionOf(["train", "deps", 1]), { line: 7, column: 5 });
  assert.deepEqual(document.keyPositionOf(["train", "deps"]), { line: 5, column: 3 });
  assert.deepEqual(document.positionOf(["train", "lr"]), { line: 2, column: 7 });
  assert.equal(document.positionOf(["train", "nope"]), undefined);
});

Deno.test("a lock of a thousand stages is read by the quick reader", () => {
  const entry = read("cmd: python train.py --in data --out model\ndeps:\n- path: data\n  hash: md5\n  size: 5\n");
  const lock = new Map([[
    "stages",
    new Map(Array.from({ length: 1000 }, (_, i) => [`s${i}`, structuredClone(entry)])),
  ]]) as ValueMap;
  const text = emitYaml(lock);

  assert.deepEqual(shown(readPlainYaml(text)!), shown(lock));
});

Deno.test("a merge of more keys than a call takes arguments is read", () => {
  const keys = Array.from({ length: 150_000 }, (_, i) => `k${i}: ${i}`);

  const merged = map(`a: &a {${keys.join(", ")}}\nb:\n  <<: *a\n`).get("b");

  assert.equal((merged as ValueMap).size, keys.length);
});

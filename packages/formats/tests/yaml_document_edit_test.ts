import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault, type Key, type ValueMap, valueMap } from "@exp/values";
import { editYaml, type RoundTripMap, updateLock } from "../yaml_document_edit.ts";
import { lines, written } from "./yaml_texts.ts";
import { decode, type Encoded, readRecording } from "./yaml_values.ts";

type RecordedEdit = readonly ["set" | "del" | "merge", readonly string[], Encoded?];

interface Reemitted {
  readonly text: string;
  readonly edits: readonly RecordedEdit[];
  readonly result: string;
}

function apply(doc: RoundTripMap, [op, path, value]: RecordedEdit): void {
  const parents = op === "merge" ? path : path.slice(0, -1);
  const target = parents.reduce((map, key) => map.map(key)!, doc);
  const key: Key = path.at(-1) ?? "";
  if (op === "set") target.set(key, decode(value!));
  else if (op === "del") target.delete(key);
  else target.merge(decode(value!) as ValueMap);
}

Deno.test("each recorded edit re-emits the file byte for byte as DVC does", () => {
  for (const { text, edits, result } of readRecording<Reemitted>("yaml_reemitted")) {
    assert.equal(editYaml(text, (doc) => edits.forEach((edit) => apply(doc, edit))), result);
  }
});

Deno.test("updating a lock replaces the entry in place and keeps the comments around it in their columns", () => {
  const text = "# mine\nschema: '2.0'\nstages:\n    a: # first\n        cmd: x\n    b:\n        cmd: 'y' # why\n";

  assert.equal(
    updateLock(text, "a", valueMap([["cmd", "z"]])),
    "# mine\nschema: '2.0'\nstages:\n  a:   # first\n    cmd: z\n  b:\n    cmd: y       # why\n",
  );
});

Deno.test("a new lock starts with its schema, a new stage goes to the end", () => {
  const first = updateLock(undefined, "a", valueMap([["cmd", "x"]]));

  assert.equal(first, "schema: '2.0'\nstages:\n  a:\n    cmd: x\n");
  assert.equal(updateLock(first, "b", valueMap([["cmd", "y"]])), `${first}  b:\n    cmd: y\n`);
});

Deno.test("a file that is no map cannot be edited", () => {
  assert.throws(() => editYaml("- a\n", () => {}, { file: "dvc.yaml" }), Fault);
});

Deno.test("below a root in flow style lines go on at column 0, and long words get none of their own", () => {
  const long = (letter: string) => letter.repeat(45);
  const text = `{"stages": {"s": {"cmd": "x", "deps": ["${long("a")}", "${long("b")}", "${long("c")}"], "meta": 1}}}\n`;

  assert.equal(
    editYaml(text, (file) => file.map("stages")?.map("s")?.set("frozen", true)),
    `{stages: {s: {cmd: x, deps: [${long("a")}, ${long("b")},\n${long("c")}], meta: 1, frozen: true}}}\n`,
  );
  assert.equal(
    editYaml(`stages: ${text}`, (file) => file.map("stages")?.set("k", 1n)),
    `stages: {stages: {s: {cmd: x, deps: [\n          ${long("a")}, \n          ${long("b")}, \n          ${
      long("c")
    }], ` +
      "meta: 1}}, k: 1}\n",
  );
});

Deno.test("what the library has written once it writes again without a change", () => {
  fc.assert(
    fc.property(fc.oneof(written, lines), (source) => {
      const once = reemitted(source);
      // of several blanks where it folds a line the library loses all but one
      if (once !== undefined && !/ {2}$/m.test(once)) assert.equal(reemitted(once), once);
    }),
    { numRuns: 3000 },
  );
});

/** The file as an edit of nothing leaves it; undefined when it is no map. */
function reemitted(source: string): string | undefined {
  try {
    return editYaml(source, () => {});
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

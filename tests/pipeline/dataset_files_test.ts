import assert from "node:assert/strict";
import { formatSpec, putDataset, specOf } from "../../src/pipeline/dataset_files.ts";

const CATS = { name: "cats", url: "../other", type: "dvc", path: "raw", rev: undefined };

Deno.test("a data set is put beside what is in dvc.yaml, comments and all", () => {
  const text = "# ours\nstages:\n  a:\n    cmd: echo # say it\n";

  assert.equal(
    putDataset(text, formatSpec(CATS), "dvc.yaml"),
    `${text}datasets:\n- name: cats\n  url: ../other\n  type: dvc\n  path: raw\n`,
  );
});

Deno.test("one of the same name is replaced, others stay", () => {
  const text = putDataset(undefined, formatSpec({ ...CATS, name: "dogs" }), "dvc.yaml");
  const both = putDataset(text, formatSpec(CATS), "dvc.yaml");

  const moved = putDataset(both, formatSpec({ ...CATS, rev: "v2" }), "dvc.yaml");

  assert.equal(moved, both + "  rev: v2\n");
});

Deno.test("a new dvc.lock has its schema, and room for stages", () => {
  const item = new Map([...formatSpec(CATS), ["rev_lock", "abc"] as const]);

  assert.equal(
    putDataset(undefined, item, "dvc.lock"),
    "schema: '2.0'\ndatasets:\n- name: cats\n  url: ../other\n  type: dvc\n  path: raw\n  rev_lock: abc\nstages: {}\n",
  );
});

Deno.test("what is written is what is read", () => {
  assert.deepEqual(specOf(formatSpec(CATS)), CATS);
});

import assert from "node:assert/strict";
import { editWorkspace } from "../../src/entries/param_files.ts";
import { request } from "../support/exp_repo.ts";
import { folderRepo, readTreeOf } from "../support/folder_repo.ts";

const FILES = { "params.yaml": "# how fast\nlr: 0.1\n", "more.json": '{"n": 1}\n', "bad.yaml": "a: [\n" };

Deno.test("when the last of several params files cannot be edited, none is", async () => {
  using files = folderRepo(FILES);
  const repo = await files.open();
  const before = readTreeOf(files.root);
  const edits = new Map([
    ["params.yaml", ["lr=0.2"]],
    ["more.json", ["n=2"]],
    ["new.yaml", ["+x=1"]],
    ["bad.yaml", ["a=1"]],
  ]);

  await assert.rejects(editWorkspace(repo, request(), edits));
  assert.deepEqual(readTreeOf(files.root), before);

  edits.delete("bad.yaml");
  edits.delete("new.yaml");
  await editWorkspace(repo, request(), edits);
  assert.equal(files.host.fs.readText(`${files.root}/params.yaml`), "# how fast\nlr: 0.2\n");
});

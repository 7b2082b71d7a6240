import assert from "node:assert/strict";
import { openPrivateFolder } from "../../src/storage/private_folder.ts";
import { folderRepo } from "../support/folder_repo.ts";

Deno.test("a folder that others cannot look into lies where a Worker may write, and goes", () => {
  using files = folderRepo();
  const host = { ...files.host, tempDir: files.root };

  const folder = openPrivateFolder(host);
  const mode = (Deno.statSync(folder.path).mode ?? 0) & 0o777;
  folder[Symbol.dispose]();

  assert.equal(folder.path.slice(0, folder.path.lastIndexOf("/")), files.root);
  assert.equal(mode, 0o700);
  assert.ok(!files.host.fs.exists(folder.path));
});

/** Large files on their way from another repository. */
import assert from "node:assert/strict";
import { getData, sourceAddress } from "../../src/sources/mod.ts";
import { makeProject } from "../support/exp_repo.ts";
import { folderRepo } from "../support/folder_repo.ts";
import { slowCopies } from "../support/slow_copy.ts";

const WISHES = { config: undefined, remote: undefined, remoteConfig: undefined };

Deno.test("a large copy hears who ends it, and leaves nothing", async () => {
  using source = await makeProject();
  using here = folderRepo();
  Deno.writeTextFileSync(`${source.root}/large.bin`, "");
  Deno.truncateSync(`${source.root}/large.bin`, 40 << 20);
  const before = [...Deno.readDirSync(here.root)].map(({ name }) => name);
  const over = new AbortController();
  const reader = {
    host: { ...source.host, fs: slowCopies(source.host.fs, () => over.abort()) },
    cwd: here.root,
    clones: undefined,
  };

  const got = getData(reader, sourceAddress(source.root, undefined, WISHES), "large.bin", {
    out: "got.bin",
    force: false,
    signal: over.signal,
  });

  await assert.rejects(got, { name: "AbortError" });
  assert.deepEqual([...Deno.readDirSync(here.root)].map(({ name }) => name), before);
});

/** Remotes that keep versions of files: read by content, never written. */
import assert from "node:assert/strict";
import type { RemoteItem } from "../../src/data/mod.ts";
import { hashBytes } from "../../src/data/hash.ts";
import { VersionedRemote } from "../../src/data/versioned_remote.ts";
import type { LookWish, StoredFile } from "../../src/storage/mod.ts";
import { FaultyStorage } from "../support/faulty_storage.ts";
import { folderRepo } from "../support/folder_repo.ts";

/** Files that end in `@TIME` are older versions; of those in `unknown` nobody knows the MD5. */
class VersionedStorage extends FaultyStorage {
  readonly unknown = new Set<string>();

  override async list(below: string, wish: LookWish = {}): Promise<StoredFile[]> {
    return (await super.list(below)).map((file) => {
      const own = file.path.replace(/@\d+$/, "");
      const md5 = hashBytes(this.files.get(file.path)!, "md5");
      return {
        ...file,
        ...(own === file.path ? {} : { versionOf: own }),
        ...(wish.md5 && !this.unknown.has(file.path) ? { md5 } : {}),
      };
    });
  }
}

async function scene(files: Readonly<Record<string, string>>) {
  const folder = folderRepo();
  const repo = await folder.open();
  const storage = new VersionedStorage(folder.host);
  for (const [path, text] of Object.entries(files)) storage.files.set(path, new TextEncoder().encode(text));
  const remote = new VersionedRemote(repo, "up", storage, new Map());
  const read = (text: string) => {
    const hash = item("", text).info.hash;
    const path = `${repo.cacheDir}/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;
    return repo.host.fs.readTextIfThere(path);
  };
  return { storage, remote, read, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

function item(path: string, text: string): RemoteItem {
  const hash = hashBytes(new TextEncoder().encode(text), "md5");
  return { path, info: { algorithm: "md5", hash, size: text.length } };
}

Deno.test("a file comes in the version that was recorded, all of them after one listing", async () => {
  using given = await scene({ "d/f": "new", "d/f@2": "two", "d/f@1": "old", "g": "g" });
  const { storage, remote, read } = given;

  const { copied, missing, failed } = await remote.fetch([item("d/f", "old"), item("g", "g"), item("d/f", "new")]);

  assert.deepEqual([copied, missing, failed], [3, [], []]);
  assert.deepEqual(storage.calls, ["list ", "fetch d/f@1", "fetch g", "fetch d/f"]);
  assert.deepEqual(["old", "new", "two"].map(read), ["old", "new", undefined]);
});

Deno.test("where MD5s are not known the versions of that size are tried, the newest first", async () => {
  using given = await scene({ "f": "abc", "f@3": "xyz", "f@2": "longer", "f@1": "old" });
  const { storage, remote, read } = given;
  for (const path of storage.files.keys()) storage.unknown.add(path);

  const { copied, failed } = await remote.fetch([item("f", "old")]);

  assert.deepEqual([copied, failed], [1, []]);
  assert.deepEqual(storage.calls, ["list ", "fetch f", "fetch f@3", "fetch f@1"]);
  assert.equal(read("old"), "old");
});

Deno.test("a version that is not there any more is missing; one that does not arrive has failed", async () => {
  using given = await scene({ "f": "new", "g": "g" });
  given.storage.fails = (op, path) => op === "fetch" && path === "g" ? "timed out" : undefined;

  const { copied, missing, failed } = await given.remote.fetch([item("f", "old"), item("g", "g")]);

  assert.equal(copied, 0);
  assert.deepEqual(missing.map(({ path }) => path), ["f"]);
  assert.deepEqual(failed.map(({ path, says }) => [path, says]), [["g", "timed out"]]);
});

Deno.test("its status tells what cache and remote have of each file", async () => {
  using given = await scene({ "f": "new", "f@1": "old" });
  await given.remote.fetch([item("f", "old")]);

  const states = await given.remote.status([item("f", "old"), item("g", "g")]);

  assert.deepEqual([...states], [["f", "ok"], ["g", "missing"]]);
  assert.equal((await given.remote.status([item("f", "new")])).get("f"), "deleted");
});

Deno.test("it is not written to, and nothing in it is garbage", async () => {
  using given = await scene({ "f": "new" });
  const fault = "config/versioned-remote";

  await assert.rejects(given.remote.push(), { fault });
  await assert.rejects(given.remote.collect(), { fault });
  await assert.rejects(given.remote.prove(), { fault });
  assert.deepEqual([await given.remote.pushRuns(), await given.remote.fetchRuns()], [0, 0]);
  assert.deepEqual(given.storage.calls, []);
});

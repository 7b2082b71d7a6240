import assert from "node:assert/strict";
import fc from "fast-check";
import { openDataStore, type RemoteItem, type TransferHow } from "../../src/data/mod.ts";
import { hashBytes } from "../../src/data/hash.ts";
import { Incoming } from "../../src/data/incoming.ts";
import { cacheObjects } from "../../src/data/own_objects.ts";
import { StorageRemote } from "../../src/data/storage_remote.ts";
import type { Host } from "../../src/host/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import type { LookWish, MoveFailure, MoveOptions, StoredFile } from "../../src/storage/mod.ts";
import { FaultyStorage } from "../support/faulty_storage.ts";
import { folderRepo, readTreeOf } from "../support/folder_repo.ts";

/** Knows the MD5s of its files, as buckets do. */
class KnowingStorage extends FaultyStorage {
  override async list(below: string, wish: LookWish = {}): Promise<StoredFile[]> {
    const files = await super.list(below);
    return wish.md5 ? files.map((file) => ({ ...file, md5: hashBytes(this.files.get(file.path)!, "md5") })) : files;
  }
}

const FILES = { "d/x": "1\n", "d/y": "2\n", "f": "3\n", "g": "4\n" };
const OBJECTS: Record<keyof typeof FILES, string> = {
  "d/x": "files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1",
  "d/y": "files/md5/26/ab0db90d72e28ad0ba1e22ee510510",
  "f": "files/md5/6d/7fce9fee471194aa8b5b6e47267f03",
  "g": "files/md5/48/a24b70a0b376535542b996af517398",
};

/** A remote with all files of {@link FILES}; the workspace needs `d` and `f`, a commit `g`. The cache is as given. */
async function pushed(kind: typeof FaultyStorage, cache: "full" | "empty") {
  const files = folderRepo(FILES);
  const repo = await files.open();
  const storage = new kind(files.host);
  const remote = new StorageRemote(repo, "r", storage, new Map());
  using store = openDataStore(repo);
  const items = ["d", "f", "g"].map((path): RemoteItem => {
    const observed = store.observe(`${repo.root}/${path}`);
    assert.ok(observed.kind !== "missing");
    store.commit(`${repo.root}/${path}`, observed);
    return { path, info: observed.info };
  });
  await remote.push(items);
  if (cache === "empty") files.host.fs.removeTree(repo.cacheDir);
  files.host.fs.makeDir(repo.cacheDir);
  storage.calls.length = 0;
  const prove = (how?: TransferHow) => remote.prove({ needed: items.slice(0, 2), used: items }, how);
  return { storage, prove, repo, [Symbol.dispose]: () => files[Symbol.dispose]() };
}

Deno.test("a whole remote that knows MD5s is proved by one listing, and nothing is read", async () => {
  using given = await pushed(KnowingStorage, "full");

  const proof = await given.prove();

  assert.deepEqual(given.storage.calls, ["list "]);
  assert.equal(proof.objects, 5);
  assert.equal(proof.readBytes, 0);
  assert.deepEqual([proof.wrong, proof.lost, proof.unread, proof.unneeded], [[], [], [], []]);
});

/** Notes how it was asked for files. */
class NotingStorage extends FaultyStorage {
  readonly asked: MoveOptions[] = [];
  override fetch(paths: readonly string[], into: string, options: MoveOptions = {}): Promise<MoveFailure[]> {
    this.asked.push(options);
    return super.fetch(paths, into, options);
  }
}

Deno.test("what is read is read as many at a time as was said, and until somebody ends it", async () => {
  using given = await pushed(NotingStorage, "full");
  const over = new AbortController();
  const told: number[] = [];

  await given.prove({ jobs: 3, signal: over.signal, tell: ({ done }) => void told.push(done) });

  assert.deepEqual((given.storage as NotingStorage).asked.map(({ jobs, signal }) => [jobs, signal]), [[
    3,
    over.signal,
  ]]);
  assert.deepEqual(told, [1, 2, 3, 4, 5]);
});

Deno.test("of many objects that have to be read the wrong ones are found, and none is kept", async () => {
  const count = 300;
  using given = await pushed(FaultyStorage, "full");
  const wrong: string[] = [];
  for (let i = 0; i < count; i++) {
    const content = new TextEncoder().encode(`${i} of many\n`);
    const hash = hashBytes(content, "md5");
    const path = `files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;
    const isWrong = i % 100 === 7;
    given.storage.files.set(path, isWrong ? content.map((byte) => byte ^ 1) : content);
    if (isWrong) wrong.push(path);
  }
  const before = readTreeOf(given.repo.cacheDir);

  const proof = await given.prove();

  assert.deepEqual(proof.wrong.map(({ object }) => object).sort(), wrong.sort());
  assert.deepEqual(readTreeOf(given.repo.cacheDir), before);
});

/** What it has for MD5s are none: so are the ETags of a bucket that encrypts by keys of its own. */
class LyingStorage extends FaultyStorage {
  override async list(below: string, wish: LookWish = {}): Promise<StoredFile[]> {
    const files = await super.list(below);
    return wish.md5 ? files.map((file) => ({ ...file, md5: "0".repeat(32) })) : files;
  }
}

Deno.test("what is called wrong by its listing alone is read before it is called so", async () => {
  using given = await pushed(LyingStorage, "full");
  given.storage.files.set(OBJECTS.f, new TextEncoder().encode("?\n"));

  const proof = await given.prove();

  assert.deepEqual(proof.wrong.map(({ path }) => path), ["f"]);
});

Deno.test("whatever is changed or lost is found, by name and path, and what is not needed is told", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(FaultyStorage, KnowingStorage),
      fc.constantFrom("full", "empty"),
      fc.subarray(["d/x", "d/y", "f", "g"] as const),
      fc.subarray(["d/x", "d/y", "f", "g"] as const),
      async (kind, cache, changed, lost) => {
        using given = await pushed(kind, cache as "full" | "empty");
        const { files } = given.storage;
        for (const path of changed) files.set(OBJECTS[path], new TextEncoder().encode("?\n"));
        for (const path of lost) files.delete(OBJECTS[path]);
        files.set("files/md5/00/000000000000000000000000000000", new Uint8Array(7));

        const proof = await given.prove();

        const wrong = changed.filter((path) => !lost.includes(path));
        assert.deepEqual(
          proof.wrong.map(({ path }) => path).sort(),
          [undefined, ...wrong].sort(),
        );
        assert.deepEqual(proof.lost.map(({ path }) => path).sort(), lost.filter((path) => path !== "g").sort());
        assert.deepEqual(proof.unneeded?.map(({ size }) => size), [7]);
        assert.deepEqual(Object.keys(readTreeOf(given.repo.cacheDir)).length, cache === "full" ? 5 : 0);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("an object that cannot be read is neither right nor wrong", async () => {
  using given = await pushed(FaultyStorage, "full");
  given.storage.fails = (op, path) => op === "fetch" && path === OBJECTS.f ? "timed out" : undefined;

  const { wrong, lost, unread, readBytes } = await given.prove();

  assert.deepEqual([wrong, lost], [[], []]);
  assert.deepEqual(unread.map(({ path, says }) => [path, says]), [[OBJECTS.f, "timed out"]]);
  assert.ok(readBytes > 8);
});

Deno.test("who ends a proof while it hashes what came is heard, and nothing is read again", async () => {
  using files = folderRepo();
  const over = new AbortController();
  // as Ctrl-C of a terminal, which reaches our group, too
  const spawn: Host["processes"]["spawn"] = (command) => {
    over.abort();
    return files.host.processes.spawn({ ...command, argv: ["sh", "-c", "kill -INT $$"] });
  };
  let chunks = 0;
  const host = {
    ...files.failing({ readChunks: () => void chunks++ }),
    processes: Object.create(files.host.processes, { spawn: { value: spawn } }),
  };
  const repo = await openRepo(host);
  const storage = new FaultyStorage(files.host);
  const id = { algorithm: "md5", hash: "b026324c6904b2a9cb4b88d6d61c81d1" } as const;
  storage.files.set(OBJECTS["d/x"], new Uint8Array(9 << 20));
  using incoming = new Incoming(cacheObjects(repo));

  await assert.rejects(incoming.prove(storage, [id], { signal: over.signal }), { name: "AbortError" });

  assert.equal(chunks, 0);
  assert.deepEqual(Object.keys(readTreeOf(repo.cacheDir)), []);
});

/** One of its folders lets nobody look into it. */
class ClosedStorage extends FaultyStorage {
  override async list(below: string): Promise<StoredFile[]> {
    const unseen = { kind: "refused", says: "permission denied" } as const;
    const seen = (await super.list(below)).filter(({ path }) => !path.startsWith("files/md5/6d/"));
    return [...seen, { path: "files/md5/6d", size: 0, isFolder: true, unseen }];
  }
}

Deno.test("what is in a folder that lets nobody look is not called lost", async () => {
  using given = await pushed(ClosedStorage, "full");
  given.storage.files.delete(OBJECTS.g);

  const { lost, unread } = await given.prove();

  assert.deepEqual(lost, []);
  assert.deepEqual(unread.map(({ path, says }) => [path, says]), [["files/md5/6d", "permission denied"]]);
});

Deno.test("an object of DVC 2 is right by the hash that DVC 2 gave it", async () => {
  using given = await pushed(KnowingStorage, "full");
  // text with other line ends: its hash is that of "1\n"
  given.storage.files.set("b0/26324c6904b2a9cb4b88d6d61c81d1", new TextEncoder().encode("1\r\n"));
  given.storage.files.set("00/000000000000000000000000000000", new TextEncoder().encode("1\r\n"));

  const { wrong, readBytes } = await given.prove();

  assert.deepEqual(wrong.map(({ object }) => object), ["00/000000000000000000000000000000"]);
  assert.equal(readBytes, 6);
});

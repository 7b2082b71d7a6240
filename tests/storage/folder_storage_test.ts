import { deepEqual, equal, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Host, type HostFs, MachineError } from "../../src/host/mod.ts";
import { openStorage } from "../../src/storage/mod.ts";
import { type FolderRepo, folderRepo } from "../support/folder_repo.ts";

const open = (files: FolderRepo, changes: Parameters<FolderRepo["failing"]>[0] = {}) =>
  openStorage(files.failing(changes), { url: `${files.root}/store`, options: new Map() });

Deno.test("files are listed with their sizes; a folder that is not there has none", async () => {
  using files = folderRepo({ "store/a/b": "12\n", "store/c": "1", "store/a/.b.0a1b2c3d.tmp": "half" });
  const storage = await open(files);

  const list = async (below: string) => (await storage.list(below)).map(({ path, size }) => `${path} ${size}`).sort();

  deepEqual(await list(""), ["a/b 3", "c 1"]);
  deepEqual(await list("a"), ["a/b 3"]);
  deepEqual(await list("none"), []);
  deepEqual(await storage.list("", { depth: 1 }).then((found) => found.filter(({ isFolder }) => isFolder)), [
    { path: "a", size: 0, isFolder: true },
  ]);
});

Deno.test("what is put can be looked at, fetched and removed; what is not there is told", async () => {
  using files = folderRepo({ "here/a/b": "12\n" });
  const storage = await open(files);
  const moved: string[] = [];

  deepEqual(
    await storage.put(`${files.root}/here`, ["a/b", "no"], { protect: true, onMoved: (path) => moved.push(path) }),
    [
      { path: "no", kind: "missing", says: "it is not there" },
    ],
  );
  const seen = (await storage.look(["a/b", "no"], { md5: true })).get("a/b");
  deepEqual([moved, seen?.size, seen?.isWritable, seen?.md5], [["a/b"], 3, false, "2737b49252e2a4c0fe4c342e92b13285"]);
  deepEqual((await storage.fetch(["a/b", "no"], `${files.root}/there`)).map(({ path }) => path), ["no"]);
  equal(Deno.readTextFileSync(`${files.root}/there/a/b`), "12\n");
  deepEqual(await storage.remove(["a/b", "no"]), []);
  deepEqual(await storage.list(""), []);
});

Deno.test("a full disk leaves no half of a file under its name", async () => {
  using files = folderRepo({ "here/big": "x".repeat((1 << 20) + 1) });
  const storage = await open(files, {
    rename: (from) => {
      throw new MachineError("ENOSPC", "rename", from);
    },
  });

  await rejects(async () => await storage.put(`${files.root}/here`, ["big"]), { fault: "full-disk/storage-file" });

  deepEqual([...Deno.readDirSync(`${files.root}/store`)], []);
});

/** Reads as a disk with a bad spot does, in any of these files. */
function badSpots({ host: { fs } }: FolderRepo, names: RegExp, code = "EIO"): Partial<HostFs> {
  const check = (path: string) => {
    if (names.test(path)) throw new MachineError(code, "read", path, `${code}: input/output error, read '${path}'`);
  };
  return {
    readBytes: (path) => (check(path), fs.readBytes(path)),
    readChunks: (path, ...rest) => (check(path), fs.readChunks(path, ...rest)),
    copyFile: (from, to) => (check(from), fs.copyFile(from, to)),
  };
}

for (const [code, kind] of [["EIO", "failed"], ["EACCES", "refused"]] as const) {
  Deno.test(`files that cannot be read (${code}) keep no others from coming, and are told`, async () => {
    using files = folderRepo({ "store/bad": "1\n", "store/good": "2\n", "store/vast-bad": "x".repeat(2 << 20) });
    const storage = await open(files, badSpots(files, /bad$/, code));

    const failures = await storage.fetch(["bad", "vast-bad", "good"], `${files.root}/there`);

    const says = "input/output error";
    deepEqual(failures, [{ path: "bad", kind, says }, { path: "vast-bad", kind, says }]);
    equal(Deno.readTextFileSync(`${files.root}/there/good`), "2\n");
    deepEqual((await storage.look(["bad", "good"], { md5: true, passesUnreadable: true })).size, 2);
    await rejects(storage.look(["bad", "good"], { md5: true }), { fault: "io/storage-file" });
  });
}

/** One may list the folder `a`, and know nothing of its files; of the folder `b` one may know nothing at all. */
function closedFolders({ host: { fs } }: FolderRepo): Partial<HostFs> {
  const check = (path: string, isClosed: RegExp) => {
    if (isClosed.test(path)) {
      throw new MachineError("EACCES", "stat", path, `EACCES: permission denied, stat '${path}'`);
    }
  };
  const inside = /\/store\/[ab]\/.+/;
  return {
    list: (path) => (check(path, /\/store\/b$/), fs.list(path)),
    stat: (path) => (check(path, inside), fs.stat(path)),
    glance: (path) => (check(path, inside), fs.glance(path)),
    readChunks: (path, ...rest) => (check(path, inside), fs.readChunks(path, ...rest)),
    writeAtomic: (path, ...rest) => (check(path, inside), fs.writeAtomic(path, ...rest)),
  };
}

const CLOSED = { kind: "refused", says: "permission denied" } as const;

Deno.test("folders that let nobody look are passed over where that is wanted, and else named", async () => {
  using files = folderRepo({ "store/a/1": "1\n", "store/b/2": "2\n", "store/c/3": "3\n" });
  const storage = await open(files, closedFolders(files));
  const passing = { passesUnreadable: true };

  const listed = await storage.list("", passing);
  const seen = await storage.look(["a/1", "b/2", "c/3"], passing);

  const unseen = (found: Iterable<{ path: string; unseen?: unknown }>) =>
    Object.fromEntries([...found].map((file) => [file.path, file.unseen]));
  deepEqual(unseen(listed), { "a/1": CLOSED, "b": CLOSED, "c/3": undefined });
  deepEqual(unseen(seen.values()), { "a/1": CLOSED, "b/2": CLOSED, "c/3": undefined });
  const facts = (path: string) => ({ doing: "read", path: `${files.root}/store/${path}`, why: "permission denied" });
  await rejects(storage.look(["b/2"]), { fault: "io/storage-file", facts: facts("b/2") });
  await rejects(storage.list("b"), { fault: "io/storage-file", facts: facts("b") });
});

Deno.test("files of folders that let nobody in keep no others from coming or going", async () => {
  using files = folderRepo({ "store/b/2": "2\n", "store/c/3": "3\n", "here/b/4": "4\n", "here/c/5": "5\n" });
  const storage = await open(files, closedFolders(files));

  deepEqual(await storage.fetch(["b/2", "c/3"], `${files.root}/there`), [{ path: "b/2", ...CLOSED }]);
  deepEqual(await storage.put(`${files.root}/here`, ["b/4", "c/5"]), [{ path: "b/4", ...CLOSED }]);

  equal(Deno.readTextFileSync(`${files.root}/there/c/3`), "3\n");
  equal(Deno.readTextFileSync(`${files.root}/store/c/5`), "5\n");
});

Deno.test("what cannot be written here ends the fetch, however well it can be read", async () => {
  using files = folderRepo({ "store/one": "1\n" });
  const storage = await open(files, {
    createNew: (path) => {
      throw new MachineError("EACCES", "open", path);
    },
  });

  await rejects(storage.fetch(["one"], `${files.root}/there`), { fault: "io/storage-file" });
});

const LARGE_BYTES = 33 << 20;

/** A storage for a large file, which lies in `here`. */
async function withLargeFile(files: FolderRepo, copyLargeFile: HostFs["copyLargeFile"]) {
  Deno.truncateSync(`${files.root}/here/big`, LARGE_BYTES);
  return await open(files, { copyLargeFile });
}

Deno.test("of a large file is told while it is copied, and no byte twice", async () => {
  using files = folderRepo({ "here/big": "" });
  const storage = await withLargeFile(files, (from, to, { onBytes }) => {
    onBytes?.(10 << 20);
    onBytes?.(20 << 20);
    return Promise.resolve(Deno.copyFileSync(from, to));
  });
  const told: number[] = [];

  await storage.put(`${files.root}/here`, ["big"], { onBytes: (bytes) => told.push(bytes) });
  await storage.fetch(["big"], `${files.root}/there`, { onBytes: (bytes) => told.push(bytes) });

  const once = [10 << 20, 20 << 20, 3 << 20];
  deepEqual(told, [...once, ...once]);
  equal(Deno.statSync(`${files.root}/there/big`).size, LARGE_BYTES);
});

Deno.test("a large file whose copy is ended leaves nothing of it", async () => {
  using files = folderRepo({ "here/big": "", "store/.keep": "" });
  const ending = new AbortController();
  const storage = await withLargeFile(files, (_, to, { signal }) => {
    Deno.writeTextFileSync(to, "half");
    ending.abort();
    return Promise.reject(signal?.reason);
  });
  const names = (folder: string) => [...Deno.readDirSync(`${files.root}/${folder}`)].map(({ name }) => name);
  const { signal } = ending;

  await rejects(storage.put(`${files.root}/here`, ["big"], { signal }), { fault: "interrupted/transfer" });

  deepEqual(names("store"), [".keep"]);
});

/** A storage with many files, and one large one; what it starts is counted, or is another program. */
async function withManyFiles(
  files: FolderRepo,
  instead?: (ending: () => void) => readonly string[],
  changes: Partial<HostFs> = {},
) {
  const contents = new Map(Array.from({ length: 300 }, (_, i) => [`d/${i} \n\\`, `${i}\n`]));
  contents.set("-", "no standard input");
  contents.set("large", "x".repeat(9 << 20));
  for (const [path, text] of contents) {
    Deno.mkdirSync(`${files.root}/store/d`, { recursive: true });
    Deno.writeTextFileSync(`${files.root}/store/${path}`, text);
  }
  const ending = new AbortController();
  let [running, most] = [0, 0];
  const spawn: Host["processes"]["spawn"] = (command) => {
    most = Math.max(most, ++running);
    const argv = instead?.(() => ending.abort()) ?? command.argv;
    const program = files.host.processes.spawn({ ...command, argv });
    void program.done.then(() => running--);
    return program;
  };
  const host = {
    ...files.failing(changes),
    processes: Object.create(files.host.processes, { spawn: { value: spawn } }),
  };
  const storage = await openStorage(host, { url: `${files.root}/store`, options: new Map() });
  const md5s = Object.fromEntries(
    [...contents].map(([path, text]) => [path, createHash("md5").update(text).digest("hex")]),
  );
  return { storage, md5s, signal: ending.signal, counts: () => ({ running, most }) };
}

for (const jobs of [1, 2]) {
  Deno.test(`many files are hashed by as many programs at a time as was said: ${jobs}`, async () => {
    using files = folderRepo();
    const { storage, md5s, signal, counts } = await withManyFiles(files);

    const found = await storage.list("", { md5: true, jobs, signal });

    deepEqual(Object.fromEntries(found.map(({ path, md5 }) => [path, md5])), md5s);
    deepEqual(counts(), { running: 0, most: jobs });
  });
}

Deno.test("who ends the hashing of many files is heard, and nothing runs on", async () => {
  using files = folderRepo();
  const { storage, signal, counts } = await withManyFiles(files, (end) => {
    queueMicrotask(end);
    return ["sleep", "1000"];
  });

  await rejects(storage.list("", { md5: true, jobs: 2, signal }), { fault: "interrupted/transfer" });

  equal(counts().running, 0);
});

Deno.test("what the system's program cannot hash is read here, but for what cannot be read", async () => {
  using files = folderRepo();
  const { storage, md5s } = await withManyFiles(files, () => ["false"], badSpots(files, /large$/));

  const found = await storage.list("", { md5: true, passesUnreadable: true });

  deepEqual(Object.fromEntries(found.map(({ path, md5 }) => [path, md5])), { ...md5s, large: undefined });
});

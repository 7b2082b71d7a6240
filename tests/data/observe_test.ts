import { deepEqual, equal, throws } from "node:assert/strict";
import type { HostFs } from "../../src/host/mod.ts";
import { type Observed, openDataStore } from "../../src/data/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type FolderRepo, folderRepo, writeFiles } from "../support/folder_repo.ts";

const shape = (observed: Observed) =>
  observed.kind === "missing"
    ? "missing"
    : observed.kind === "file"
    ? observed.info
    : { ...observed.info, files: observed.tree.map((entry) => entry.relpath).sort() };

async function observe(files: FolderRepo, path: string, fs: Partial<HostFs> = {}): Promise<Observed> {
  using store = openDataStore(await openRepo(files.failing(fs)));
  const observed = store.observe(`${files.root}/${path}`);
  if (observed.kind === "dir") void observed.tree.length;
  return observed;
}

/** Observes and tells which files were read. */
async function reads(files: FolderRepo, path: string): Promise<string[]> {
  const read: string[] = [];
  const note = (file: string) =>
    void (file.startsWith(`${files.root}/${path}`) && read.push(file.slice(files.root.length + 1)));
  const { readBytes, readChunks } = files.host.fs;
  await observe(files, path, {
    readBytes: (file) => (note(file), readBytes(file)),
    readChunks: (file, size, onChunk) => (note(file), readChunks(file, size, onChunk)),
  });
  return read.sort();
}

const age = (path: string, seconds = 100) =>
  Deno.utimeSync(path, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);

Deno.test("a file has hash, size and the owner's x bit; nothing and a broken symlink are missing", async () => {
  using files = folderRepo({
    "f": "hello\n",
    "x": { text: "hello\n", mode: 0o755 },
    "link": { link: "f" },
    "broken": { link: "nowhere" },
  });
  const info = { algorithm: "md5", hash: "b1946ac92492d2347c6235b4d2611184", size: 6 };

  deepEqual(shape(await observe(files, "f")), info);
  deepEqual(shape(await observe(files, "x")), { ...info, isexec: true });
  deepEqual(shape(await observe(files, "link")), info);
  equal(shape(await observe(files, "broken")), "missing");
  equal(shape(await observe(files, "nope/x")), "missing");
});

Deno.test("a folder counts hidden files and links to files, not links to folders, empty folders and what is ignored", async () => {
  using files = folderRepo({
    ".dvcignore": "*.log\n/d/skip\n",
    "d/a": "a\n",
    "d/.hidden": "h",
    "d/.gitignore": "g",
    "d/b.log": "b",
    "d/skip/x": "x",
    "d/s/link": { link: "../../t/f" },
    "d/dirlink": { link: "../t" },
    "d/other/.dvc/config": "",
    "d/other/file": "",
    "d/.git/config": "",
    "t/f": "ffff",
  });
  Deno.mkdirSync(files.root + "/d/empty");

  const observed = await observe(files, "d");

  deepEqual(observed.kind === "dir" && observed.tree.map((entry) => [entry.relpath, entry.size]).sort(), [
    [".gitignore", 1],
    [".hidden", 1],
    ["a", 2],
    ["s/link", 4],
  ]);
  deepEqual(observed.kind === "dir" && [observed.info.size, observed.info.nfiles], [8, 4]);
});

Deno.test("a broken symlink and a .dvcignore inside a folder are errors that name the path", async () => {
  using files = folderRepo({ "a/broken": { link: "nowhere" }, "b/s/.dvcignore": "", "b/x": "" });
  using store = openDataStore(await files.open());

  throws(() => store.observe(files.root + "/a"), { kind: "invalid-file", message: /a\/broken/ });
  throws(() => store.observe(files.root + "/b"), {
    fault: "invalid-file/dvcignore-inside",
    facts: { folder: files.root + "/b", relpath: "s/.dvcignore" },
  });
});

Deno.test("what was hashed is not read again, until it changes", async () => {
  const big = "x".repeat(100_000);
  using files = folderRepo({ "f": big, "d/a": big, "d/b": big, "d/c": big });
  for (const path of ["f", "d/a", "d/b", "d/c"]) age(`${files.root}/${path}`);

  deepEqual([await reads(files, "f"), await reads(files, "d")], [["f"], ["d/a", "d/b", "d/c"]]);
  deepEqual([await reads(files, "f"), await reads(files, "d")], [[], []]);

  writeFiles(files.root, { "f": "y".repeat(100_000), "d/b": "y".repeat(100_000), "d/new": "n" });
  age(files.root + "/f", 50);
  age(files.root + "/d/b", 50);
  age(files.root + "/d/new", 50);
  deepEqual([await reads(files, "f"), await reads(files, "d")], [["f"], ["d/b", "d/new"]]);
  deepEqual([await reads(files, "f"), await reads(files, "d")], [[], []]);
});

Deno.test("within one command a file that was hashed and forgotten is not read again, until it changes", async () => {
  using files = folderRepo({ "f": "x".repeat(100_000) });
  age(files.root + "/f");
  let reads = 0;
  const readBytes = (path: string) => (reads++, files.host.fs.readBytes(path));
  using store = openDataStore(await openRepo(files.failing({ readBytes })));

  const first = store.observe(files.root + "/f");
  store.forget();
  deepEqual([store.observe(files.root + "/f"), reads], [first, 1]);

  writeFiles(files.root, { "f": "y".repeat(100_000) });
  store.forget();
  equal(store.observe(files.root + "/f").kind, "file");
  equal(reads, 2);
});

Deno.test("the index answers with the same hashes as reading does, for folders too", async () => {
  using files = folderRepo(Object.fromEntries([...Array(100).keys()].map((i) => [`d/s${i % 7}/f${i}`, `file ${i}`])));
  for (let i = 0; i < 100; i++) age(`${files.root}/d/s${i % 7}/f${i}`);

  const first = shape(await observe(files, "d"));
  const second = shape(await observe(files, "d"));
  Deno.removeSync(files.root + "/.dvc/tmp", { recursive: true });

  deepEqual(second, first);
  deepEqual(shape(await observe(files, "d")), first);
});

Deno.test("a file hashed within one tick of its last write is not trusted later, an older one is", async () => {
  using files = folderRepo();
  let writtenMs = 1_700_000_000_123;
  const hashes = async (agedMs: number, letter: string) => {
    writeFiles(files.root, { "f": letter.repeat(50_000), "d/f": letter.repeat(50_000), "d/g": letter.repeat(300_000) });
    const { stat, lstat } = files.host.fs;
    const still: typeof stat = (path) => {
      const found = stat(path);
      return found?.kind === "file" ? { ...found, mtimeNs: BigInt(writtenMs) * 1_000_000n } : found;
    };
    const clock = { ...files.host.clock, now: () => writtenMs + agedMs, sleepSync: () => {} };
    using store = openDataStore(await openRepo({ ...files.failing({ stat: still, lstat }), clock }));
    return [hashOf(store.observe(files.root + "/f")), hashOf(store.observe(files.root + "/d"))];
  };

  const racy = [await hashes(5, "a"), await hashes(5, "b")];
  const settled = [await hashes(1000, "c"), await hashes(1000, "d")];

  equal(racy[0]?.some((hash, i) => hash === racy[1]?.[i]), false);
  deepEqual(settled[0], settled[1]);

  writtenMs = 1_700_000_001_000; // as of a file system that counts whole seconds
  const coarse = [await hashes(1000, "e"), await hashes(1000, "f")];
  equal(coarse[0]?.some((hash, i) => hash === coarse[1]?.[i]), false);
});

function hashOf(observed: Observed): string {
  return observed.kind === "missing" ? "" : observed.info.hash;
}

Deno.test("a changed .dvcignore changes what a large remembered folder hashes to", async () => {
  using files = folderRepo(
    Object.fromEntries([...Array(1200).keys()].map((i) => [`d/f${i}.${i % 2 ? "log" : "txt"}`, ""])),
  );
  for (let i = 0; i < 1200; i++) age(`${files.root}/d/f${i}.${i % 2 ? "log" : "txt"}`);
  const count = async () => {
    const observed = await observe(files, "d");
    return observed.kind === "dir" ? [observed.info.nfiles, observed.tree.length] : [];
  };

  deepEqual(await count(), [1200, 1200]);
  deepEqual(await count(), [1200, 1200]);
  writeFiles(files.root, { ".dvcignore": "*.log\n" });
  deepEqual(await count(), [600, 600]);
  deepEqual(await count(), [600, 600]);
  Deno.removeSync(files.root + "/d/f0.txt");
  deepEqual(await count(), [599, 599]);
});

Deno.test("an index that cannot be opened or is rubbish costs time only", async () => {
  const big = "x".repeat(100_000);
  using files = folderRepo({
    "f": big,
    [`.dvc/tmp/exp/hashes-${Deno.hostname()}.sqlite`]: "rubbish, but long enough to be looked at".repeat(50),
  });
  age(files.root + "/f");
  const first = shape(await observe(files, "f"));
  Deno.removeSync(files.root + "/.dvc/tmp/exp", { recursive: true });
  Deno.writeTextFileSync(files.root + "/.dvc/tmp/exp", "a file in the way");

  deepEqual(shape(await observe(files, "f")), first);
});

Deno.test("forgetting a path forgets what is above and below it", async () => {
  using files = folderRepo({ "d/s/f": "1" });
  using store = openDataStore(await files.open());
  const hashes = () => ["d", "d/s", "d/s/f"].map((path) => hashOf(store.observe(`${files.root}/${path}`)));
  const before = hashes();

  writeFiles(files.root, { "d/s/f": "2" });
  deepEqual(hashes(), before);
  store.forget(files.root + "/d/s");

  equal(hashes().some((hash) => before.includes(hash)), false);
});

import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import type { RunEvent } from "../../src/common/events.ts";
import type { HashInfo } from "../../src/data/types.ts";
import { type DataStore, openDataStore } from "../../src/data/mod.ts";
import { MachineError } from "../../src/host/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type FileSpec, type FolderRepo, folderRepo, readTreeOf, writeFiles } from "../support/folder_repo.ts";

const modeOf = (path: string) => ((Deno.lstatSync(path).mode ?? 0) & 0o777).toString(8);
const objectsOf = (files: FolderRepo) => {
  const cache = files.root + "/.dvc/cache";
  return files.host.fs.exists(cache) ? readTreeOf(cache) : {};
};

function save(store: DataStore, path: string): HashInfo {
  const observed = store.observe(path);
  if (observed.kind === "missing") throw new Error(`${path} is not there`);
  store.commit(path, observed);
  store.forget(path);
  return observed.info;
}

Deno.test("committed objects have DVC's names, content and mode, and are stored once", async () => {
  using files = folderRepo({ "f": "1\n", "d/x": "1\n", "d/y": "2\n" });
  using store = openDataStore(await files.open());

  save(store, files.root + "/f");
  save(store, files.root + "/d");
  save(store, files.root + "/d");

  deepEqual(objectsOf(files), {
    "files/md5/26/ab0db90d72e28ad0ba1e22ee510510": "444 2\n",
    "files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1": "444 1\n",
    "files/md5/d5/1834de0d0bf85d6a6c9a4c881ad503.dir":
      '444 [{"md5": "b026324c6904b2a9cb4b88d6d61c81d1", "relpath": "x"}, ' +
      '{"md5": "26ab0db90d72e28ad0ba1e22ee510510", "relpath": "y"}]',
  });
});

const recordedModes: [type: string, after: Record<string, string>, back: Record<string, string>][] = [
  ["", { f: "744", g: "644", "d/a": "755", "d/b": "600" }, { f: "744", g: "644", "d/a": "644", "d/b": "644" }],
  ["copy", { f: "744", g: "644", "d/a": "755", "d/b": "600" }, { f: "744", g: "644", "d/a": "644", "d/b": "644" }],
  ["hardlink", { f: "544", g: "444", "d/a": "444", "d/b": "444" }, { f: "544", g: "444", "d/a": "444", "d/b": "444" }],
];
for (const [type, after, back] of recordedModes) {
  Deno.test(`modes after commit and checkout are DVC's with cache.type = ${type || "(default)"}`, async () => {
    const specs: Record<string, FileSpec> = {
      "f": { text: "f", mode: 0o755 },
      "g": { text: "g", mode: 0o600 },
      "d/a": { text: "a", mode: 0o755 },
      "d/b": { text: "b", mode: 0o600 },
    };
    using files = folderRepo(specs, type === "" ? "" : `[cache]\n    type = ${type}\n`);
    using store = openDataStore(await files.open());
    const modes = () => Object.fromEntries(Object.keys(specs).map((path) => [path, modeOf(`${files.root}/${path}`)]));

    const infos = ["f", "g", "d"].map((path) => [path, save(store, `${files.root}/${path}`)] as const);
    deepEqual(modes(), after);
    for (const [path] of infos) store.remove(`${files.root}/${path}`);
    for (const [path, info] of infos) store.checkout(`${files.root}/${path}`, info);

    deepEqual(modes(), back);
  });
}

Deno.test("symlinks lead to the object; unprotect makes own writable copies", async () => {
  using files = folderRepo({ "f": "f", "d/a": "a" }, "[cache]\n    type = symlink\n");
  using store = openDataStore(await files.open());
  const info = save(store, files.root + "/f");
  save(store, files.root + "/d");

  equal(
    Deno.readLinkSync(files.root + "/f"),
    `${files.root}/.dvc/cache/files/md5/${info.hash.slice(0, 2)}/${info.hash.slice(2)}`,
  );
  equal(Deno.lstatSync(files.root + "/d/a").isSymlink, true);
  store.unprotect(files.root + "/f");
  store.unprotect(files.root + "/d");

  deepEqual(readTreeOf(files.root), { "f": "644 f", "d/a": "644 a" });
  writeFiles(files.root, { "f": "changed" });
  equal(store.has(info), true);
});

Deno.test("links that a command left in an output become files of their own", async () => {
  using files = folderRepo({ "t": "t", "f": { link: "t" }, "d/l": { link: "../t" } });
  using store = openDataStore(await files.open());

  save(store, files.root + "/f");
  save(store, files.root + "/d");

  deepEqual(readTreeOf(files.root), { "t": "644 t", "f": "644 t", "d/l": "644 t" });
});

Deno.test("commit, remove and checkout give every tree back, with each link type", async () => {
  const name = fc.constantFrom("a", "b", "é", "x y", "q'\"", "n\nl", "-r", "$HOME");
  const tree = fc.dictionary(
    fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.map((part, i) => part + i).join("/") + ".f"),
    fc.string({ maxLength: 20 }),
    { minKeys: 0, maxKeys: 8 },
  );
  const types = fc.constantFrom("", "copy", "hardlink,copy", "symlink", "reflink,hardlink");
  await fc.assert(
    fc.asyncProperty(tree, types, async (contents, type) => {
      using files = folderRepo({}, type === "" ? "" : `[cache]\n    type = ${type}\n`);
      const top = files.root + "/data";
      Deno.mkdirSync(top);
      writeFiles(top, contents);
      using store = openDataStore(await files.open());

      const info = save(store, top);
      const after = readTreeOf(top);
      store.remove(top);
      equal(files.host.fs.exists(top), false);
      deepEqual(store.checkout(top, info).map((change) => change.kind), ["added"]);

      deepEqual(readTreeOf(top), after);
      deepEqual(store.checkout(top, info), []);
      const observed = store.observe(top);
      deepEqual(observed.kind === "dir" && { ...observed.info }, info);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a checkout gives a file its x bit back", async () => {
  using files = folderRepo({ "f": { text: "f", mode: 0o755 } });
  using store = openDataStore(await files.open());
  const path = `${files.root}/f`, info = save(store, path);
  Deno.chmodSync(path, 0o644);
  store.forget();

  deepEqual(store.checkout(path, info).map(({ kind }) => kind), ["modified"]);

  equal(modeOf(path), "744");
  deepEqual(store.checkout(path, info), []);
});

Deno.test("checkout touches only what differs, and removes what does not belong", async () => {
  using files = folderRepo({ "d/same": "s", "d/changed": "1", "d/gone/x": "x" });
  using store = openDataStore(await files.open());
  const info = save(store, files.root + "/d");
  const inode = Deno.statSync(files.root + "/d/same").ino;
  Deno.removeSync(files.root + "/d/gone", { recursive: true });
  writeFiles(files.root, { "d/changed": "2", "d/extra/deep/y": "y" });

  deepEqual(store.checkout(files.root + "/d", info, { force: true }), [{
    kind: "modified",
    path: "d/",
    files: { added: 1, modified: 1, deleted: 1 },
  }]);

  deepEqual(readTreeOf(files.root), { "d/same": "644 s", "d/changed": "644 1", "d/gone/x": "644 x" });
  equal(Deno.statSync(files.root + "/d/same").ino, inode);
  equal(files.host.fs.exists(files.root + "/d/extra"), false);
});

Deno.test("a file takes a folder's place and a folder a file's", async () => {
  using files = folderRepo({ "f": "file", "d/x": "x" });
  using store = openDataStore(await files.open());
  const [file, folder] = [save(store, files.root + "/f"), save(store, files.root + "/d")];

  store.checkout(files.root + "/f", folder);
  store.checkout(files.root + "/d", file);

  deepEqual(readTreeOf(files.root), { "f/x": "644 x", "d": "644 file" });
});

Deno.test("without force, unsaved files are named and nothing is changed", async () => {
  using files = folderRepo({ "f": "1", "d/x": "x" });
  using store = openDataStore(await files.open());
  const [file, folder] = [save(store, files.root + "/f"), save(store, files.root + "/d")];
  writeFiles(files.root, { "f": "junk", "d/new": "new" });
  Deno.removeSync(files.root + "/d/x");
  const before = readTreeOf(files.root);

  throws(() => store.checkout(files.root + "/f", file), { kind: "conflict", facts: { files: [files.root + "/f"] } });
  throws(() => store.checkout(files.root + "/d", folder), {
    kind: "conflict",
    facts: { files: [files.root + "/d/new"] },
  });

  deepEqual(readTreeOf(files.root), before);
});

Deno.test("when an object is missing, nothing is changed and the file is named", async () => {
  using files = folderRepo({ "d/x": "x", "d/y": "y" });
  using store = openDataStore(await files.open());
  const info = save(store, files.root + "/d");
  const y = store.readTree(info)?.find((entry) => entry.relpath === "y")?.hash ?? "";
  Deno.removeSync(`${files.root}/.dvc/cache/files/md5/${y.slice(0, 2)}/${y.slice(2)}`);
  store.remove(files.root + "/d");

  equal(store.has(info), false);
  throws(() => store.checkout(files.root + "/d", info), { kind: "missing-data", message: /d\/y/ });

  equal(files.host.fs.exists(files.root + "/d"), false);
});

Deno.test("an unprotected object is verified: wrong content is removed, right content protected", async () => {
  using files = folderRepo({ "f": "good", "g": "other" });
  using store = openDataStore(await files.open());
  const [f, g] = [save(store, files.root + "/f"), save(store, files.root + "/g")];
  const path = (info: HashInfo) => `${files.root}/.dvc/cache/files/md5/${info.hash.slice(0, 2)}/${info.hash.slice(2)}`;
  for (const info of [f, g]) Deno.chmodSync(path(info), 0o644);
  Deno.writeTextFileSync(path(f), "evil");

  equal(store.has(f), false);
  equal(store.has(g), true);

  equal(files.host.fs.exists(path(f)), false);
  equal(modeOf(path(g)), "444");
});

Deno.test("a protected object that was cut short does not count", async () => {
  using files = folderRepo({ "f": "good" });
  using store = openDataStore(await files.open());
  const info = save(store, files.root + "/f");
  const path = `${files.root}/.dvc/cache/files/md5/${info.hash.slice(0, 2)}/${info.hash.slice(2)}`;
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "", { mode: 0o444 });

  equal(store.has(info), false);
});

Deno.test("2.x hashes live in the 2.x layout", async () => {
  using files = folderRepo({ "f": "a\r\nb\r\n" });
  using store = openDataStore(await files.open());
  const observed = store.observe(files.root + "/f", "md5-dos2unix");
  store.commit(files.root + "/f", observed);

  deepEqual(Object.keys(objectsOf(files)), ["dd/8c6a395b5dd36c56d23275028f526c"]);
  equal(observed.kind === "file" && observed.info.size, 6);
  store.remove(files.root + "/f");
  if (observed.kind === "file") store.checkout(files.root + "/f", observed.info);
  equal(Deno.readTextFileSync(files.root + "/f"), "a\r\nb\r\n");
});

Deno.test("a shared cache has group-writable folders that keep their group", async () => {
  using files = folderRepo({ "f": "1\n" }, "[cache]\n    shared = group\n");
  using store = openDataStore(await files.open());
  save(store, files.root + "/f");

  const mode = (path: string) => ((Deno.statSync(files.root + path).mode ?? 0) & 0o7777).toString(8);
  equal(mode("/.dvc/cache/files/md5/b0"), "2775");
  equal(mode("/.dvc/cache/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1"), "444");
});

Deno.test("outputs behind a symlink that leaves the repository are refused by every write", async () => {
  using outside = folderRepo({ "f": "theirs" });
  using files = folderRepo({ "out": { link: outside.root }, "x": "x" });
  using store = openDataStore(await files.open());
  const info = save(store, files.root + "/x");
  const path = files.root + "/out/f";

  throws(() => store.checkout(path, info, { force: true }), { kind: "invalid-file" });
  throws(() => store.commit(path, store.observe(path)), { kind: "invalid-file" });
  throws(() => store.remove(path), { kind: "invalid-file" });
  throws(() => store.unprotect(path), { kind: "invalid-file" });

  equal(Deno.readTextFileSync(outside.root + "/f"), "theirs");
});

Deno.test("a symlinked folder inside an output is replaced, never written through", async () => {
  using outside = folderRepo();
  using files = folderRepo({ "d/s/x": "x" });
  using store = openDataStore(await files.open());
  const info = save(store, files.root + "/d");
  Deno.removeSync(files.root + "/d/s", { recursive: true });
  Deno.symlinkSync(outside.root, files.root + "/d/s");

  store.checkout(files.root + "/d", info, { force: true });

  deepEqual(readTreeOf(files.root), { "d/s/x": "644 x" });
  equal(files.host.fs.exists(outside.root + "/x"), false);
});

const diskFull = () => {
  throw new MachineError("ENOSPC", "write", undefined, "No space left on device (os error 28)");
};
Deno.test("a full disk is said so, and leaves no short object and no rubbish", async () => {
  using files = folderRepo({ "small": "1\n", "large": new Uint8Array(3 << 20).fill(7), "d/a": "a", "d/b": "b" });
  const shortCopy = (from: string, to: string) => {
    Deno.writeFileSync(to, Deno.readFileSync(from).subarray(0, 10));
    diskFull();
  };
  const host = files.failing({ writeAtomic: diskFull, copyFile: shortCopy, reflink: () => false });
  using store = openDataStore(await openRepo(host));

  for (const path of ["small", "large", "d"]) {
    throws(() => save(store, `${files.root}/${path}`), { fault: "full-disk/file" }, path);
  }

  deepEqual(objectsOf(files), {});
});

Deno.test("a full disk during checkout leaves the old file", async () => {
  using files = folderRepo({ "f": "old" });
  using store = openDataStore(await files.open());
  const old = save(store, files.root + "/f");
  writeFiles(files.root, { "f": "new" });
  save(store, files.root + "/f");
  const failing = files.failing({ createNew: diskFull, copyFile: diskFull, reflink: () => false });
  using broken = openDataStore(await openRepo(failing));

  throws(() => broken.checkout(files.root + "/f", old), { kind: "full-disk" });

  equal(Deno.readTextFileSync(files.root + "/f"), "new");
});

Deno.test("a file that changes between hashing and storing is not stored under the wrong name", async () => {
  using files = folderRepo({ "small": "1\n", "large": new Uint8Array(3 << 20).fill(7), "d/a": "a" });
  using store = openDataStore(await files.open());
  const seen = ["small", "large", "d"].map((path) => [path, store.observe(`${files.root}/${path}`)] as const);
  writeFiles(files.root, { "small": "2\n", "large": new Uint8Array(3 << 20).fill(8), "d/a": "b" });

  for (const [path, observed] of seen) {
    throws(() => store.commit(`${files.root}/${path}`, observed), { kind: "failed" }, path);
  }

  deepEqual(objectsOf(files), {});
});

Deno.test("where hard links cannot be made, the next type is used; with none left it is said", async () => {
  using files = folderRepo({ "f": "f" }, "[cache]\n    type = hardlink,copy\n");
  const hardLink = () => {
    throw new MachineError("EXDEV", "hardLink", undefined, "Invalid cross-device link (os error 18)");
  };
  using store = openDataStore(await openRepo(files.failing({ hardLink })));
  save(store, files.root + "/f");
  equal(modeOf(files.root + "/f"), "644");

  Deno.writeTextFileSync(files.root + "/.dvc/config", "[cache]\n    type = hardlink\n");
  using strict = openDataStore(await openRepo(files.failing({ hardLink })));
  throws(() => save(strict, files.root + "/f"), { kind: "config", message: /hardlink/ });
});

Deno.test("many files are stored and come back with Workers' help", async () => {
  const contents = Object.fromEntries(
    [...Array(2000).keys()].map((i) => [`d/s${i % 13}/f${i}`, `content ${i % 1990}`]),
  );
  using files = folderRepo(contents);
  using store = openDataStore(await files.open());

  const info = save(store, files.root + "/d");
  const before = readTreeOf(files.root);
  store.remove(files.root + "/d");
  store.checkout(files.root + "/d", info);

  equal(info.nfiles, 2000);
  deepEqual(readTreeOf(files.root), before);
  equal(store.has(info), true);
  equal(Object.keys(objectsOf(files)).length, 1991);
});

Deno.test("presence of a large folder's objects is remembered only while they are there", async () => {
  using files = folderRepo(Object.fromEntries([...Array(1100).keys()].map((i) => [`d/f${i}`, `${i}`])));
  let looked = 0;
  const repo = await openRepo(files.failing({ glance: (path) => (looked++, files.host.fs.glance(path)) }));
  using store = openDataStore(repo);
  const info = save(store, files.root + "/d");
  for (const { name } of Deno.readDirSync(`${repo.cacheDir}/files/md5`)) {
    Deno.utimeSync(`${repo.cacheDir}/files/md5/${name}`, 1_600_000_000.5, 1_600_000_000.5); // long settled
  }
  equal(store.has(info), true);
  equal(looked >= 1100, true);
  looked = 0;
  equal(store.has(info), true);
  equal(looked, 0);

  const one = store.readTree(info)?.[500]?.hash ?? "";
  Deno.removeSync(`${repo.cacheDir}/files/md5/${one.slice(0, 2)}/${one.slice(2)}`);

  equal(store.has(info), false);
});

Deno.test("a large file is stored in the pass that hashes it, unless it changes meanwhile", async () => {
  const size = 70 << 20;
  using files = folderRepo({ "f": "7" });
  Deno.truncateSync(files.root + "/f", size);
  const { stat } = files.host.fs;
  let touched = 0n;
  const host = files.failing({
    stat: (path) => {
      const found = stat(path);
      return found !== undefined && path.endsWith("/f") ? { ...found, mtimeNs: found.mtimeNs + touched++ } : found;
    },
  });
  using restless = openDataStore(await openRepo(host));
  restless.observe(files.root + "/f", "md5", { toStore: true });
  deepEqual([...Deno.readDirSync(files.root + "/.dvc/cache/files/md5")], []);

  using store = openDataStore(await files.open());
  const observed = store.observe(files.root + "/f", "md5", { toStore: true });

  equal(observed.kind === "file" && store.has(observed.info), true);
  equal([...Deno.readDirSync(files.root + "/.dvc/cache/files/md5")].length, 1);
});

for (const type of ["copy", "hardlink", "symlink"]) {
  for (const [what, tracked] of [["file", "f"], ["file of a folder", "d"]]) {
    Deno.test(`a large ${what} that was checked out by ${type} is not hashed again, unless it changes`, async () => {
      const bytes = new Uint8Array(2 << 20).fill(7);
      using files = folderRepo({ "f": bytes, "d/f": bytes, "d/small": "x" }, `[cache]\n    type = ${type}\n`);
      const path = `${files.root}/${tracked}`, large = tracked === "f" ? path : `${path}/f`;
      let reads = 0;
      const { readChunks } = files.host.fs;
      const host = files.failing({ readChunks: (file, size, onChunk) => (reads++, readChunks(file, size, onChunk)) });
      const within = async (work: (store: DataStore) => HashInfo) => {
        using store = openDataStore(await openRepo(host));
        return work(store);
      };
      const info = await within((store) => save(store, path));
      await within((store) => {
        store.remove(path);
        store.checkout(path, info);
        return info;
      });
      reads = 0;

      const observe = () =>
        within((store) => {
          const observed = store.observe(path);
          return observed.kind === "missing" ? info : observed.info;
        });
      equal((await observe()).hash, info.hash);
      equal(reads, 0);
      await within((store) => (store.unprotect(path), info));
      Deno.writeFileSync(large, new Uint8Array(2 << 20).fill(8));
      equal((await observe()).hash !== info.hash, true);
    });
  }
}

Deno.test("an output that is a symlink to a folder is stored, and never written through", async () => {
  using outside = folderRepo({ "x": "x", "l": { link: "x" } });
  using files = folderRepo({ "d": { link: outside.root } }, "[cache]\n    type = symlink\n");
  const before = readTreeOf(outside.root);
  using store = openDataStore(await files.open());

  const info = save(store, files.root + "/d");
  store.unprotect(files.root + "/d");
  deepEqual(readTreeOf(outside.root), before);
  writeFiles(outside.root, { "x": "changed" });
  store.checkout(files.root + "/d", info, { force: true });

  equal(Deno.readTextFileSync(outside.root + "/x"), "changed");
  equal(Deno.lstatSync(files.root + "/d").isDirectory, true);
  equal(Deno.readTextFileSync(files.root + "/d/x"), "x");
});

Deno.test("a damaged object is removed and named, and never gets into the workspace", async () => {
  using files = folderRepo({ "f": "right\n", "d/x": "right too\n" });
  using store = openDataStore(await files.open());
  for (const path of ["f", "d"]) {
    const info = save(store, `${files.root}/${path}`);
    store.remove(`${files.root}/${path}`);
    const [name] = Object.entries(objectsOf(files)).find(([, text]) => text.startsWith("444 right")) as [
      string,
      string,
    ];
    const object = `${files.root}/.dvc/cache/${name}`;
    Deno.chmodSync(object, 0o644);
    Deno.writeTextFileSync(object, path === "f" ? "wrong\n" : "wrong too\n");
    Deno.chmodSync(object, 0o444);

    throws(
      () => store.checkout(`${files.root}/${path}`, info),
      (error: { kind?: string; message: string }) => error.kind === "damaged-data" && error.message.includes(object),
    );

    equal(files.host.fs.exists(object), false);
    equal(files.host.fs.exists(`${files.root}/${path === "f" ? "f" : "d/x"}`), false);
  }
});

Deno.test("how far long work is, is told to whoever the repository was opened for, if nobody else asks", async () => {
  using files = folderRepo({ "d/a": "a", "d/b": "bb" });
  const told: RunEvent[] = [];
  const repo = await openRepo(files.host, { emit: (event) => void told.push(event) });
  using store = openDataStore(repo);

  store.observe(files.root + "/d");

  deepEqual(told.at(-1), { kind: "progress", what: "hashing", done: 3, total: 3, unit: "bytes" });
});

import { deepEqual, equal, throws } from "node:assert/strict";
import { type DataStore, openDataStore } from "../../src/data/mod.ts";
import type { HashInfo } from "../../src/data/types.ts";
import type { Host } from "../../src/host/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type FolderRepo, folderRepo, readTreeOf } from "../support/folder_repo.ts";

const ODD_NAMES = ["line\nend", "back\\slash", "-", "-rf", "--", " a b ", "quo'te\"", "ümläut", "$(x)", "*"];
const MANY = Object.fromEntries([
  ...[...Array(1600).keys()].map((i) => [`d/s${i % 13}/f${i}`, `content ${i % 1590}`]),
  ...ODD_NAMES.flatMap((name) => [[`d/${name}`, `named ${name}`], [`d/s/${name}`, name]]),
  ["d/empty", ""],
  ["d/empty2", ""],
]);

/** A host without the programs that do many files at once; it counts how often they are asked for. */
function withoutPrograms(files: FolderRepo): { host: Host; asked: () => number } {
  let asked = 0;
  const { host } = files;
  const runSync: Host["processes"]["runSync"] = (command) => {
    if (!command.args.some((arg) => arg.includes("xargs"))) return host.processes.runSync(command);
    asked++;
    return { code: 127, signal: null, stdout: new Uint8Array(), stderr: new Uint8Array() };
  };
  return { host: { ...host, processes: { ...host.processes, runSync } }, asked: () => asked };
}

function save(store: DataStore, path: string): HashInfo {
  const observed = store.observe(path, "md5", { toStore: true });
  if (observed.kind === "missing") throw new Error(`${path} is not there`);
  store.commit(path, observed);
  store.forget(path);
  return observed.info;
}

interface Journey {
  readonly info: HashInfo;
  readonly objects: Record<string, string>;
  readonly workspace: Record<string, string>;
}

/** Adds a folder of many files, removes it and checks it out. */
function thereAndBack(store: DataStore, root: string): Journey {
  const info = save(store, `${root}/d`);
  store.remove(`${root}/d`);
  store.checkout(`${root}/d`, info);
  return { info, objects: readTreeOf(`${root}/.dvc/cache`), workspace: readTreeOf(root) };
}

Deno.test("many files are stored and come back the same by the system's programs and without them", async () => {
  using one = folderRepo(MANY);
  using other = folderRepo(MANY);
  const before = readTreeOf(one.root);
  using store = openDataStore(await one.open());
  const { host, asked } = withoutPrograms(other);
  using plain = openDataStore(await openRepo(host));

  const bySystem = thereAndBack(store, one.root);
  const byUs = thereAndBack(plain, other.root);

  deepEqual(bySystem, byUs);
  deepEqual(bySystem.workspace, before);
  equal(store.has(bySystem.info), true);
  equal(Object.values(bySystem.objects).every((object) => object.startsWith("444 ")), true);
  equal(asked() > 0, true);
  deepEqual([...Deno.readDirSync(`${one.root}/.dvc/cache`)].map(({ name }) => name), ["files"]);
  deepEqual([...Deno.readDirSync(`${one.root}/.dvc/tmp/exp`)].filter(({ name }) => name.startsWith("placing")), []);
});

Deno.test("where most objects are there already, many files are hashed and none is written again", async () => {
  using files = folderRepo(MANY);
  using first = openDataStore(await files.open());
  const info = save(first, files.root + "/d");
  const inodes = () =>
    Object.keys(readTreeOf(files.root + "/.dvc/cache"))
      .map((path) => [path, Deno.statSync(`${files.root}/.dvc/cache/${path}`).ino]).sort();
  const before = inodes();
  Deno.renameSync(files.root + "/d", files.root + "/e");
  using second = openDataStore(await files.open());

  deepEqual(save(second, files.root + "/e"), info);
  deepEqual(inodes(), before);
});

Deno.test("a damaged object among many is named, and never gets into the workspace", async () => {
  using files = folderRepo(MANY);
  using store = openDataStore(await files.open());
  const info = save(store, files.root + "/d");
  store.remove(files.root + "/d");
  const hash = store.readTree(info)?.find(({ relpath }) => relpath === "s4/f4")?.hash ?? "";
  const object = `${files.root}/.dvc/cache/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;
  Deno.chmodSync(object, 0o644);
  Deno.writeTextFileSync(object, "content X");
  Deno.chmodSync(object, 0o444);

  throws(() => store.checkout(files.root + "/d", info), { kind: "damaged-data" });

  equal(files.host.fs.exists(object), false);
  equal(files.host.fs.exists(files.root + "/d/s4/f4"), false);
});

/** A store that counts the files which it hashes. */
async function countingHashes(files: FolderRepo, nowMs: () => number = Date.now) {
  const { host } = files;
  let hashed = 0;
  const runSync: Host["processes"]["runSync"] = (command) => {
    const isHashing = command.args.some((arg) => arg.includes("exec xargs"));
    if (isHashing) hashed += new TextDecoder().decode(command.stdin as Uint8Array).split("\0").length - 1;
    return host.processes.runSync(command);
  };
  const readBytes: Host["fs"]["readBytes"] = (path) => {
    if (path.startsWith(`${files.root}/d/`)) hashed++;
    return host.fs.readBytes(path);
  };
  const clock = { ...host.clock, now: nowMs, sleepSync: () => {} };
  const processes = { ...host.processes, runSync };
  const store = openDataStore(await openRepo({ ...files.failing({ readBytes }), clock, processes }));
  return { store, hashed: () => hashed, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

/** Of one content, so that the first alone is copied by the system's programs. */
const ALIKE = 10 + 1 + 1;

Deno.test("many files that were checked out are not hashed by the next look, but those that have changed", async () => {
  using files = folderRepo(MANY);
  {
    using store = openDataStore(await files.open());
    const info = save(store, `${files.root}/d`);
    store.remove(`${files.root}/d`);
    store.checkout(`${files.root}/d`, info);
  }
  Deno.writeTextFileSync(`${files.root}/d/s5/f5`, "CONTENT 5");
  using second = await countingHashes(files);

  const observed = second.store.observe(`${files.root}/d`);

  const hashOf = (relpath: string) =>
    observed.kind === "dir" ? observed.tree.find((entry) => entry.relpath === relpath)?.hash : undefined;
  equal(hashOf("s5/f5"), "02748dafa320f886d1af2e520c45e5ba");
  equal(second.hashed() <= ALIKE + 1, true, `${second.hashed()} files were hashed`);
});

Deno.test("where the clock has not moved on since many files were written, they are hashed again", async () => {
  using files = folderRepo(MANY);
  const started = Date.now();
  {
    using first = await countingHashes(files, () => started);
    const info = save(first.store, `${files.root}/d`);
    first.store.remove(`${files.root}/d`);
    first.store.checkout(`${files.root}/d`, info);
  }
  using second = await countingHashes(files);

  second.store.observe(`${files.root}/d`);

  equal(second.hashed() > 1000, true, `${second.hashed()} files were hashed`);
});

import { deepEqual, equal, rejects } from "node:assert/strict";
import { openDataStore, type RemoteItem } from "../../src/data/mod.ts";
import { Objects } from "../../src/data/objects.ts";
import { StorageRemote } from "../../src/data/storage_remote.ts";
import { joinPath, parentOf, type Repo } from "../../src/repo/mod.ts";
import { type FolderRepo, folderRepo, readTreeOf } from "../support/folder_repo.ts";
import { FaultyStorage } from "../support/faulty_storage.ts";

const [ONE, TWO] = ["files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1", "files/md5/26/ab0db90d72e28ad0ba1e22ee510510"];

/** More than is read at once. */
const LARGE_BYTES = 33 << 20;

interface Scene extends Disposable {
  readonly files: FolderRepo;
  readonly repo: Repo;
  readonly storage: FaultyStorage;
  readonly remote: StorageRemote;
  readonly items: readonly RemoteItem[];
  readonly folderObject: string;
}

/** A folder `d` in the cache, unless told otherwise with the files x (`1\n`) and y (`2\n`), and an empty remote. */
async function scene(data: Readonly<Record<string, string>> = { "d/x": "1\n", "d/y": "2\n" }): Promise<Scene> {
  const files = folderRepo(data);
  const repo = await files.open();
  const storage = new FaultyStorage(files.host);
  const remote = new StorageRemote(repo, "r", storage, new Map());
  const path = joinPath(repo.root, "d");
  using store = openDataStore(repo);
  const observed = store.observe(path);
  if (observed.kind === "missing") throw new Error(path);
  store.commit(path, observed);
  const { hash } = observed.info;
  const folderObject = `files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;
  const items = [{ path: "d", info: observed.info }];
  return { files, repo, storage, remote, items, folderObject, [Symbol.dispose]: () => files[Symbol.dispose]() };
}

const cached = ({ repo }: Scene) => Object.keys(readTreeOf(repo.cacheDir)).sort();

Deno.test("an object that a pushed folder has lost on the remote is found, and sent again", async () => {
  using given = await scene();
  const { storage, remote, items } = given;
  await remote.push(items);
  storage.files.delete(TWO);

  deepEqual([...await remote.status(items)], [["d", "ok"], ["d/x", "ok"], ["d/y", "new"]]);
  equal((await remote.push(items)).copied, 1);

  deepEqual([...storage.files.keys()].sort(), cached(given));
});

Deno.test("an object that is cut short on the remote is no object", async () => {
  using given = await scene();
  const { storage, remote, items } = given;
  await remote.push(items);
  storage.files.set(ONE, new Uint8Array(1));

  equal((await remote.status(items)).get("d/x"), "new");
  equal((await remote.push(items)).copied, 1);

  equal(storage.files.get(ONE)?.length, 2);
});

Deno.test("of many objects only those that the cache lacks are fetched, and one that is cut short there", async () => {
  const names = Array.from({ length: 1000 }, (_, i) => `f${i}`);
  using given = await scene(Object.fromEntries(names.map((name) => [`d/${name}`, `${name}\n`])));
  const { files: { host: { fs } }, repo, storage, remote, items } = given;
  await remote.push(items);
  const all = cached(given);
  const [kept, short] = all.filter((path) => !path.endsWith(".dir")).map((path) => `${repo.cacheDir}/${path}`);
  const keptBytes = fs.readBytes(kept!);
  fs.removeTree(repo.cacheDir);
  fs.makeDir(parentOf(kept!));
  fs.createNew(kept!, keptBytes);
  fs.makeDir(parentOf(short!));
  fs.createNew(short!, "f");

  const { copied, missing, failed } = await remote.fetch(items);

  deepEqual([copied, missing, failed], [1000, [], []]);
  deepEqual(cached(given), all);
  equal(
    storage.calls.some((call) => call.startsWith("fetch") && call.includes(kept!.slice(repo.cacheDir.length + 1))),
    false,
  );
});

Deno.test("a folder's object goes last, and not at all when one of its files did not get there", async () => {
  using given = await scene();
  const { storage, remote, items, folderObject } = given;
  storage.fails = (_, path) => path === TWO ? "500 Internal Server Error" : undefined;

  const { copied, failed } = await remote.push(items);
  deepEqual([copied, failed.map(({ path, says }) => `${path}: ${says}`)], [1, ["d/y: 500 Internal Server Error"]]);
  equal(storage.files.has(folderObject), false);

  storage.fails = () => undefined;
  equal((await remote.push(items)).copied, 2);
  deepEqual(storage.calls.filter((call) => call.startsWith("put")).at(-1), `put ${folderObject}`);
});

Deno.test("wrong bytes, half a file and a lost one never get into the cache, and each is told", async () => {
  using given = await scene();
  const { files, repo, storage, remote, items } = given;
  await remote.push(items);
  files.host.fs.removeTree(repo.cacheDir);
  storage.files.set(ONE, new TextEncoder().encode("9\n"));
  storage.fails = (_, path) => path === TWO ? "cut off" : undefined;

  const first = await remote.fetch(items);
  deepEqual(first.failed.map(({ path }) => path).sort(), ["d/x", "d/y"]);
  deepEqual(cached(given).filter((path) => !path.endsWith(".dir")), []);

  storage.fails = () => undefined;
  storage.files.delete(ONE);
  const second = await remote.fetch(items);
  deepEqual([second.missing.map(({ path }) => path), second.failed], [["d/x"], []]);
  deepEqual(cached(given).filter((path) => !path.endsWith(".dir")), [TWO]);
});

Deno.test("what a killed fetch has left whole is taken over, the rest goes", async () => {
  using given = await scene();
  const { files, repo, storage, remote, items } = given;
  await remote.push(items);
  files.host.fs.removeTree(repo.cacheDir);
  const left = `${repo.cacheDir}/.incoming/999999999@${files.host.platform.hostname}-0a1b2c3d`;
  for (const [path, text] of [[ONE, "1\n"], [TWO, "2"]] as const) {
    Deno.mkdirSync(`${left}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    Deno.writeTextFileSync(`${left}/${path}`, text);
  }
  storage.calls.length = 0;

  equal((await remote.fetch(items)).failed.length, 0);

  deepEqual(storage.calls.filter((call) => call.includes(ONE)), []);
  deepEqual(cached(given), [...storage.files.keys()].sort());
});

Deno.test("a cache object that has been damaged is not sent", async () => {
  using given = await scene();
  const { repo, storage, remote, items } = given;
  Deno.removeSync(`${repo.cacheDir}/${ONE}`);
  Deno.writeTextFileSync(`${repo.cacheDir}/${ONE}`, "9\n", { mode: 0o444 });

  const { missing } = await remote.push(items);

  deepEqual(missing.map(({ path }) => path), ["d/x"]);
  deepEqual([...storage.files.keys()], [TWO]);
});

/** So many that their hashes come from one call of the system's program. */
const MANY_FILES = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`d/f${i}`, `number ${i}\n`]));
const cachedFiles = (given: Scene) => cached(given).filter((path) => !path.endsWith(".dir"));

Deno.test("among many downloads a wrong one and half a one are told, and all others get into the cache", async () => {
  using given = await scene(MANY_FILES);
  const { files, repo, storage, remote, items } = given;
  await remote.push(items);
  const [wrong, half, ...others] = cachedFiles(given);
  files.host.fs.removeTree(repo.cacheDir);
  storage.files.set(wrong!, new TextEncoder().encode("something else"));
  storage.fails = (_, path) => path === half ? "cut off" : undefined;

  const { copied, failed } = await remote.fetch(items);

  deepEqual([copied, failed.map(({ says }) => says).sort()], [199, ["cut off", "what came has another hash"]]);
  deepEqual(cachedFiles(given), others);
});

Deno.test("a pipe that came in place of an object is not waited for", async () => {
  using given = await scene(MANY_FILES);
  const { files, repo, storage, remote, items } = given;
  await remote.push(items);
  const [pipe, ...others] = cachedFiles(given);
  files.host.fs.removeTree(repo.cacheDir);
  const whole = storage.fetch.bind(storage);
  storage.fetch = async (paths, into, options) => {
    if (!paths.includes(pipe!)) return whole(paths, into, options);
    const failures = await whole(paths.filter((path) => path !== pipe), into, options);
    files.host.fs.makeDir(parentOf(`${into}/${pipe}`));
    new Deno.Command("mkfifo", { args: [`${into}/${pipe}`] }).outputSync();
    options?.onMoved?.(pipe!);
    return failures;
  };

  const { failed } = await remote.fetch(items);

  deepEqual(failed.map(({ says }) => says), ["what came has another hash"]);
  deepEqual(cachedFiles(given), others);
});

Deno.test("large downloads are hashed while others come: a wrong one is told, the others get into the cache", async () => {
  const large = (letter: string) => letter.repeat(9 << 20);
  using given = await scene({ "d/a": large("a"), "d/b": large("b"), "d/c": large("c"), "d/small": "s" });
  const { files, repo, storage, remote, items } = given;
  await remote.push(items);
  const [wrong, ...others] = cachedFiles(given).filter((path) => storage.files.get(path)!.length > 1);
  const [small] = cachedFiles(given).filter((path) => storage.files.get(path)!.length === 1);
  files.host.fs.removeTree(repo.cacheDir);
  storage.files.set(wrong!, new TextEncoder().encode(large("x")));

  const { failed } = await remote.fetch(items);

  deepEqual(failed.map(({ says }) => says), ["what came has another hash"]);
  deepEqual(cachedFiles(given), [...others, small].sort());
});

Deno.test("what has come before a fetch of many was given up is kept", async () => {
  using given = await scene(MANY_FILES);
  const { files, repo, storage, remote, items } = given;
  await remote.push(items);
  const all = cachedFiles(given);
  files.host.fs.removeTree(repo.cacheDir);
  const whole = storage.fetch.bind(storage);
  storage.fetch = async (paths, into, options) => {
    if (paths.length === 1) return whole(paths, into, options);
    await whole(paths.slice(0, 150), into, options);
    throw new Error("interrupted");
  };

  await rejects(remote.fetch(items), /interrupted/);

  equal(cachedFiles(given).length, 150);
  equal(cachedFiles(given).every((path) => all.includes(path)), true);
});

Deno.test("among many objects one that is damaged and one that is lost are not sent, and all others are", async () => {
  using given = await scene(MANY_FILES);
  const { repo, storage, remote, items } = given;
  const [damaged, lost, ...others] = cachedFiles(given);
  for (const path of [damaged, lost]) Deno.removeSync(`${repo.cacheDir}/${path}`);
  Deno.writeTextFileSync(`${repo.cacheDir}/${damaged}`, "something else", { mode: 0o444 });

  const { copied, missing } = await remote.push(items);

  deepEqual([copied, missing.length], [198, 2]);
  deepEqual([...storage.files.keys()].sort(), others);
  deepEqual(cachedFiles(given), others);
});

Deno.test("a large folder that came whole is not looked at object by object, and one that was changed since is found", async () => {
  using given = await scene(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`d/f${i}`, `number ${i}\n`])));
  const { files, repo, storage, remote, items } = given;
  await remote.push(items);
  files.host.fs.removeTree(repo.cacheDir);
  await remote.fetch(items);
  let looks = 0;
  const fs = { ...repo.host.fs, glance: (path: string) => (looks++, repo.host.fs.glance(path)) };
  const later = new StorageRemote({ ...repo, host: { ...repo.host, fs } }, "r", storage, new Map());

  equal((await later.fetch(items)).copied, 0);
  equal(looks < 100, true);

  const changed = `${repo.cacheDir}/${cachedFiles(given)[7]}`;
  const before = Deno.readTextFileSync(changed);
  Deno.chmodSync(changed, 0o644);
  Deno.writeTextFileSync(changed, before.replace("number", "NUMBER"));
  equal((await remote.fetch(items)).copied, 1);
  equal(Deno.readTextFileSync(changed), before);
});

Deno.test("nothing new costs one look, however many objects there are", async () => {
  using given = await scene();
  const { storage, remote, items } = given;
  await remote.push(items);
  storage.calls.length = 0;

  await remote.push(items);

  deepEqual(storage.calls, ["look 3"]);
});

Deno.test("a dry transfer says how many objects and bytes would go, and moves none", async () => {
  using given = await scene();
  const { storage, remote, items } = given;

  const { copied, bytes } = await remote.push(items, { dry: true });

  deepEqual([copied, bytes > 4, storage.files.size], [3, true, 0]);
});

Deno.test("collecting removes folder objects before their files, and nothing that is kept or is no object", async () => {
  using given = await scene();
  const { storage, remote, items, folderObject } = given;
  await remote.push(items);
  storage.files.set("README", new Uint8Array(3));
  storage.calls.length = 0;

  const { current, legacy } = await remote.collect(
    [{ algorithm: "md5", hash: "b026324c6904b2a9cb4b88d6d61c81d1" }],
    {},
  );

  deepEqual([current, legacy, [...storage.files.keys()].sort()], [2, 0, ["README", ONE]]);
  deepEqual(storage.calls, ["list ", `remove ${folderObject}`, `remove ${TWO}`]);
});

Deno.test("at a terminal the reading of a large object is told of, can be ended, and finds what is wrong", async () => {
  using files = folderRepo({});
  const path = "files/md5/01/a2a9cc9b5fbd3ba5ce52c5c8c3d6ab";
  files.host.fs.makeDir(`${files.root}/cache/files/md5/01`);
  Deno.writeFileSync(`${files.root}/cache/${path}`, new Uint8Array(LARGE_BYTES));
  const cache = new Objects(files.host, `${files.root}/cache`, { shared: false });
  const ending = new AbortController();
  const id = { algorithm: "md5", hash: path.slice(10).replace("/", "") } as const;
  const told: number[] = [];

  const ended = cache.proveRight(id, { onBytes: () => ending.abort(), signal: ending.signal });
  await rejects(ended, { name: "AbortError" });
  equal(await cache.proveRight(id, { onBytes: (bytes) => told.push(bytes) }), false);

  deepEqual(told, [...Array(4).fill(8 << 20), 1 << 20]);
  equal(files.host.fs.exists(`${files.root}/cache/${path}`), false);
});

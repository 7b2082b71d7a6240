import { deepEqual, equal, rejects } from "node:assert/strict";
import {
  collectGarbage,
  type DataProgress,
  failedFault,
  type FailedObject,
  openDataStore,
  openRemote,
  type RemoteItem,
  unseenFault,
} from "../../src/data/mod.ts";
import { MachineError } from "../../src/host/mod.ts";
import { joinPath, type Repo } from "../../src/repo/mod.ts";
import { type FolderRepo, folderRepo, readTreeOf, writeFiles } from "../support/folder_repo.ts";

const CONFIG = "[core]\n    remote = r\n['remote \"r\"']\n    url = ../remote\n";

function save(repo: Repo, paths: readonly string[]): RemoteItem[] {
  using store = openDataStore(repo);
  return paths.map((path) => {
    const full = joinPath(repo.root, path);
    const observed = store.observe(full);
    if (observed.kind === "missing") throw new Error(path);
    store.commit(full, observed);
    return { path, info: observed.info };
  });
}

const contents = (files: FolderRepo, folder: string) =>
  files.host.fs.exists(`${files.root}/${folder}`) ? readTreeOf(`${files.root}/${folder}`) : {};

Deno.test("push copies what the remote lacks in DVC's layout, once; fetch brings it back", async () => {
  using files = folderRepo({ "f": "1\n", "d/x": "1\n", "d/y": "2\n" }, CONFIG);
  const repo = await files.open();
  const items = save(repo, ["f", "d"]);

  equal((await (await openRemote(repo)).push(items)).copied, 3);
  deepEqual(await (await openRemote(repo, "r")).push(items), { copied: 0, bytes: 0, missing: [], failed: [] });

  deepEqual(contents(files, "remote"), readTreeOf(repo.cacheDir));
  files.host.fs.removeTree(repo.cacheDir);
  equal((await (await openRemote(repo)).fetch(items)).copied, 3);
  deepEqual(readTreeOf(repo.cacheDir), contents(files, "remote"));
});

Deno.test("moving and removing tell how far they are", async () => {
  using files = folderRepo({ "f": "1\n", "d/x": "1\n", "d/y": "2\n" }, CONFIG);
  const repo = await files.open();
  const items = save(repo, ["f", "d"]);
  const told: string[] = [];
  const tell = ({ what, done, total, unit }: DataProgress) => void told.push(`${what} ${done} of ${total} ${unit}`);

  await (await openRemote(repo)).push(items, { tell });
  await (await openRemote(repo)).push(items, { tell });
  collectGarbage(repo, [items[0]!.info], { tell });
  await (await openRemote(repo)).fetch(items, { tell });

  const steps = (what: string, total: number) =>
    Array.from({ length: total + 1 }, (_, done) => `${what} ${done} of ${total} files`);
  deepEqual(told, [...steps("pushing", 3), ...steps("removing", 2), ...steps("fetching", 2)]);
});

Deno.test("what neither side has is told, the rest still travels, and no folder object goes without its files", async () => {
  using files = folderRepo({ "f": "1\n", "d/x": "3\n", "d/y": "2\n" }, CONFIG);
  const repo = await files.open();
  const items = save(repo, ["f", "d"]);
  Deno.removeSync(`${repo.cacheDir}/files/md5/6d/7fce9fee471194aa8b5b6e47267f03`);

  const { copied, missing } = await (await openRemote(repo)).push(items);

  equal(copied, 2);
  deepEqual(missing.map((item) => item.path), ["d/x"]);
  equal(Object.keys(contents(files, "remote")).some((path) => path.endsWith(".dir")), false);
});

Deno.test("a damaged object of the remote is not taken", async () => {
  using files = folderRepo({ "f": "1\n" }, CONFIG);
  const repo = await files.open();
  const items = save(repo, ["f"]);
  await (await openRemote(repo)).push(items);
  files.host.fs.removeTree(repo.cacheDir);
  const object = `${files.root}/remote/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1`;
  Deno.removeSync(object);
  Deno.writeTextFileSync(object, "2\n", { mode: 0o444 });

  const { copied, missing, failed } = await (await openRemote(repo)).fetch(items);

  deepEqual([copied, missing.length, failed.map(({ path }) => path)], [0, 0, ["f"]]);
  equal(Object.keys(readTreeOf(files.root)).some((path) => path.startsWith(".dvc/cache")), false);
});

Deno.test("an object of the remote that cannot be read is told; the others come, and a push puts it right", async () => {
  const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
  using files = folderRepo(Object.fromEntries(names.map((name) => [name, `${name}\n`])), CONFIG);
  const repo = await files.open();
  const items = save(repo, names);
  await (await openRemote(repo)).push(items);
  const { path, info: { hash } } = items[7]!;
  const object = `${files.root}/remote/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;
  const { fs } = files.host;
  fs.chmod(object, 0);
  const check = (asked: string) => {
    if (asked === object && ((fs.stat(object)?.mode ?? 1) & 0o777) === 0) {
      throw new MachineError("EACCES", "open", asked);
    }
  };
  const host = files.failing({
    readBytes: (asked) => (check(asked), fs.readBytes(asked)),
    readChunks: (asked, ...rest) => (check(asked), fs.readChunks(asked, ...rest)),
  });
  const remote = await openRemote({ ...repo, host });
  const { copied } = await remote.push(items);
  fs.chmod(object, 0);
  fs.removeTree(repo.cacheDir);

  const fetched = await remote.fetch(items);

  deepEqual([copied, fetched.copied, fetched.missing], [1, 19, []]);
  deepEqual(fetched.failed.map((each) => [each.path, each.isRefused]), [[path, true]]);
  equal(failedFault(fetched)?.fault, "remote-refused/objects");
});

Deno.test("status tells which side has what, file by file", async () => {
  using files = folderRepo({ "f": "1\n", "d/x": "3\n", "d/y": "2\n" }, CONFIG);
  const repo = await files.open();
  const items = save(repo, ["f", "d"]);
  const remote = await openRemote(repo);
  const status = async () => Object.fromEntries(await (await openRemote(repo)).status(items));

  deepEqual(await status(), { "f": "new", "d": "new", "d/x": "new", "d/y": "new" });
  await remote.push(items);
  Deno.removeSync(`${repo.cacheDir}/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1`);
  Deno.removeSync(`${repo.cacheDir}/files/md5/26/ab0db90d72e28ad0ba1e22ee510510`);
  Deno.removeSync(`${files.root}/remote/files/md5/26/ab0db90d72e28ad0ba1e22ee510510`);

  deepEqual(await status(), { "f": "deleted", "d": "ok", "d/x": "ok", "d/y": "missing" });
});

Deno.test("of several versions of a file status tells what has to be done, not that another one is right", async () => {
  using files = folderRepo({ "f": "1\n" }, CONFIG);
  const repo = await files.open();
  const [first] = save(repo, ["f"]);
  writeFiles(files.root, { "f": "2\n" });
  const [second] = save(repo, ["f"]);
  const remote = await openRemote(repo);
  await remote.push([first!]);

  const states = [await remote.status([first!, second!]), await remote.status([second!, first!])];

  deepEqual(states.map((each) => [...each]), [[["f", "new"]], [["f", "new"]]]);
});

Deno.test("what lies in a folder that lets nobody look is called neither new nor lost", async () => {
  using files = folderRepo({ "f": "1\n", "d/x": "3\n", "d/y": "2\n" }, CONFIG);
  const repo = await files.open();
  const items = save(repo, ["f", "d"]);
  await (await openRemote(repo)).push(items);
  const { fs } = files.host;
  const closed = `${files.root}/remote/files/md5/26`;
  const check = (asked: string) => {
    if (asked.startsWith(`${closed}/`)) throw new MachineError("EACCES", "stat", asked);
  };
  const host = files.failing({
    glance: (asked) => (check(asked), fs.glance(asked)),
    stat: (asked) => (check(asked), fs.stat(asked)),
  });
  const remote = await openRemote({ ...repo, host });
  const unseen: FailedObject[] = [];
  const onUnseen = (object: FailedObject) => void unseen.push(object);

  const states = Object.fromEntries(await remote.status(items, { onUnseen }));
  const there = await remote.has(unseen.map(({ id }) => id), { onUnseen });

  deepEqual([states, [...there]], [{ "f": "ok", "d": "ok", "d/x": "ok" }, []]);
  deepEqual(unseen.map(({ path, isRefused }) => [path, isRefused]), [["d/y", true], ["", true]]);
  equal(unseenFault(unseen)?.fault, "remote-refused/unseen");
});

Deno.test("run-cache entries travel as they are; other files in runs do not", async () => {
  const [key, value] = ["ab" + "0".repeat(62), "cd" + "1".repeat(62)];
  using files = folderRepo(
    { [`.dvc/cache/runs/ab/${key}/${value}`]: "cmd: x\n", ".dvc/cache/runs/ab/x/y": "" },
    CONFIG,
  );
  const repo = await files.open();

  equal(await (await openRemote(repo)).pushRuns(), 1);
  equal(await (await openRemote(repo)).pushRuns(), 0);
  files.host.fs.removeTree(repo.cacheDir);
  equal(await (await openRemote(repo)).fetchRuns(), 1);

  equal(Deno.readTextFileSync(`${repo.cacheDir}/runs/ab/${key}/${value}`), "cmd: x\n");
});

Deno.test("no remote and an unknown one are refused with the way out", async () => {
  using none = folderRepo();
  using cloud = folderRepo({}, "['remote \"c\"']\n    url = s3://bucket\n");
  const repo = await cloud.open();

  await rejects(() => openRemote(repo), {
    fault: "config/no-default-remote",
    facts: { root: repo.root, remotes: ["c"] },
  });
  await rejects(() => openRemote(repo, "x"), {
    fault: "config/no-such-remote",
    facts: { remote: "x", remotes: ["c"] },
  });
  const empty = await none.open();
  await rejects(() => openRemote(empty), { facts: { root: empty.root, remotes: [] } });
});

Deno.test("garbage is what nobody uses; a used folder uses its files", async () => {
  using files = folderRepo({ "f": "1\n", "d/x": "3\n", "d/y": "2\n", "old": "0\n" });
  const repo = await files.open();
  const [f, d] = save(repo, ["f", "d", "old"]);
  const used = [f!.info, d!.info];
  const legacy = `${repo.cacheDir}/60/b725f10c9c85c70d97880dfe8191b3`;
  writeFiles(repo.cacheDir, { "60/b725f10c9c85c70d97880dfe8191b3": "a\n", "runs/aa/bb/cc": "", "files/md5/note": "" });

  deepEqual(collectGarbage(repo, used, { dry: true }), { current: 1, legacy: 1, bytes: 4 });
  equal(files.host.fs.exists(legacy), true);
  deepEqual(collectGarbage(repo, used), { current: 1, legacy: 1, bytes: 4 });
  deepEqual(collectGarbage(repo, used), { current: 0, legacy: 0, bytes: 0 });
  const order: string[] = [];
  const tell = { onRemove: (path: string) => void order.push(path.slice(-4)) };
  deepEqual(collectGarbage(repo, [f!.info], tell), { current: 3, legacy: 0, bytes: 4 + 122 });
  equal(order[0], ".dir", "while a folder object is there, its files are");

  deepEqual(Object.keys(readTreeOf(repo.cacheDir)).sort(), [
    "files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1",
    "files/md5/note",
    "runs/aa/bb/cc",
  ]);
});

Deno.test("temporary files that a crash left in the cache go after a day", async () => {
  using files = folderRepo({ ".dvc/cache/files/md5/b0/.old.tmp": "", ".dvc/cache/files/md5/b0/.new.tmp": "" });
  const repo = await files.open();
  Deno.utimeSync(`${repo.cacheDir}/files/md5/b0/.old.tmp`, 0, Date.now() / 1000 - 100_000);

  collectGarbage(repo, []);

  deepEqual(Object.keys(readTreeOf(repo.cacheDir)), ["files/md5/b0/.new.tmp"]);
});

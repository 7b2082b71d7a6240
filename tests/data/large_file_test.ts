/** Work on one large file can be ended, and nothing of it stays. */
import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { type Endable, openDataStore } from "../../src/data/mod.ts";
import { type Host, type HostFs, MachineError } from "../../src/host/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type FolderRepo, folderRepo } from "../support/folder_repo.ts";
import { slowCopies } from "../support/slow_copy.ts";
import { slowPrograms } from "../support/slow_programs.ts";

const LARGE_BYTES = 40 << 20;

/** From here on the system's programs are faster. */
const HUGE_BYTES = 70 << 20;

function makeLarge(path: string, bytes = LARGE_BYTES): void {
  Deno.writeTextFileSync(path, "large");
  Deno.truncateSync(path, bytes);
}

/** Files below a folder with their sizes, whatever they are called. */
function sizesBelow(folder: string): number[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? sizesBelow(`${folder}/${name}`) : [Deno.statSync(`${folder}/${name}`).size]
  );
}

function slowMachine({ host }: FolderRepo, onHalf: () => void): Host {
  return { ...host, fs: slowCopies(host.fs, onHalf) };
}

function endableBy(over: AbortController): Endable {
  return (_, work) => work(over.signal);
}

Deno.test("storing a large file can be ended, and the cache has nothing of it", async () => {
  using files = folderRepo();
  const path = `${files.root}/large.bin`;
  makeLarge(path);
  const over = new AbortController();
  using store = openDataStore(await openRepo(slowMachine(files, () => over.abort())), { endable: endableBy(over) });

  await rejects(store.storeAhead(path, store.observe(path)), { name: "AbortError" });

  deepEqual(sizesBelow(`${files.root}/.dvc/cache`), []);
});

Deno.test("a large file is copied once, by what can be ended: into the cache, and out of it", async () => {
  using files = folderRepo();
  const path = `${files.root}/large.bin`;
  makeLarge(path);
  const copied: string[] = [];
  const host = files.failing({ copyFile: (_, to) => void copied.push(to) });
  using store = openDataStore(await openRepo(host), { endable: endableBy(new AbortController()) });

  const observed = store.observe(path);
  if (observed.kind === "missing") throw new Error("it is there");
  await store.storeAhead(path, observed);
  store.commit(path, observed);
  store.remove(path);
  await store.copyAhead(path, observed.info);
  const changes = store.checkout(path, observed.info);

  equal(changes.length, 1);
  equal(Deno.statSync(path).size, LARGE_BYTES);
  deepEqual(copied, []);
});

Deno.test("putting a large file in place can be ended: what lay there stays, and no copy", async () => {
  using files = folderRepo();
  const path = `${files.root}/large.bin`;
  makeLarge(path);
  {
    using store = openDataStore(await files.open());
    store.commit(path, store.observe(path));
  }
  const { info } = await infoOf(files, path);
  Deno.writeTextFileSync(path, "mine\n");
  const over = new AbortController();
  {
    using store = openDataStore(await openRepo(slowMachine(files, () => over.abort())), { endable: endableBy(over) });
    await rejects(store.copyAhead(path, info), { name: "AbortError" });
  }

  equal(Deno.readTextFileSync(path), "mine\n");
  deepEqual(sizesBelow(`${files.root}/.dvc/tmp/exp/staging`), []);
});

Deno.test("a folder's large files are put in place by what can be ended, once each, and known the next time", async () => {
  using files = folderRepo({ "d/small": "small" });
  const path = `${files.root}/d`;
  for (const name of ["one", "same"]) makeLarge(`${path}/${name}`);
  makeLarge(`${path}/two`, LARGE_BYTES + 1);
  {
    using store = openDataStore(await files.open());
    store.commit(path, store.observe(path));
  }
  const { info } = await infoOf(files, path);
  for (const name of ["one", "same", "two"]) Deno.removeSync(`${path}/${name}`);
  const over = new AbortController();
  {
    using store = openDataStore(await openRepo(slowMachine(files, () => over.abort())), { endable: endableBy(over) });
    await rejects(store.copyAhead(path, info), { name: "AbortError" });
  }
  deepEqual(sizesBelow(path), [5]);
  deepEqual(sizesBelow(`${files.root}/.dvc/tmp/exp/staging`), []);
  const copied: string[] = [];
  const copyLargeFile: HostFs["copyLargeFile"] = async (from, to, news) => {
    copied.push(from);
    await files.host.fs.copyLargeFile(from, to, news);
  };
  {
    using store = openDataStore(await openRepo(files.failing({ copyLargeFile })), {
      endable: endableBy(new AbortController()),
    });
    await store.copyAhead(path, info, ["two"]);
    equal(copied.length, 1);
    await store.copyAhead(path, info);
    store.checkout(path, info);
  }

  equal(copied.length, 2);
  deepEqual(sizesBelow(path).sort(), [LARGE_BYTES, LARGE_BYTES, LARGE_BYTES + 1, 5]);
  deepEqual((await infoOf(files, path)).info, info);
  deepEqual(sizesBelow(`${files.root}/.dvc/tmp/exp/staging`), []);
});

Deno.test("where the disk has no room for all copies beside what they replace, each is made when its place is made", async () => {
  using files = folderRepo();
  const path = `${files.root}/d`;
  Deno.mkdirSync(path);
  for (const [i, name] of ["one", "two"].entries()) makeLarge(`${path}/${name}`, LARGE_BYTES + i);
  {
    using store = openDataStore(await files.open());
    store.commit(path, store.observe(path));
  }
  const { info } = await infoOf(files, path);
  for (const name of ["one", "two"]) Deno.removeSync(`${path}/${name}`);
  let asked = 0;
  const copyLargeFile: HostFs["copyLargeFile"] = async (from, to, news) => {
    if (++asked === 2) throw new MachineError("ENOSPC", "copy", to);
    await files.host.fs.copyLargeFile(from, to, news);
  };
  {
    using store = openDataStore(await openRepo(files.failing({ copyLargeFile })), {
      endable: endableBy(new AbortController()),
    });
    await store.copyAhead(path, info);
    deepEqual(sizesBelow(`${files.root}/.dvc/tmp/exp/staging`), []);
    store.checkout(path, info);
  }

  equal(asked, 2);
  deepEqual(sizesBelow(path).sort(), [LARGE_BYTES, LARGE_BYTES + 1]);
});

Deno.test("a copy that is not put in place after all goes with the store", async () => {
  using files = folderRepo();
  const path = `${files.root}/large.bin`;
  makeLarge(path);
  const { info } = await infoOf(files, path);
  {
    using store = openDataStore(await files.open(), { endable: endableBy(new AbortController()) });
    store.commit(path, store.observe(path));
    store.remove(path);
    await store.copyAhead(path, info);
    deepEqual(sizesBelow(`${files.root}/.dvc/tmp/exp/staging`), [LARGE_BYTES]);
  }

  deepEqual(sizesBelow(`${files.root}/.dvc/tmp/exp/staging`), []);
});

Deno.test("hashing a large file at a terminal can be ended between two parts of it", async () => {
  using files = folderRepo();
  const path = `${files.root}/large.bin`;
  makeLarge(path);
  const over = new AbortController();
  const terminal = Object.create(files.host.terminal, { stderrIsTty: { value: true } });
  let told = 0;
  using store = openDataStore(await openRepo({ ...files.host, terminal }), {
    endable: endableBy(over),
    onProgress: ({ done }) => {
      told = done;
      over.abort();
    },
  });

  await rejects(store.hashAhead(path), { name: "AbortError" });

  equal(told > 0 && told < LARGE_BYTES, true);
});

Deno.test("a folder's large files are hashed and stored by what can be ended, and are known the next time", async () => {
  using files = folderRepo({ "d/small": "small" });
  const path = `${files.root}/d`;
  makeLarge(`${path}/one`);
  makeLarge(`${path}/two`, LARGE_BYTES + 1);
  for (const name of ["one", "two"]) Deno.utimeSync(`${path}/${name}`, 1, 1);
  const terminal = Object.create(files.host.terminal, { stderrIsTty: { value: true } });
  const over = new AbortController();
  const done: number[] = [];
  const onProgress = (told: { what: string; done: number; total: number }) => {
    if (told.what !== "hashing" || told.total < LARGE_BYTES) return;
    if (told.done === told.total) done.push(told.total);
    else if (done.length === 1) over.abort(); // within the other
  };
  const open = async (endable: Endable) =>
    openDataStore(await openRepo({ ...files.host, terminal }), { endable, onProgress });
  {
    using store = await open(endableBy(over));
    await rejects(store.hashAhead(path), { name: "AbortError" });
  }
  using store = await open(endableBy(new AbortController()));

  await store.hashAhead(path);
  const observed = store.observe(path);
  await store.storeAhead(path, observed);

  deepEqual(done.sort(), [LARGE_BYTES, LARGE_BYTES + 1]);
  deepEqual(sizesBelow(`${files.root}/.dvc/cache`).sort(), [LARGE_BYTES, LARGE_BYTES + 1]);
  Deno.removeSync(`${files.root}/.dvc/tmp`, { recursive: true }); // also what is known of it
  deepEqual(observed.kind === "dir" && observed.info, (await infoOf(files, path)).info);
});

Deno.test("without a terminal the system's programs hash it, which are ended as well", async () => {
  using files = folderRepo();
  const path = `${files.root}/large.bin`;
  makeLarge(path, HUGE_BYTES);
  for (const toStore of [false, true]) {
    const over = new AbortController();
    const processes = slowPrograms(files.host.processes, () => over.abort());
    using store = openDataStore(await openRepo({ ...files.host, processes }), { endable: endableBy(over) });

    await rejects(store.hashAhead(path, { toStore }), { name: "AbortError" });
  }
  deepEqual(sizesBelow(`${files.root}/.dvc/cache`), []);
});

Deno.test("without a terminal what is to be stored is stored while it is hashed, and is known then", async () => {
  using files = folderRepo();
  const path = `${files.root}/large.bin`;
  makeLarge(path, HUGE_BYTES);
  using store = openDataStore(await files.open(), { endable: endableBy(new AbortController()) });

  await store.hashAhead(path, { toStore: true });

  deepEqual(sizesBelow(`${files.root}/.dvc/cache`), [HUGE_BYTES]);
  const observed = store.observe(path, "md5", { toStore: true });
  equal(observed.kind === "file" && observed.info.hash, (await infoOf(files, path)).info.hash);
});

Deno.test("a full disk that has no room for the cache's folders is told with the object, whoever hashes the file", async () => {
  using files = folderRepo();
  const path = `${files.root}/large.bin`;
  makeLarge(path, HUGE_BYTES);
  const makeDir = (folder: string) => {
    if (folder.includes("/cache/")) throw new MachineError("ENOSPC", "mkdir", folder);
    files.host.fs.makeDir(folder);
  };
  for (const endable of [endableBy(new AbortController()), undefined]) {
    using store = openDataStore(await openRepo(files.failing({ makeDir })), { endable });
    await store.hashAhead(path, { toStore: true });
    const observed = store.observe(path, "md5", { toStore: true });

    throws(() => observed.kind === "file" && store.commit(path, observed), { fault: "full-disk/file" });

    store.forget();
  }
});

async function infoOf(files: FolderRepo, path: string) {
  using store = openDataStore(await files.open());
  const observed = store.observe(path);
  if (observed.kind === "missing") throw new Error("it is there");
  return observed;
}

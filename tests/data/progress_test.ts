import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { countingMoves, type DataProgress, type DataStoreOptions, openDataStore } from "../../src/data/mod.ts";
import { openRepo, type Repo } from "../../src/repo/mod.ts";
import { type FolderRepo, folderRepo } from "../support/folder_repo.ts";

/** The repository as it is used at a terminal. */
async function watchedRepo(files: FolderRepo): Promise<Repo> {
  const terminal = Object.create(files.host.terminal, { stderrIsTty: { value: true } });
  return await openRepo({ ...files.host, terminal });
}

function listen(): { told: DataProgress[]; options: DataStoreOptions } {
  const told: DataProgress[] = [];
  return { told, options: { onProgress: (progress) => void told.push(progress) } };
}

Deno.test("hashing, storing and checking out a folder tell how far they are, to the last byte", async () => {
  using files = folderRepo({ "d/a": "aaaa", "d/b": "bb", "d/c": new Uint8Array((1 << 20) + 10) });
  const { told, options } = listen();
  using store = openDataStore(await files.open(), options);
  const path = files.root + "/d";
  const total = 6 + (1 << 20) + 10;

  const observed = store.observe(path);
  if (observed.kind === "missing") throw new Error("not there");
  store.commit(path, observed);
  store.remove(path);
  store.checkout(path, observed.info);

  for (const what of ["hashing", "storing", "checking out"] as const) {
    const steps = told.filter((one) => one.what === what);
    deepEqual(steps.at(-1), { what, done: total, total, unit: "bytes" });
    ok(steps.every(({ done }, i) => done > (steps[i - 1]?.done ?? 0)), `${what} only grows`);
  }
});

Deno.test("at a terminal a large file tells how far it is while it is hashed, with the same hash", async () => {
  const bytes = new Uint8Array(70 << 20).map((_, i) => i * 7);
  using files = folderRepo({ "big": bytes });
  const { told, options } = listen();
  using watched = openDataStore(await watchedRepo(files), options);
  using unwatched = openDataStore(await files.open());

  const seen = watched.observe(files.root + "/big");
  ok(told.length >= 70, `${told.length} steps`);
  deepEqual(told.at(-1), { what: "hashing", done: bytes.length, total: bytes.length, unit: "bytes" });
  files.host.fs.removeTree(files.root + "/.dvc/tmp");
  deepEqual(unwatched.observe(files.root + "/big"), seen);
});

Deno.test("what is known already tells nothing", async () => {
  using files = folderRepo({ "f": new Uint8Array(1 << 20) });
  Deno.utimeSync(files.root + "/f", 1, 1);
  {
    using store = openDataStore(await watchedRepo(files));
    store.observe(files.root + "/f");
  }
  const { told, options } = listen();
  using store = openDataStore(await watchedRepo(files), options);
  equal(store.observe(files.root + "/f").kind, "file");
  deepEqual(told, []);
});

Deno.test("however bytes and files come in, files on their way are told from none to all, and are over with the last", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(sizes, fc.nat({ max: 3 }), (sizes, again) => {
    const told: DataProgress[] = [];
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const { onMoved, onBytes } = countingMoves((one) => told.push(one), "fetching", {
      files: sizes.length,
      bytes: total,
    });

    for (const [i, size] of sizes.entries()) {
      onBytes!(size * again); // some of it was sent again, or less of it than there is
      if (i % 2 === 0) onBytes!(size);
      onMoved!(`file ${i}`);
      if (i % 2 === 1) onBytes!(size);
    }

    deepEqual(told[0]!.done, 0);
    ok(told.every(({ done }, i) => done >= (told[i - 1]?.done ?? 0)));
    equal(told.findIndex(({ done }) => done === total), told.length - 1);
    deepEqual(told.at(-1)!.files, { done: sizes.length, total: sizes.length });
  }));
});

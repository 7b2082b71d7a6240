import { deepEqual, equal, throws } from "node:assert/strict";
import { openDataStore } from "../../src/data/mod.ts";
import { folderRepo, readTreeOf } from "../support/folder_repo.ts";

/** A folder on another disk than the temporary folder's, if this machine has one that is writable. */
function otherDisk(): string | undefined {
  const here = Deno.statSync(Deno.env.get("TMPDIR") ?? "/tmp").dev;
  return ["/dev/shm", "/run", "/var/tmp", Deno.env.get("HOME") ?? "/"].find((folder) => {
    try {
      if (Deno.statSync(folder).dev === here) return false;
      Deno.removeSync(Deno.makeTempDirSync({ dir: folder }));
      return true;
    } catch {
      return false;
    }
  });
}

const disk = otherDisk();
const FILES = { "f": "file\n", "d/a": "a\n", "d/sub/b": "b\n", "d/empty": "" };

/** Configured types in order, and what a placed file then is. */
const CASES: readonly (readonly [types: string, placed: "link" | "644"])[] = [
  ["reflink,copy", "644"],
  ["copy", "644"],
  ["hardlink,symlink", "link"],
  ["hardlink,copy", "644"],
  ["reflink,hardlink,symlink,copy", "link"],
  ["symlink", "link"],
];

for (const [types, placed] of CASES) {
  Deno.test({
    name: `with the cache on another disk and cache.type = ${types}, data is stored and comes back`,
    ignore: disk === undefined,
    async fn() {
      const cache = Deno.makeTempDirSync({ dir: disk!, prefix: "exp-cache-" });
      try {
        using files = folderRepo(FILES, `[cache]\n    dir = ${cache}\n    type = ${types}\n`);
        using store = openDataStore(await files.open());
        const paths = [files.root + "/f", files.root + "/d"];
        const infos = paths.map((path) => {
          const observed = store.observe(path);
          if (observed.kind === "missing") throw new Error(path);
          store.commit(path, observed);
          return observed.info;
        });
        for (const path of paths) store.remove(path);
        deepEqual(readTreeOf(files.root), {});

        paths.forEach((path, i) => store.checkout(path, infos[i]!));

        for (const [path, text] of Object.entries(FILES)) {
          equal(Deno.readTextFileSync(`${files.root}/${path}`), text);
          const stat = Deno.lstatSync(`${files.root}/${path}`);
          equal(stat.isSymlink ? "link" : ((stat.mode ?? 0) & 0o777).toString(8), placed, path);
        }
        deepEqual([...Deno.readDirSync(`${files.root}/.dvc/tmp/exp/staging`)], []);
        for (const path of paths) store.unprotect(path);
        equal(Deno.lstatSync(paths[0]!).isFile, true);
        equal(Deno.lstatSync(`${paths[1]}/sub/b`).nlink, 1);
        Deno.writeTextFileSync(paths[0]!, "mine\n");
        equal(store.has(infos[0]!), true, "the object is as it was");
      } finally {
        Deno.removeSync(cache, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: "with the cache on another disk and only hard links allowed, the refusal names the type",
  ignore: disk === undefined,
  async fn() {
    const cache = Deno.makeTempDirSync({ dir: disk!, prefix: "exp-cache-" });
    try {
      using files = folderRepo({ "f": "file\n" }, `[cache]\n    dir = ${cache}\n    type = hardlink\n`);
      using store = openDataStore(await files.open());
      const path = files.root + "/f";
      const observed = store.observe(path);
      throws(() => store.commit(path, observed), { kind: "config", message: /hardlink/ });
      equal(Deno.readTextFileSync(path), "file\n");
    } finally {
      Deno.removeSync(cache, { recursive: true });
    }
  },
});

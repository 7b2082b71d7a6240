import { deepEqual } from "node:assert/strict";
import { collectGarbage } from "../../src/data/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

Deno.test("what the dead began to write long ago goes from the cache and its run-cache, what is new stays", async () => {
  const key = "ab".repeat(32);
  const places = ["files/md5", "files/md5/ab", `runs/ab/${key}`].map((folder) => `.dvc/cache/${folder}`);
  const names = places.flatMap((folder) => [`${folder}/.old.0a1b2c3d.tmp`, `${folder}/.new.0a1b2c3d.tmp`]);
  using files = folderRepo(Object.fromEntries([...names, `.dvc/cache/runs/ab/${key}/entry`].map((path) => [path, ""])));
  const long = new Date(Date.now() - 48 * 3_600_000);
  for (const path of names) if (path.includes("/.old.")) Deno.utimeSync(`${files.root}/${path}`, long, long);
  const left = () => names.filter((path) => files.host.fs.exists(`${files.root}/${path}`));
  const repo = await files.open();

  collectGarbage(repo, [], { dry: true });
  deepEqual(left(), names);
  collectGarbage(repo, []);

  deepEqual(left(), names.filter((path) => path.includes("/.new.")));
  deepEqual(files.host.fs.exists(`${files.root}/.dvc/cache/runs/ab/${key}/entry`), true);
});

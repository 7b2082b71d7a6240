import { deepEqual, equal, rejects } from "node:assert/strict";
import { MachineError } from "../../src/host/mod.ts";
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

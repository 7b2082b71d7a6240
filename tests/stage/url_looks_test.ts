import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import type { Storage, StoragePlace } from "../../src/storage/mod.ts";
import { UrlLooks } from "../../src/stage/url_looks.ts";
import { folderRepo } from "../support/folder_repo.ts";
import { memoryStorage } from "../support/memory_storage.ts";

const CONFIG = "['remote \"up\"']\n    url = s3://bucket/data\n    profile = me\n";
const at = (written: string, path = written) => ({ written, path, isUrl: true });

/** Looks through storages by their places' urls. */
async function looks(storages: Readonly<Record<string, Storage | ExpError>>) {
  const files = folderRepo({}, CONFIG);
  const places: StoragePlace[] = [];
  const urls = new UrlLooks(await files.open(), {
    open: (_, place) => {
      places.push(place);
      const found = storages[place.url] ?? new Error(place.url);
      return "look" in found ? Promise.resolve(found) : Promise.reject(found);
    },
  });
  return { urls, places, [Symbol.dispose]: () => files[Symbol.dispose]() };
}

Deno.test("all that lies in one bucket is asked for at once, and what is no file there is listed", async () => {
  const bucket = memoryStorage({
    "f": { size: 6, etag: "e1", versionId: "v1" },
    "d/x": { size: 2, etag: "e2" },
    "d/s/y": { size: 3, etag: "e3" },
  });
  using world = await looks({ "s3://bucket/": bucket });

  await world.urls.prefetch([at("s3://bucket/f"), at("s3://bucket/d"), at("s3://bucket/none"), at("s3://bucket/f")]);

  assert.deepEqual(bucket.asked, ["look f d none", "list d", "list none"]);
  assert.deepEqual(world.urls.at("s3://bucket/f"), {
    kind: "seen",
    state: { hash: { name: "etag", value: "e1" }, size: 6, versionId: "v1" },
  });
  // the MD5 of [{"etag": "e3", "relpath": "s/y"}, {"etag": "e2", "relpath": "x"}]
  assert.deepEqual(world.urls.at("s3://bucket/d"), {
    kind: "seen",
    state: { hash: { name: "md5", value: "b1596ebce2e85633d19a68e43fbc4c2a.dir" }, size: 5, nfiles: 2 },
  });
  assert.deepEqual(world.urls.at("s3://bucket/none"), { kind: "missing" });
});

Deno.test("a URL of a remote is looked at with the remote's options, and is the same as the place's own", async () => {
  const bucket = memoryStorage({ "f": { size: 6, etag: "e1" } });
  using world = await looks({ "s3://bucket/data": bucket });

  await world.urls.prefetch([at("remote://up/f", "s3://bucket/data/f"), at("s3://bucket/data/f")]);

  assert.deepEqual(bucket.asked, ["look f"]);
  assert.deepEqual(world.places, [{ url: "s3://bucket/data", options: new Map([["profile", "me"]]), remote: "up" }]);
  assert.equal(world.urls.at("s3://bucket/data/f").kind, "seen");
});

Deno.test("what was seen is known until it is forgotten, with all that touches it", async () => {
  const bucket = memoryStorage({ "d/x": { size: 2, etag: "e2" }, "f": { size: 1, etag: "e1" } });
  using world = await looks({ "s3://bucket/": bucket });
  const items = [at("s3://bucket/d"), at("s3://bucket/f")];
  await world.urls.prefetch(items);

  await world.urls.prefetch(items);
  assert.equal(bucket.asked.length, 2);
  world.urls.forget(["s3://bucket/d/x"]);
  await world.urls.prefetch(items);

  assert.deepEqual(bucket.asked.slice(2), ["look d", "list d"]);
});

Deno.test("what was a folder is listed at once; should it be a file by now, that is seen, too", async () => {
  const bucket = memoryStorage({ "d/x": { size: 2, etag: "e2" }, "f": { size: 1, etag: "e1" } });
  using world = await looks({ "s3://bucket/": bucket });
  const source = new Map([["md5", "0.dir"]]);
  bucket.list = (below) => {
    bucket.asked.push(`list ${below}`);
    return Promise.resolve(below === "d" ? [{ path: "d/x", size: 2, etag: "e2" }] : []);
  };

  await world.urls.prefetch([{ ...at("s3://bucket/d"), source }, { ...at("s3://bucket/f"), source }]);

  assert.deepEqual(bucket.asked, ["list d", "list f", "look f"]);
  assert.deepEqual(["d", "f"].map((path) => world.urls.at(`s3://bucket/${path}`).kind), ["seen", "seen"]);
});

Deno.test("a place that fails hides its URLs alone; one that is not there has none", async () => {
  const down = new ExpError("remote-failed/storage", { shown: "ssh://host/", says: "timed out" });
  const gone = new ExpError("not-found/storage", { shown: "s3://gone/", says: "no such bucket" });
  const unhashed = memoryStorage({ "f": { size: 1 } });
  using world = await looks({
    "ssh://host/": down,
    "s3://gone/": gone,
    "https://web/": unhashed,
    "s3://bucket/": memoryStorage({ "f": { size: 1, etag: "e1" } }),
  });

  await world.urls.prefetch([
    at("ssh://host/a"),
    at("ssh://host/b"),
    at("s3://gone/x"),
    at("https://web/f"),
    at("remote://none/x"),
    at("s3://bucket/f"),
  ]);

  const kinds = ["ssh://host/a", "ssh://host/b", "s3://gone/x", "https://web/f", "remote://none/x", "s3://bucket/f"]
    .map((url) => world.urls.at(url).kind);
  assert.deepEqual(kinds, ["unseen", "unseen", "missing", "unseen", "unseen", "seen"]);
  assert.deepEqual(world.urls.failures().map(({ fault }) => fault).sort(), [
    "config/storage-no-remote",
    "invalid-file/url-without-hash",
    "remote-failed/storage",
  ]);
});

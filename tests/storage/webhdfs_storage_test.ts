import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { createHost, type Host } from "../../src/host/mod.ts";
import type { Storage } from "../../src/storage/mod.ts";
import { isRenamed, readChecksum, readFileStatus, readHdfsListing } from "../../src/storage/webhdfs_answers.ts";
import { readWebHdfsPlace } from "../../src/storage/webhdfs_place.ts";
import { openWebHdfsStorage } from "../../src/storage/webhdfs_storage.ts";
import { writeFiles } from "../support/folder_repo.ts";
import { startWebHdfsFiles, type WebHdfsFiles } from "../support/webhdfs_files.ts";

async function open(server: WebHdfsFiles, now = Date.now()): Promise<Storage> {
  const real = createHost();
  const host: Host = { ...real, clock: { ...real.clock, now: () => now, sleep: () => Promise.resolve() } };
  return await openWebHdfsStorage(host, {
    url: `webhdfs://${server.host}/my store`,
    options: new Map([["user", "me"]]),
  });
}

function filesHere(files: Record<string, string>): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync({ prefix: "exp-hdfs-here-" });
  writeFiles(path, files);
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

const pathsOf = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path).sort();

Deno.test("what is put is listed, looked at, read, fetched and removed", async () => {
  await using server = startWebHdfsFiles();
  using here = filesHere({ "a": "one\n", "d/e/b c#?": "two22\n", "d/empty": "" });
  const storage = await open(server);
  const paths = ["a", "d/e/b c#?", "d/empty"];
  const moved: string[] = [];

  deepEqual(await storage.list(""), []);
  deepEqual(await storage.put(here.path, paths, { onMoved: (path) => moved.push(path) }), []);
  equal(Deno.readTextFileSync(`${server.folder}/my store/d/e/b c#?`), "two22\n");
  deepEqual(moved.sort(), paths);

  deepEqual(pathsOf(await storage.list("")), paths);
  deepEqual(pathsOf(await storage.list("d/e")), ["d/e/b c#?"]);
  const seen = await storage.look([...paths, "d", "gone"], { etag: true });
  deepEqual([...seen.values()].map(({ path, size, etag }) => [path, size, etag]), [
    ["a", 4, "c4"],
    ["d/e/b c#?", 6, "c6"],
    ["d/empty", 0, "c0"],
  ]);
  equal(new TextDecoder().decode(await storage.read("a")), "one\n");
  equal((await storage.read("d/empty"))!.length, 0);
  equal(await storage.read("gone"), undefined);
  deepEqual(await storage.fetch([...paths, "gone"], `${here.path}/back`), [
    { path: "gone", kind: "missing", says: "404 Not Found" },
  ]);
  equal(Deno.readTextFileSync(`${here.path}/back/d/e/b c#?`), "two22\n");

  deepEqual(await storage.remove([...paths, "gone"]), []);
  deepEqual(await storage.list(""), []);
});

Deno.test("a file has no name before it is whole, and takes the place of an older one", async () => {
  for (const neverOver of [false, true]) {
    await using server = startWebHdfsFiles({ neverOver });
    using here = filesHere({ "a": "new\n" });
    const storage = await open(server);
    writeFiles(server.folder, { "my store/a": "old\n" });

    deepEqual(await storage.put(here.path, ["a"]), []);

    equal(Deno.readTextFileSync(`${server.folder}/my store/a`), "new\n");
    const created = server.requests.filter((line) => line.startsWith("PUT op=CREATE"));
    deepEqual(created, ["PUT op=CREATE overwrite=true user.name=me"]);
    deepEqual([...Deno.readDirSync(`${server.folder}/my store/.exp-coming`)], []);
  }
});

Deno.test("what does not arrive is told, and leaves nothing", async () => {
  await using server = startWebHdfsFiles({
    meddle: (_, operation) => operation === "RENAME" ? new Response("", { status: 403 }) : undefined,
  });
  using here = filesHere({ "a": "1" });
  const storage = await open(server);

  deepEqual(await storage.put(here.path, ["a", "gone"]), [
    { path: "a", kind: "refused", says: "403 Forbidden" },
    { path: "gone", kind: "missing", says: "it is not there" },
  ]);
  deepEqual([...Deno.readDirSync(`${server.folder}/my store/.exp-coming`)], []);
});

Deno.test("what a killed one has left half-sent is nobody's file, and goes a day later", async () => {
  await using server = startWebHdfsFiles();
  using here = filesHere({ "a": "1" });
  writeFiles(server.folder, { "my store/.exp-coming/0123": "ha" });

  const today = await open(server);
  deepEqual(await today.list(""), []);
  await today.put(here.path, ["a"]);
  equal([...Deno.readDirSync(`${server.folder}/my store/.exp-coming`)].length, 1);

  await (await open(server, Date.now() + 25 * 60 * 60 * 1000)).put(here.path, ["a"]);
  equal([...Deno.readDirSync(`${server.folder}/my store/.exp-coming`)].length, 0);
});

Deno.test("a server that refuses to list is not taken for an empty one", async () => {
  await using server = startWebHdfsFiles({ meddle: () => new Response("", { status: 403 }) });
  const storage = await open(server);

  await rejects(storage.list(""), { fault: "remote-refused/storage" });
  await rejects(storage.look(["a"]), { fault: "remote-refused/storage" });
});

Deno.test("a page of somebody else's is no answer", async () => {
  await using server = startWebHdfsFiles({ meddle: () => new Response("<html>please sign in</html>") });
  const storage = await open(server);

  await rejects(storage.list(""), { fault: "remote-failed/storage" });
  await rejects(storage.look(["a"]), { fault: "remote-failed/storage" });
});

const place = (options: Record<string, string>, url = "webhdfs://me@name-node:9870/data") =>
  readWebHdfsPlace({ url, remote: "r", options: new Map(Object.entries(options)) }, "/here");

Deno.test("who one is goes into addresses or headers, as the options say", () => {
  const query = (options: Record<string, string>, url?: string) =>
    new URL(place(options, url).urlOf("a/b", "OPEN")).href;
  equal(query({}), "http://name-node:9870/webhdfs/v1/data/a/b?op=OPEN&user.name=me");
  equal(
    query({ user: "you", proxy_to: "her" }),
    "http://name-node:9870/webhdfs/v1/data/a/b?op=OPEN&user.name=you&doas=her",
  );
  equal(query({ token: "t", use_https: "true" }, "webhdfs://n"), "https://n:50070/webhdfs/v1/a/b?op=OPEN&delegation=t");
  equal(query({ user: "me", password: "pw" }), "http://name-node:9870/webhdfs/v1/data/a/b?op=OPEN");
  deepEqual(place({ password: "pw" }).credentials, [["basic"], ["user", "me:pw"]]);
  deepEqual(place({ kerberos: "true" }, "webhdfs://n/x").credentials, [["negotiate"], ["user", ":"]]);
  deepEqual(place({ ssl_verify: "ca.pem" }).settings, [["cacert", "/here/ca.pem"]]);
  equal(place({ token: "t" }, "webhdfs://n/x").shown, "webhdfs://n/x");
});

Deno.test("data nodes may be behind a proxy", () => {
  const led = place({ data_proxy_target: "https://gate/webhdfs/v1" }).led!;
  equal(led("http://name-node:9870/webhdfs/v1/data/a?op=OPEN"), "https://gate/webhdfs/v1/data/a?op=OPEN");
  equal(led("http://node7:9864/webhdfs/v1/data/a"), "http://node7:9864/webhdfs/v1/data/a");
});

Deno.test("what contradicts itself is said before anything is sent", () => {
  for (
    const [options, url] of [
      [{ token: "t", user: "me" }, "webhdfs://n/x"],
      [{ token: "t", proxy_to: "her" }, "webhdfs://n/x"],
      [{ kerberos: "true" }, "webhdfs://me@n/x"],
      [{ password: "pw" }, "webhdfs://n/x"],
      [{ kerberos_principal: "me@REALM" }, "webhdfs://n/x"],
    ] as const
  ) throws(() => place({ ...options }, url), { fault: "config/storage-value" }, JSON.stringify(options));
  throws(() => place({}, "webhdfs://"), { fault: "config/storage-url" });
});

Deno.test("answers are read as Hadoop 3.3.6 has given them; others are none", () => {
  const status =
    '{"accessTime":1795987105460,"blockSize":134217728,"childrenNum":0,"fileId":16392,"group":"supergroup",' +
    '"length":4,"modificationTime":1795987105715,"owner":"me","pathSuffix":"a","permission":"644","replication":1,' +
    '"storagePolicy":0,"type":"FILE"}';
  const read = { name: "a", isFolder: false, size: 4, mtimeMs: 1795987105715 };
  deepEqual(readHdfsListing(`{"FileStatuses":{"FileStatus":[\n${status}\n]}}`), [read]);
  deepEqual(readHdfsListing('{"FileStatuses":{"FileStatus":[\n\n]}}'), []);
  deepEqual(readFileStatus(`{"FileStatus":${status}}`), read);
  equal(readChecksum('{"FileChecksum":{"algorithm":"MD5-of-0MD5-of-512CRC32C","bytes":"0000","length":28}}'), "0000");
  deepEqual([isRenamed('{"boolean":true}'), isRenamed(""), isRenamed('{"boolean":false}')], [true, true, false]);
  for (const odd of ["", "<html>", "null", "[]", '{"FileStatuses":3}', '{"FileStatus":{}}']) {
    deepEqual([readHdfsListing(odd), readFileStatus(odd), readChecksum(odd)], [undefined, undefined, undefined]);
  }
});

import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createHost, type Host } from "../../src/host/mod.ts";
import { openHttpStorage } from "../../src/storage/http_storage.ts";
import type { Storage } from "../../src/storage/mod.ts";
import { writeFiles } from "../support/folder_repo.ts";
import { cutAfter, type HttpFiles, type Meddle, startHttpFiles } from "../support/http_files.ts";

interface Place extends AsyncDisposable {
  readonly server: HttpFiles;
  readonly storage: Storage;
  /** A folder of this side. */
  readonly here: string;
  /** How long it wanted to wait before it tried again, each time. In milliseconds. */
  readonly waits: readonly number[];
}

async function openPlace(options: Record<string, string> = {}, meddle?: Meddle): Promise<Place> {
  const server = startHttpFiles(meddle);
  const here = Deno.makeTempDirSync({ prefix: "exp-http-" });
  const waits: number[] = [];
  const real = createHost();
  const host: Host = {
    ...real,
    cwd: here,
    clock: { ...real.clock, sleep: (ms) => (waits.push(ms), Promise.resolve()) },
  };
  const storage = await openHttpStorage(host, {
    url: `${server.url}/store`,
    options: new Map(Object.entries(options)),
  });
  return {
    server,
    storage,
    here,
    waits,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      Deno.removeSync(here, { recursive: true });
    },
  };
}

const read = (path: string) => Deno.readTextFileSync(path);
/** 3 MiB that repeat nowhere soon. */
const BIG = new Uint8Array(3 << 20).map((_, i) => (i * 7919 + (i >> 8)) & 255);

Deno.test("what is put can be looked at, read, fetched and removed", async () => {
  await using place = await openPlace();
  const { storage, here, server } = place;
  writeFiles(here, { "a": "one\n", "d/b c[1]{2}": "two\n", "d/empty": "" });
  const paths = ["a", "d/b c[1]{2}", "d/empty"];
  const moved: string[] = [];
  let bytes = 0;

  deepEqual(
    await storage.put(here, paths, { onMoved: (path) => moved.push(path), onBytes: (more) => bytes += more }),
    [],
  );
  equal(read(`${server.folder}/store/d/b c[1]{2}`), "two\n");
  deepEqual(moved.sort(), paths);
  equal(bytes, 8);

  const seen = await storage.look([...paths, "gone"], { etag: true });
  deepEqual([...seen.keys()].sort(), paths);
  deepEqual(seen.get("a"), { path: "a", size: 4, etag: '"4-111"', mtimeMs: Date.UTC(2026, 10, 29, 12) });
  equal(seen.get("d/empty")!.size, 0);
  equal(new TextDecoder().decode(await storage.read("a")), "one\n");
  equal((await storage.read("d/empty"))!.length, 0);
  equal(await storage.read("gone"), undefined);

  const failures = await storage.fetch([...paths, "gone"], `${here}/back`);
  deepEqual(failures, [{ path: "gone", kind: "missing", says: "404 Not Found" }]);
  equal(read(`${here}/back/d/b c[1]{2}`), "two\n");
  equal(read(`${here}/back/d/empty`), "");

  deepEqual(await storage.remove([...paths, "gone"]), []);
  equal((await storage.look(paths)).size, 0);
});

Deno.test("files are sent by POST as DVC does it, or as the remote says", async () => {
  for (const [options, method] of [[{}, "POST"], [{ method: "put" }, "PUT"]] as const) {
    await using place = await openPlace(options);
    writeFiles(place.here, { "a": "one\n" });

    await place.storage.put(place.here, ["a"]);

    const [{ line, headers }] = place.server.requests as [HttpFiles["requests"][0]];
    equal(line, `${method} /store/a`);
    equal(headers.get("content-type"), "application/octet-stream");
    equal(headers.get("content-length"), "4");
  }
});

Deno.test("a server that is not well is asked again, after longer and longer waits; one that refuses is not", async () => {
  const answers: Record<string, number[]> = {
    "/store/a": [503, 429],
    "/store/b": [500, 500, 500, 500, 500],
    "/store/c": [403],
  };
  await using place = await openPlace({}, (request, nth) => {
    const status = answers[new URL(request.url).pathname]?.[nth - 1];
    return status === undefined ? undefined : new Response("", { status });
  });
  writeFiles(place.server.folder, { "store/a": "a", "store/b": "b", "store/c": "c", "store/d": "d" });

  const failures = await place.storage.fetch(["a", "b", "c", "d"], `${place.here}/back`);

  deepEqual([...failures].sort((x, y) => x.path < y.path ? -1 : 1), [
    { path: "b", kind: "failed", says: "500 Internal Server Error" },
    { path: "c", kind: "refused", says: "403 Forbidden" },
  ]);
  deepEqual([...Deno.readDirSync(`${place.here}/back`)].map(({ name }) => name).sort(), ["a", "d"]);
  deepEqual(place.waits, [500, 1000, 2000, 4000]);
  equal(place.server.requests.filter(({ line }) => line === "GET /store/c").length, 1);
});

Deno.test("a server that says when is asked then", async () => {
  await using place = await openPlace({}, (_, nth) => {
    const after = ["7", "Thu, 01 Jan 1970 00:00:00 GMT", "86400"][nth - 1];
    return after === undefined ? undefined : new Response("", { status: 503, headers: { "retry-after": after } });
  });
  writeFiles(place.server.folder, { "store/a": "a" });

  deepEqual(await place.storage.fetch(["a"], `${place.here}/back`), []);
  deepEqual(place.waits, [7000, 1000, 60_000]);
});

Deno.test("an address that is signed for GET alone tells of the file by its first byte", async () => {
  await using place = await openPlace(
    {},
    ({ method }) => method === "HEAD" ? new Response(null, { status: 403 }) : undefined,
  );
  writeFiles(place.server.folder, { "store/a": "0123456789" });

  equal((await place.storage.look(["a?sig=x"])).get("a?sig=x")?.size, 10);
  equal((await place.storage.look(["a"])).size, 0);
});

Deno.test("a big file that was cut goes on from where it was, if it is still the same file", async () => {
  await using place = await openPlace({}, (request, nth, folder) => {
    if (nth > 1) return undefined;
    const isOld = new URL(request.url).pathname === "/store/changed";
    return cutAfter(isOld ? BIG.map((byte) => byte ^ 1) : Deno.readFileSync(`${folder}/store/same`), 2 << 20, {
      etag: isOld ? '"old"' : `"${BIG.length}-${BIG[0]}"`,
    });
  });
  Deno.mkdirSync(`${place.server.folder}/store`);
  for (const name of ["same", "changed"]) Deno.writeFileSync(`${place.server.folder}/store/${name}`, BIG);

  deepEqual(await place.storage.fetch(["same", "changed"], `${place.here}/back`), []);

  for (const name of ["same", "changed"]) {
    equal(BIG.length, Deno.statSync(`${place.here}/back/${name}`).size);
    equal(Deno.readFileSync(`${place.here}/back/${name}`).every((byte, i) => byte === BIG[i]), true, name);
  }
  const again = place.server.requests.filter(({ headers }) => headers.get("range") !== null);
  deepEqual(again.map(({ line }) => line).sort(), ["GET /store/changed", "GET /store/same"]);
  match(again[0]!.headers.get("range")!, /^bytes=[1-9]/);
});

Deno.test("a small file that was cut is fetched anew; one that is always cut is told", async () => {
  const content = new TextEncoder().encode("0123456789");
  await using place = await openPlace({}, (request, nth) => {
    return nth === 1 || request.url.endsWith("/always") ? cutAfter(content, 5) : undefined;
  });
  writeFiles(place.server.folder, { "store/once": "0123456789", "store/always": "0123456789" });

  const failures = await place.storage.fetch(["once", "always"], `${place.here}/back`);

  deepEqual(failures.map(({ path, kind }) => `${path} ${kind}`), ["always failed"]);
  equal(read(`${place.here}/back/once`), "0123456789");
  deepEqual([...Deno.readDirSync(`${place.here}/back`)].length, 1);
});

Deno.test("credentials go to the server and to no other that it sends us to", async () => {
  await using other = startHttpFiles();
  writeFiles(other.folder, { "blob": "far\n" });
  await using place = await openPlace(
    { auth: "custom", custom_auth_header: "X-Key", password: 's"e\\cret' },
    (request) => request.url.endsWith("/far") ? Response.redirect(`${other.url}/blob`, 302) : undefined,
  );
  writeFiles(place.server.folder, { "store/near": "near\n" });

  deepEqual(await place.storage.fetch(["near", "far"], `${place.here}/back`), []);

  equal(read(`${place.here}/back/far`), "far\n");
  deepEqual(place.server.requests.map(({ headers }) => headers.get("x-key")), ['s"e\\cret', 's"e\\cret']);
  deepEqual(other.requests.map(({ line, headers }) => [line, headers.get("x-key")]), [["GET /blob", null]]);
});

Deno.test("basic: the user is who the remote says; 401 ends all of it", async () => {
  const meddle: Meddle = ({ headers }) =>
    headers.get("authorization") === `Basic ${btoa("me:right")}` ? undefined : new Response("", { status: 401 });
  await using good = await openPlace({ auth: "basic", user: "me", password: "right" }, meddle);
  await using bad = await openPlace({ auth: "basic", user: "me", password: "wrong-one" }, meddle);
  writeFiles(good.here, { "a": "1" });

  deepEqual(await good.storage.put(good.here, ["a"]), []);

  await rejects(bad.storage.put(good.here, ["a"]), { fault: "remote-refused/storage" });
  await rejects(bad.storage.look(["a"]), { fault: "remote-refused/storage" });
  equal(bad.server.requests.length, 2);
});

Deno.test("digest: the password itself does not go over the line", async () => {
  await using place = await openPlace({ auth: "digest", user: "me", password: "pw" }, ({ headers }) => {
    if (headers.get("authorization")?.startsWith('Digest username="me"')) return undefined;
    const challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5';
    return new Response("", { status: 401, headers: { "www-authenticate": challenge } });
  });
  writeFiles(place.here, { "a": "one\n" });

  deepEqual(await place.storage.put(place.here, ["a"]), []);
  equal(read(`${place.server.folder}/store/a`), "one\n");
  equal((await place.storage.look(["a"])).size, 1);
});

Deno.test("nobody there: said once, after some tries", async () => {
  await using place = await openPlace();
  await place.server[Symbol.asyncDispose]();

  await rejects(place.storage.look(Array.from({ length: 2000 }, (_, i) => `${i}`)), { fault: "remote-failed/storage" });

  deepEqual(place.waits, [500, 1000, 2000, 4000]);
});

Deno.test("a signal ends it, and nothing of it is left behind", async () => {
  const stop = new AbortController();
  await using place = await openPlace({}, () => {
    stop.abort();
    return undefined;
  });
  writeFiles(place.server.folder, { "store/a": "1" });

  await rejects(place.storage.fetch(["a"], `${place.here}/back`, { signal: stop.signal }), {
    fault: "interrupted/transfer",
  });
});

Deno.test("a full disk is told as one", async () => {
  await using place = await openPlace();
  writeFiles(place.server.folder, { "store/small": "1", "store/big": BIG });
  for (const name of ["small", "big"]) {
    writeFiles(place.here, { [`${name}/${name}`]: { link: "/dev/full" } });
    await rejects(place.storage.fetch([name], `${place.here}/${name}`), { fault: "full-disk/storage-file" });
  }
});

Deno.test("a server that takes no POST has refused it: the next time would be no better", async () => {
  await using place = await openPlace({}, () => new Response("", { status: 405 }));
  writeFiles(place.here, { "a": "1" });

  const says = "405 Method Not Allowed to POST";
  deepEqual(await place.storage.put(place.here, ["a", "gone"]), [
    { path: "a", kind: "refused", says },
    { path: "gone", kind: "missing", says: "it is not there" },
  ]);
});

Deno.test("a server without HEAD is asked for one byte", async () => {
  await using place = await openPlace(
    {},
    ({ method }) => method === "HEAD" ? new Response(null, { status: 405 }) : undefined,
  );
  writeFiles(place.server.folder, { "store/a": "0123456789", "store/empty": "" });

  const seen = await place.storage.look(["a", "empty", "gone"]);

  deepEqual([...seen].map(([path, { size }]) => [path, size]), [["a", 10], ["empty", 0]]);
});

Deno.test("it cannot list, and says so", async () => {
  await using place = await openPlace();
  await rejects(place.storage.list(""), { fault: "config/storage-cannot-list" });
  equal(place.storage.canList, false);
});

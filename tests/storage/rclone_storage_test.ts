import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { openStorage } from "../../src/storage/mod.ts";
import { failed, fakeRclone, moved } from "./fake_rclone.ts";

Deno.test("what went wrong is moved again, and nothing else", async () => {
  using rclone = await fakeRclone([
    { log: [moved("a"), failed("b", "unexpected EOF")], code: 1 },
    { log: [moved("b")] },
  ]);
  const arrived: string[] = [];

  const failures = await rclone.storage.put("/src", ["a", "b"], { onMoved: (path) => arrived.push(path) });

  deepEqual(failures, []);
  deepEqual(arrived, ["a", "b"]);
  equal(rclone.told("list", 1), "a\nb\n");
  equal(rclone.told("list", 2), "b\n");
});

Deno.test("what stays wrong is told, and what has arrived stays so", async () => {
  const again = { log: [failed("b", "SlowDown: Please reduce your request rate.; status code: 503")], code: 1 };
  using rclone = await fakeRclone([{ log: [moved("a"), ...again.log], code: 1 }, again, again, again, again]);

  const failures = await rclone.storage.put("/src", ["a", "b"]);

  deepEqual(failures.map(({ path, kind }) => [path, kind]), [["b", "failed"]]);
});

Deno.test("files that a server does not give keep no others waiting: those not tried come before those that failed", async () => {
  const sick = failed("b", "InternalError; status code: 500");
  const again = { log: [sick], code: 1 };
  using rclone = await fakeRclone(
    [
      { log: [moved("a"), sick, { level: "notice", msg: "", stats: { bytes: 0 } }], stays: true },
      { log: [..."fghi"].map(moved) },
      { log: [..."de"].map(moved) },
      { log: [moved("c")] },
      ...[again, again, again, again],
    ],
    {},
    undefined,
    5000,
  );

  const failures = await rclone.storage.fetch([..."abcdefghi"], "/into");

  deepEqual(failures.map(({ path, kind }) => [path, kind]), [["b", "failed"]]);
  const lists = Array.from({ length: 6 }, (_, i) => rclone.told("list", i + 1).replaceAll("\n", ""));
  deepEqual(lists, ["abcdefghi", "fghi", "de", "c", "b", "b"]);
});

Deno.test("a server that hears files out, and takes none, is given up as one that hears nothing", async () => {
  const again = { level: "debug", msg: "low level retry 1/2 (error InternalError: no; status code: 500)" };
  const heard = (bytes: number) => ({
    level: "notice",
    msg: "",
    stats: { bytes, transferring: [{ name: "a", bytes: 3, size: 3 }] },
  });
  const act = { log: [again, heard(3), again, heard(6)], stays: true };
  using rclone = await fakeRclone([act, act, act, act], {}, undefined, 3000);

  await rejects(rclone.storage.put("/src", ["a", "b"]), /remote-failed\/storage.*InternalError/);

  equal(rclone.starts, 4);
});

Deno.test("nobody tries again what is not allowed, or not there", async () => {
  using rclone = await fakeRclone([
    { log: [moved("a"), failed("b", "AccessDenied; status code: 403"), failed("c", "object not found")], code: 1 },
  ]);

  const failures = await rclone.storage.fetch(["a", "b", "c", "d"], "/into");

  deepEqual(failures.map(({ path, kind }) => [path, kind]), [["b", "refused"], ["c", "missing"], ["d", "missing"]]);
  equal(rclone.starts, 1);
});

Deno.test("where nothing can be moved at all, that is one error, not one for each file", async () => {
  const denied = { log: ["a", "b"].map((path) => failed(path, "InvalidAccessKeyId; status code: 403")), code: 1 };
  const nowhere = { log: [failed("a", "NoSuchBucket: The specified bucket does not exist")], code: 1 };
  using refused = await fakeRclone([denied]);
  using lost = await fakeRclone([nowhere]);

  await rejects(refused.storage.put("/src", ["a", "b"]), /remote-refused\/storage/);
  await rejects(lost.storage.put("/src", ["a"]), /not-found\/storage/);
  equal(refused.starts, 1);
});

Deno.test("a full disk is told as one, at once", async () => {
  const full = failed("b", "preallocate: file too big for remaining disk space");
  using rclone = await fakeRclone([{ log: [moved("a"), full], stays: true }]);

  await rejects(rclone.storage.fetch(["a", "b", "c"], "/into"), /full-disk\/storage-file/);
  equal(rclone.starts, 1);
});

Deno.test("a listing that breaks off is asked for again; one of a folder that is not there is empty", async () => {
  const broken = {
    output: "[\n",
    log: [{ level: "error", msg: "error listing: unexpected EOF", object: "" }],
    code: 1,
  };
  using rclone = await fakeRclone([
    broken,
    { output: `[{"Path":"x","Name":"x","Size":3,"ModTime":"","IsDir":false}]` },
    { output: "[\n", log: [{ level: "error", msg: "error listing: directory not found", object: "" }], code: 3 },
  ]);

  deepEqual(await rclone.storage.list("d"), [{ path: "d/x", size: 3 }]);
  deepEqual(await rclone.storage.list("none"), []);
});

Deno.test("a listing of one level asks for no more, and tells folders", async () => {
  using rclone = await fakeRclone([{
    output: `[{"Path":"x","Size":3,"IsDir":false},{"Path":"sub","Size":-1,"IsDir":true}]`,
  }]);

  deepEqual(await rclone.storage.list("d", { depth: 1 }), [
    { path: "d/x", size: 3 },
    { path: "d/sub", size: 0, isFolder: true },
  ]);
  match(rclone.told("args", 1), /--max-depth\n1\n/);
});

Deno.test("a remote that rclone.conf does not have is a mistake of the configuration, and tried once", async () => {
  const msg = `Failed to create file system for "nope:x": didn't find section in config file ("nope")`;
  using rclone = await fakeRclone([{ log: [{ level: "critical", msg }], code: 1 }]);

  await rejects(rclone.storage.list(""), /config\/storage-url/);
  equal(rclone.starts, 1);
});

Deno.test("a program that is no rclone is told, and is no bug", async () => {
  using rclone = await fakeRclone(Array.from({ length: 4 }, () => ({ output: "rclone v1.53.3\n" })));

  await rejects(rclone.storage.list("d"), /remote-failed\/storage/);
});

Deno.test("nobody tries again where SSH has no key, for no agent runs", async () => {
  const msg = "couldn't connect to ssh-agent: SSH agent requested but SSH_AUTH_SOCK not-specified";
  using rclone = await fakeRclone([{ log: [{ level: "critical", msg }], code: 1 }]);

  await rejects(rclone.storage.list(""), /remote-refused\/storage/);
  equal(rclone.starts, 1);
});

Deno.test("what ends a child says more than why it had tried again before", async () => {
  const again = { level: "debug", msg: "low level retry 1/2 (error couldn't initialise SFTP: unexpected EOF)" };
  const end = { level: "critical", msg: "Failed to copy: ann@box: Permission denied (publickey)." };
  using rclone = await fakeRclone([{ log: [again, end], code: 1 }]);

  await rejects(rclone.storage.fetch(["a"], "/into"), /remote-refused\/storage.*Permission denied/);

  equal(rclone.starts, 1);
});

Deno.test("keys are in the child's environment alone, and settings of the user's rclone are not", async () => {
  using rclone = await fakeRclone([{ log: [moved("a")] }], {
    access_key_id: "KEY-ID",
    secret_access_key: "SECRET-KEY",
  });

  await rclone.storage.put("/src", ["a"]);

  equal(/KEY/.test(rclone.told("args", 1)), false);
  equal(rclone.told("env", 1).includes("RCLONE_CONFIG_EXP_SECRET_ACCESS_KEY=SECRET-KEY\n"), true);
  equal(rclone.told("env", 1).includes("RCLONE_CONFIG=\n"), true);
});

Deno.test("a child starts where we are, for variables that name files are relative to that", async () => {
  using rclone = await fakeRclone([{ log: [moved("a")] }]);

  await rclone.storage.put("/src", ["a"]);

  equal(rclone.told("cwd", 1), `${rclone.host.cwd}\n`);
});

Deno.test("a server that falls silent is given up; what has not come by then has failed, and is not called missing", async () => {
  const waited = Promise.withResolvers<void>();
  const silent = { stays: true };
  using rclone = await fakeRclone([{ log: [moved("a")], ...silent }, silent, silent], {}, waited.promise);

  const failures = await rclone.storage.fetch(["a", "b"], "/into", { onMoved: () => waited.resolve() });

  deepEqual(failures, [{ path: "b", kind: "failed", says: "nothing has moved for 95 seconds" }]);
});

const BEGUN = { log: [{ level: "debug", msg: "rclone: Version starting" }], stays: true };

Deno.test("a server that falls silent within a listing is given up as one within a move is", async () => {
  using lists = await fakeRclone([{ ...BEGUN, output: "[\n" }, BEGUN], {}, "once it has spoken");
  using reads = await fakeRclone([BEGUN, BEGUN], {}, "once it has spoken");

  await rejects(lists.storage.list("d"), /remote-failed\/storage.*nothing has come for 95 seconds/);
  await rejects(reads.storage.read("x"), /remote-failed\/storage.*nothing has come for 95 seconds/);

  deepEqual([lists.starts, reads.starts], [2, 2]);
});

Deno.test("a server is given more time for many files that it is asked for one by one", async () => {
  using rclone = await fakeRclone([BEGUN, BEGUN], {}, "once it has spoken");
  const paths = Array.from({ length: 400 }, (_, i) => `f${i}`);

  await rejects(rclone.storage.look(paths), /nothing has come for 195 seconds/);
});

Deno.test("what a killed rclone has not moved has failed, and is moved again", async () => {
  using rclone = await fakeRclone([{ log: [moved("a")], code: 137 }, { log: [moved("b")] }]);

  deepEqual(await rclone.storage.fetch(["a", "b"], "/into"), []);
});

Deno.test("requests that are sent again in vain end the asking: each of many would wait longer", async () => {
  const why = 'Propfind "http://host/x": dial tcp 127.0.0.1:9: connect: connection refused';
  const again = { level: "debug", msg: `pacer: low level retry 1/3 (error ${why})` };
  const act = { log: [again, again, again, again], stays: true };
  using rclone = await fakeRclone([act, act]);

  await rejects(rclone.storage.look(["x", "y"]), /remote-failed\/storage.*connection refused/);
  equal(rclone.starts, 2);
});

Deno.test("an interruption ends the child", async () => {
  using rclone = await fakeRclone([{ log: [moved("a")], stays: true }]);
  const interruption = new AbortController();

  const put = rclone.storage.put("/src", ["a", "b"], {
    signal: interruption.signal,
    onMoved: () => interruption.abort(),
  });

  await rejects(put, /interrupted\/transfer/);
  equal(rclone.starts, 1);
});

Deno.test("an interruption ends looking, too", async () => {
  const there = { output: `[{"Path":"x","Name":"x","Size":3,"ModTime":"","IsDir":false}]` };
  using rclone = await fakeRclone([there, there]);
  const [first, second] = [new AbortController(), new AbortController()];

  const listing = rclone.storage.list("d", { signal: first.signal });
  first.abort();
  await rejects(listing, /interrupted\/transfer/);
  const looking = rclone.storage.look(["x"], { signal: second.signal });
  second.abort();
  await rejects(looking, /interrupted\/transfer/);
});

Deno.test("without rclone there is one line, with what to install", async () => {
  const real = createHost();
  const env = {
    get: (name: string) => name === "EXP_RCLONE" ? "/nowhere/rclone" : real.env.get(name),
    all: real.env.all,
  };
  const storage = await openStorage({ ...real, cwd: real.cwd, env }, { url: "s3://bucket", options: new Map() });

  await rejects(storage.list(""), /no-program\/storage/);
});

/** Stages that read and write what lies on a server; older versions of files in buckets that keep them. */
import assert from "node:assert/strict";
import { addRemote, harm, onPlaces, type Place } from "./places.ts";

const store = (place: Place, path: string, text: string) => harm(place, path, new TextEncoder().encode(text));
const lines = (text: string) => text.split("\n").length - 1;

onPlaces("a stage runs again when what it reads on a server has changed, and only then", [
  "s3",
  "s3-versions",
  "sftp",
], async (journey) => {
  const { exp, dvc, repo, place } = journey;
  await addRemote(journey, place);
  for (const path of ["f", "d/x", "d/s/y"]) await store(place, path, `${path}\n`);
  repo.write({
    "dvc.yaml": "stages:\n  s: {cmd: 'echo x >> runs; date +%N > o', deps: ['remote://store/f', 'remote://store/d'], " +
      "outs: [o]}\n",
  });
  await exp("repro");
  const first = repo.read("o"), lock = repo.read("dvc.lock");

  const unchanged = await dvc("status");
  await exp("repro");
  await store(place, "d/s/y", "changed\n");
  const changed = await dvc("status");
  await exp("repro");
  await store(place, "d/s/y", "d/s/y\n");
  await exp("repro"); // as it was at first: the run-cache knows

  assert.equal(unchanged.stdout, "Data and pipelines are up to date.\n");
  assert.match(changed.stdout, /^s:\n\tchanged deps:\n\t\tmodified: +remote:\/\/store\/d\n$/);
  assert.equal(lines(repo.read("runs")), 2);
  assert.equal(repo.read("o"), first);
  assert.match(
    lock,
    /path: remote:\/\/store\/d\n {6}hash: md5\n {6}md5: [0-9a-f]{32}\.dir\n {6}size: 10\n {6}nfiles: 2\n/,
  );
}, { everyRclone: true });

onPlaces("a web page is told apart by its ETag, and needs no listing", ["http"], async (journey) => {
  const { exp, repo, place } = journey;
  await addRemote(journey, place);
  await store(place, "f", "one\n");
  repo.write({ "dvc.yaml": "stages:\n  s: {cmd: 'echo x >> runs', deps: ['remote://store/f']}\n" });

  await exp("repro");
  await exp("repro");
  await store(place, "f", "another\n");
  await exp("repro");

  assert.equal(lines(repo.read("runs")), 2);
  assert.match(
    repo.read("dvc.lock"),
    /path: remote:\/\/store\/f\n {6}hash: md5\n {6}checksum: '"[^"]+"'\n {6}size: 8\n/,
  );
});

onPlaces("what is not on the server is refused before anything runs; an output there is looked at when it is made", [
  "s3",
  "sftp",
], async (journey) => {
  const { exp, repo, place } = journey;
  await addRemote(journey, place);
  await store(place, "made", "old\n");
  const reads = (path: string) => `stages:\n  s: {cmd: 'echo x >> runs', deps: ['remote://store/${path}']}\n`;
  repo.write({ "dvc.yaml": reads("none") });
  const refused = await exp("repro", { code: 1 });
  repo.write({
    "dvc.yaml": "stages:\n  m: {cmd: 'echo m >> runs', outs: ['remote://store/made': {cache: false}]}\n" +
      "  r: {cmd: 'echo r >> runs', deps: ['remote://store/made']}\n",
  });
  await exp("repro");
  await exp("repro");
  await store(place, "made", "newer\n");
  await exp("repro");

  assert.match(refused.stderr, /remote:\/\/store\/none is not there, and no stage makes it/);
  assert.equal(repo.read("runs"), "m\nr\nm\nr\n");
});

onPlaces("a file comes back in the version that was recorded; such a remote is not written to", [
  "s3-versions",
], async (journey) => {
  const { exp, dvc, repo, place } = journey;
  await addRemote(journey, place);
  await dvc("remote modify -q store version_aware true");
  const cloud = "    cloud:\n      store:\n        etag: x\n        version_id: y\n";
  repo.write({
    // as DVC 3.67.1 writes them
    "f.dvc": "outs:\n- md5: d41e08cb4ea2df02ff4c39ec9b43cb2d\n  size: 4\n  hash: md5\n  path: f\n" +
      cloud.replaceAll(/^ {4}/gm, "  "),
    "d.dvc": "outs:\n- hash: md5\n  path: d\n  files:\n  - relpath: s/x\n    md5: 5bbf5a52328e7439ae6e719dfe712200\n" +
      `    size: 4\n${cloud}`,
  });
  for (const text of ["ten\n", "new\n"]) await store(place, "f", text);
  for (const text of ["one\n", "later\n"]) await store(place, "d/s/x", text);
  const md5 = await journey.sh("printf 'ten\\n' | md5sum | cut -c1-32");
  repo.write({ "f.dvc": repo.read("f.dvc").replace(/md5: \w{32}/, `md5: ${md5.stdout.trim()}`) });

  const before = await exp("status -c");
  await exp("data pull");
  const after = await exp("status -c");
  repo.write({ "f": "mine\n" });
  await exp("add f");
  const push = await exp("data push", { code: 2 });
  const gc = await dvc("gc -w -c -f", { code: 251 });

  assert.match(before.stdout, /deleted: +f\n/);
  assert.deepEqual([repo.read("d/s/x"), repo.read("f")], ["one\n", "mine\n"]);
  assert.match(after.stdout, /in sync/);
  assert.match(push.stderr, /remote "store" keeps versions of files: exp does not write to such remotes, dvc does/);
  assert.match(gc.stderr, /'gc -c' is unsupported for cloud versioned remotes/);
  assert.doesNotMatch(repo.read("f.dvc"), /cloud/);
}, { everyRclone: true });

onPlaces(
  "what the remote has need not stay here, and what nobody uses goes there",
  ["s3", "sftp", "webdav"],
  async (journey) => {
    const { exp, repo, place } = journey;
    await addRemote(journey, place);
    repo.write({ "a": "a\n", "b": "b\n" });
    await exp("add a b");
    await repo.commit("both");
    await exp("data push");
    repo.write({ "c": "c\n", "b.dvc": null, "b": null });
    await exp("add c");

    const dry = await exp("gc -w -c --dry -f");
    const removed = await exp("gc -w -c -f");
    const kept = await exp("data status --verify", { code: 1 });
    await exp("gc -w --not-in-remote -f");

    assert.match(dry.stdout + dry.stderr, /1 object/);
    assert.match(removed.stdout + removed.stderr, /1 object/);
    assert.match(kept.stdout, /lost: +c\nstore: 1 objects, 2 B: 0 wrong, 1 lost, 0 unneeded/);
    assert.match((await exp("status -c")).stdout, /^\tdeleted: +a\n\tnew: +c\n$/);
  },
);

onPlaces("a queued experiment reads what lies on a server, too", ["s3", "sftp", "http"], async (journey) => {
  const { exp, repo, place } = journey;
  await addRemote(journey, place);
  await store(place, "f", "one\n");
  repo.write({
    "params.yaml": "lr: 1\n",
    "dvc.yaml": "stages:\n  s: {cmd: cp params.yaml o, deps: ['remote://store/f'], params: [lr], outs: [o]}\n",
  });
  await repo.commit("a stage");

  await exp("run --queue -S lr=2 -n queued");
  await exp("queue drain");

  assert.deepEqual(await repo.experiments(), ["queued"]);
  assert.match(
    await repo.readOf("queued", "dvc.lock"),
    /path: remote:\/\/store\/f\n {6}hash: md5\n {6}(etag|md5|checksum):/,
  );
});

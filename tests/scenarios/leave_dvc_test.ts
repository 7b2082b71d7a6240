/** `destroy` leaves the data, `cache migrate` leaves what was recorded as it was. */
import assert from "node:assert/strict";
import { hasTerminals } from "../support/command.ts";
import { scenario } from "../support/scenario.ts";

scenario("destroy asks, keeps the data as files of its own, and takes all else away", async (at) => {
  const { repo, exp, dvc, sh } = at;
  repo.write({ "d/x": "x\n", "f": "f\n", "dvc.yaml": "stages: {s: {cmd: echo o > o, outs: [o]}}\n" });
  await exp("config cache.type symlink");
  await exp("add -q d f");
  await exp("repro -q");

  await exp("destroy", { code: 2 }); // nobody to ask
  if (hasTerminals()) await sh("script -qefc 'exp destroy' /dev/null", { stdin: "n\n", code: 1 });
  await dvc("destroy", { code: 1, stdin: "n\n" });
  assert.deepEqual([repo.has("dvc.lock"), repo.has(".dvc/cache")], [true, true]);
  await sh("mv .dvc/cache ../aside");
  await exp("destroy --yes", { code: "any" }); // f is a link to nowhere: it cannot become a file
  assert.deepEqual([repo.has("f.dvc"), repo.has(".dvc/config")], [true, true]);
  await sh("mv ../aside .dvc/cache");
  await exp("destroy --yes");

  const gone = [".dvc", ".dvcignore", "dvc.yaml", "dvc.lock", "d.dvc", "f.dvc"];
  assert.deepEqual(gone.filter(repo.has), []);
  assert.equal((await sh("test ! -L f && test ! -L d/x && cat f d/x o")).stdout, "f\nx\no\n");
});

scenario("cache migrate gives old objects new names, and leaves the record of changed data alone", async (at) => {
  const { repo, exp, sh } = at;
  const record = (path: string, hash: string, size: number) =>
    `outs:\n- md5: ${hash}\n  size: ${size}\n  path: ${path}\n`;
  const [a, b] = ["60b725f10c9c85c70d97880dfe8191b3", "3b5d5c3712955042212316173ccf37be"]; // "a\n", "b\n"
  repo.write({
    [`.dvc/cache/${a.slice(0, 2)}/${a.slice(2)}`]: "a\r\n",
    [`.dvc/cache/${b.slice(0, 2)}/${b.slice(2)}`]: "b\n",
    "a": "a\r\n",
    "b": "mine\n",
    "a.dvc": record("a", a, 3),
    "b.dvc": record("b", b, 2),
  });

  assert.match((await exp("cache migrate --dry --dvc-files")).stdout, /^2 files will be .*\n.*\n\ta\.dvc\n\tb\.dvc\n$/);
  assert.equal(repo.has(".dvc/cache/files"), false);
  const { stdout, stderr } = await exp("cache migrate --dvc-files", { code: 1 });

  assert.equal(stdout.split("\n")[0], "Migrated 2 files to DVC 3.0 cache location.");
  assert.match(stderr, /warning: b\.dvc keeps its old hashes: b is not as recorded/);
  assert.match(repo.read("a.dvc"), /md5: 93[0-9a-f]+\n {2}size: 3\n( {2}hash: md5\n)? {2}path: a\n( {2}hash: md5\n)?$/);
  assert.equal(repo.read("b.dvc"), record("b", b, 2));
  const links = await sh(`stat -c %h .dvc/cache/${b.slice(0, 2)}/${b.slice(2)}`);
  assert.equal(links.stdout, "2\n");
  assert.match((await exp("status", { code: "any" })).stdout, /modified: +b/);
});

/** `add --to-remote` and `add --out` of a URL: data from elsewhere that is tracked without an import. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("what is added to a remote is sent there, tracked here, and kept nowhere else", async (at) => {
  const { repo, exp, dvc } = at;
  repo.write({ "../data/big": "big\n", "../data/many/a": "a\n", "../data/many/s/b": "b\n", "here": "here\n" });
  await exp("remote add -q -d r ../remote");
  await exp("remote add -q other ../other");

  await exp("add --to-remote ../data/big");
  await exp("add --to-remote ../data/many --out raw -r other");
  await exp("add -q --to-remote here");

  assert.deepEqual(["big", "raw", ".dvc/cache/files"].filter(repo.has), []);
  assert.match(repo.read("big.dvc"), /^outs:\n- md5: [0-9a-f]{32}\n {2}size: 4\n {2}hash: md5\n {2}path: big\n$/);
  assert.match(repo.read("raw.dvc"), /\.dir\n {2}size: 4\n {2}nfiles: 2\n {2}hash: md5\n {2}path: raw\n$/);
  assert.equal(repo.read(".gitignore"), "/big\n/raw\n/here\n");
  await dvc("pull -q big here");
  await dvc("pull -q -r other raw");
  assert.deepEqual([repo.read("big"), repo.read("raw/s/b"), repo.read("here")], ["big\n", "b\n", "here\n"]);
});

scenario("a URL that is added with --out comes here", async (at) => {
  const { repo, exp } = at;
  repo.write({ "../data/x": "x\n" });

  await exp(["add", "-q", "--out", "mine", `file://${repo.around}/data/x`]);

  assert.equal(repo.read("mine"), "x\n");
  assert.equal(repo.read("mine.dvc").includes("deps:"), false);
  assert.equal((await exp("status")).stdout, "Data and pipelines are up to date.\n");
});

scenario("options that mean nothing together are refused, and nothing is written", async (at) => {
  const { repo, dvc } = at;
  repo.write({ "a": "1\n", "b": "2\n" });
  const refused = [
    "--to-remote a b",
    "--to-remote --glob a",
    "--to-remote --no-commit a",
    "-r x a",
    "--remote-jobs 2 a",
  ];

  for (const words of refused) {
    assert.match((await dvc(`add ${words}`, { code: 1 })).stderr, /can't be used with/, words);
  }
  await dvc("add --to-remote a", { code: "any" }); // there is no remote
  assert.deepEqual(["a.dvc", ".gitignore"].filter(repo.has), []);
});

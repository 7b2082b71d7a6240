import assert from "node:assert/strict";
import { sidesAt } from "../../src/revisions/rev_side.ts";
import { openDataStore } from "../../src/data/mod.ts";
import { makeProject } from "../support/exp_repo.ts";

Deno.test("a metric that the cache keeps is read at a commit, too; a folder's own DVC files are no metrics", async () => {
  using project = await makeProject({
    "dvc.yaml": "stages:\n  t: {cmd: x, metrics: [m.json]}\n",
    ".gitignore": "/m.json\n",
    "sub/dvc.yaml": "stages: {}\n",
    "sub/p.json": '{"k": 1}',
  });
  const { repo, git } = project;
  project.write("m.json", '{"acc": 1}');
  using store = openDataStore(repo);
  const path = `${repo.root}/m.json`;
  const observed = store.observe(path);
  assert.ok(observed.kind !== "missing");
  store.commit(path, observed);
  project.write(
    "dvc.lock",
    `schema: '2.0'\nstages:\n  t:\n    cmd: x\n    outs:\n    - {path: m.json, hash: md5, md5: ${observed.info.hash}, size: 10}\n`,
  );
  project.commit("with metric");
  project.write("m.json", '{"acc": 2}');

  const data = new Map([["acc", 1n]]);
  assert.deepEqual((await sidesAt(repo, git, ["HEAD"]))[0]?.metrics, new Map([["m.json", { data }]]));
  const [side] = await sidesAt(repo, git, ["HEAD"], { targets: ["sub"] });
  assert.deepEqual([...side?.metrics.keys() ?? []], ["sub/p.json"]);
});

/** `move`: tracked data goes elsewhere with its record, and nothing of anybody else's is lost. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("data moves with its .dvc file and its line in .gitignore, comments included", async (at) => {
  const { repo, exp, git } = at;
  repo.write({ "raw/x": "x\n", "f": "f\n", "in/.keep": "" });
  await exp("add -q raw f");
  repo.write({ "f.dvc": `# mine\n${repo.read("f.dvc")}meta: {by: me}\n` });
  await repo.commit("data");
  await exp("config core.autostage true");

  await exp("data move f in");
  await exp("data move raw in/renamed", { cwd: "." });

  assert.deepEqual(["f", "f.dvc", "raw", "raw.dvc", ".gitignore"].filter(repo.has), []);
  assert.deepEqual([repo.read("in/f"), repo.read("in/renamed/x")], ["f\n", "x\n"]);
  assert.match(repo.read("in/f.dvc"), /^# mine\nouts:\n[^]* {2}path: f\nmeta: \{by: me\}\n$/);
  assert.equal(repo.read("in/.gitignore"), "/f\n/renamed\n");
  assert.equal((await exp("status")).stdout, "Data and pipelines are up to date.\n");
  const staged = (await git("diff --cached --name-status -M")).stdout;
  assert.match(staged, /^R\d+\tf\.dvc\tin\/f\.dvc$/m);
  assert.match(staged, /^R\d+\traw\.dvc\tin\/renamed\.dvc$/m);
});

scenario("what is not there is moved by its record, and changed data stays as changed as it was", async (at) => {
  const { repo, exp } = at;
  repo.write({ "gone": "1\n", "changed": "2\n" });
  await exp("add -q gone changed");
  repo.write({ "gone": null, "changed": "mine\n" });

  const { stderr } = await exp("data move gone here");
  await exp("data move changed other");

  assert.match(stderr, /warning: 'gone' missing/);
  await exp("checkout here.dvc");
  assert.equal(repo.read("here"), "1\n");
  assert.match((await exp("data status --json")).stdout, /"uncommitted": \{"modified": \["other"\]\}/);
});

/** Files of DVC's own, and what `.dvcignore` hides. */
const NO_PLACES = ["a b.dvc", "a d/dvc.lock", "a hidden"];

scenario("a move refuses what it would lose, what a stage makes, and places that cannot be", async (at) => {
  const { repo, exp, dvc } = at;
  repo.write({ ".dvcignore": "/hidden\n" });
  repo.write({ "a": "1\n", "mine": "2\n", "d/x": "x\n", "dvc.yaml": "stages: {s: {cmd: echo > o, outs: [o]}}\n" });
  await exp("add -q a d");

  for (const words of ["a mine", "o p", "d d/in", "d d", "a no/such/place", "a ../out", "mine x", ...NO_PLACES]) {
    const { stderr } = await exp(`data move ${words}`, { code: "any" });
    assert.match(stderr, /^error: /, words);
  }
  assert.deepEqual([repo.read("a"), repo.read("mine"), repo.read("d/x")], ["1\n", "2\n", "x\n"]);
  assert.equal((await exp("data status --json")).stdout.includes("deleted"), false);
  await dvc("move a mine"); // as DVC does
  assert.equal(repo.read("mine"), "1\n");
});

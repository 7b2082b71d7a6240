/** Lines and exit codes of `exp dvc` that scripts read: remotes, frozen stages, missing remotes, numbers in Python files. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario(
  "remote list has tab stops; a replaced remote keeps its place; rename looks at the new name first",
  async ({ dvc }) => {
    await dvc("remote add one /data/1");
    await dvc("remote add a-longer-name s3://bucket/x");
    await dvc("remote add -f -d one /data/22");
    assert.equal(
      (await dvc("remote list")).stdout,
      "one     /data/22        (default)\na-longer-name   s3://bucket/x\n",
    );
    assert.match((await dvc("remote rename nobody one", { code: 251 })).stderr, /Remote name 'one' already exists/);
  },
);

scenario("freeze names the stage and its file, refuses a file alone; repro and status warn", async ({ dvc, repo }) => {
  repo.write({ "f": "1\n", "sub/dvc.yaml": "stages:\n  cp:\n    cmd: cp ../f g\n    deps: [../f]\n    outs: [g]\n" });
  await dvc("add f");
  await dvc("repro sub/dvc.yaml");
  assert.equal((await dvc("freeze sub/dvc.yaml:cp")).stdout, "Modifying stage 'cp' in 'sub/dvc.yaml'\n");
  assert.equal((await dvc("freeze f.dvc")).stdout, "");
  assert.equal((await dvc("unfreeze f.dvc")).stdout, "");
  assert.match(
    (await dvc("freeze sub/dvc.yaml", { code: 1 })).stderr,
    /Stage name not provided.*sub\/dvc\.yaml:stage_name/,
  );
  const frozen = "WARNING: stage: 'sub/dvc.yaml:cp' is frozen. Its dependencies are not going to be ";
  assert.equal((await dvc("repro sub/dvc.yaml")).stderr, `${frozen}reproduced.\n`);
  assert.equal((await dvc("status")).stderr, `${frozen}shown in the status output.\n`);
});

scenario("gc with a remote that is not there has the exit code of a wrong configuration", async ({ dvc }) => {
  for (const words of ["gc -w -c -f -r nowhere", "gc -w -c -f", "gc -w --not-in-remote -f"]) {
    assert.match((await dvc(words, { code: 251 })).stderr, /ERROR: configuration error - config file error: /);
  }
});

scenario(
  "a broken number does not replace a number of a Python file; a text may look like one",
  async ({ dvc, repo }) => {
    repo.write({ "p.py": "INT = 1\nTEXT = 'x'\n", "dvc.yaml": "params: [p.py]\nstages:\n  s:\n    cmd: echo\n" });
    await repo.commit("params");
    await dvc("exp run -S p.py:INT=2a", { code: 255 });
    assert.equal(repo.read("p.py"), "INT = 1\nTEXT = 'x'\n");
    await dvc("exp run -S p.py:TEXT=2a");
    assert.match(repo.read("p.py"), /^INT = 1\nTEXT = ['"]2a['"]\n$/);
  },
);

scenario("check-ignore -d names the pattern's file from the root; root -q says nothing", async ({ dvc, repo }) => {
  repo.write({ "sub/.dvcignore": "foo\n", "sub/foo": "" });
  assert.equal((await dvc("check-ignore -d foo", { cwd: "sub" })).stdout, "sub/.dvcignore:1:foo\tfoo\n");
  assert.equal((await dvc("root -q", { cwd: "sub" })).stdout, "");
});

scenario("outside of a project each command says so in the same words", async ({ dvc, repo, sh }) => {
  await sh("mkdir ../elsewhere");
  for (const words of ["exp show", "exp diff", "add x", "push", "status"]) {
    const { stderr } = await dvc(words, { code: 253, cwd: "../elsewhere" });
    assert.match(stderr, /^ERROR: you are not inside of a DVC repository/, words);
  }
  assert.equal(repo.has("../elsewhere/.dvc"), false);
});

scenario("what is no experiment is named by apply, with Git's reason", async ({ dvc }) => {
  assert.equal(
    (await dvc("exp apply nope", { code: 255 })).stderr,
    "ERROR: 'nope' does not appear to be an experiment commit.: unknown Git revision 'nope'\n",
  );
});

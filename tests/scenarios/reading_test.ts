/** Reading metrics and parameters: without a repository, from cache and remote, in older commits, from any folder. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const TRACKED = ["scores", "p.toml"];

scenario("metrics and params of tracked files are read from the cache or the remote", async ({ repo, dvc, sh }) => {
  repo.write({ "scores/a.json": '{"f1": 0.5}', "scores/deep/b.json": '{"f1": 0.25}', "p.toml": "[net]\ndepth = 3\n" });
  await dvc(["add", "-q", ...TRACKED]);
  repo.write({ "dvc.yaml": "metrics: [scores]\nparams: [p.toml]\n" });
  await dvc("remote add -q -d here ../store");
  await repo.commit("tracked");
  await dvc("push -q");
  const METRICS = '{"scores/a.json": {"data": {"f1": 0.5}}, "scores/deep/b.json": {"data": {"f1": 0.25}}}';

  for (const lost of ["true", "rm -r scores p.toml", "rm -r .dvc/cache"]) {
    await sh(lost);
    assert.equal((await dvc("metrics show --json")).stdout, `{"": {"data": ${METRICS}}}\n`);
    assert.match((await dvc("metrics show -a --json")).stdout, /"scores\/deep\/b\.json": \{"data": \{"f1": 0\.25\}\}/);
    const shown = (await dvc("exp show --json")).stdout;
    assert.equal(shown.split('"p.toml": {"data": {"net": {"depth": 3}}}').length, 3);
    assert.equal(shown.split(`"metrics": ${METRICS}`).length, 3);
  }
  await sh("rm -r ../store");
  const lost = (await dvc("metrics show --json scores/a.json p.toml")).stdout;
  assert.match(lost, /"scores\/a\.json": \{"error": \{"type": "DataIndexDirError"/);
  assert.match(lost, /"p\.toml": \{"error": \{"type": "FileNotFoundError", "msg": "\[Errno 2\] No storage files/);
});

scenario("neither init nor Git is needed to look at a file", async ({ repo, exp, dvc, git }) => {
  repo.write({ "m.json": '{"n": 1234567.25}', "params.yaml": "lr: 1\n", "sub/x": "" });
  assert.equal((await exp("metrics show ../m.json", { cwd: "sub" })).stdout, "Path       n\n../m.json  1234567.25\n");
  assert.equal((await dvc("metrics show ../none.json", { cwd: "sub" })).stdout, "Path\n../none.json\n");
  assert.match((await exp("metrics diff", { code: 3 })).stderr, /is not in a Git repository/);
  assert.match((await dvc("params diff", { code: 255 })).stderr, /Only supported for Git repositories/);

  await git("init -q -b main");
  await repo.commit("one");
  repo.write({ "m.json": '{"n": 1234567.375}', "params.yaml": "lr: 2\n" });

  const diff = (await dvc("metrics diff --targets ../m.json --precision 2", { cwd: "sub" })).stdout;
  assert.equal(diff.split("\n")[1], "../m.json  n         1234567.25  1234567.38   0.12");
  assert.match((await dvc("params diff --json", { cwd: "sub" })).stdout, /^\{"\.\.\/params\.yaml": \{"lr": \{"old": 1/);
  assert.equal(repo.has(".dvc"), false);
}, { bare: true });

scenario("a commit from before the project has no rows, and in exp show an error", async ({ repo, exp, git }) => {
  repo.write({ readme: "" });
  await git("init -q -b main");
  await repo.commit("before");
  await git("tag before");
  repo.write({ "part/dvc.yaml": "metrics: [m.json]\n", "part/m.json": '{"a": 1}' });
  await exp("dvc init -q --subdir", { cwd: "part" });
  await repo.commit("after");
  await git("tag after");
  const inPart = { cwd: "part" };

  assert.doesNotMatch((await exp("metrics show -T", inPart)).stdout, /before/);
  assert.equal(
    (await exp("metrics diff before --json", inPart)).stdout,
    '{"m.json": {"a": {"old": null, "new": 1}}}\n',
  );
  const shown = (await exp("show -T --json", inPart)).stdout;
  assert.match(shown, /"name": "before", "data": null, "error": \{"msg": "Commit/);
}, { bare: true });

scenario("tables go on at branches too, each to its depth", async ({ repo, exp, git }) => {
  for (const name of ["one", "two", "three"]) {
    repo.write({ file: name });
    await repo.commit(name);
  }
  await git("branch other HEAD~1");

  const { stdout } = await exp("show -a -n 2 --csv");
  assert.equal(stdout.split("\r\n").length - 1, 1 + 1 + 3); // header, workspace, three commits
});

scenario(
  "a column to sort by is refused where it sorts nothing, by DVC only where it would",
  async ({ repo, exp, dvc }) => {
    repo.write({ "params.yaml": "lr: 1\n", "dvc.yaml": "stages:\n  a:\n    cmd: 'true'\n    params: [lr]\n" });
    await exp("run -q");
    await repo.commit("one");

    assert.match((await exp("show --sort-by acc", { code: 2 })).stderr, /there is no column 'acc'/);
    assert.match((await dvc("exp show --csv --sort-by acc")).stdout, /^,workspace,baseline,,,1\r$/m);
    await exp("run -q -S lr=2");
    assert.match((await dvc("exp show --csv --sort-by acc", { code: 255 })).stderr, /Unknown sort column 'acc'/);
  },
);

scenario("a table of no columns is nothing", async ({ repo, exp, dvc }) => {
  repo.write({ "params.yaml": "lr: 1\n", "dvc.yaml": "stages:\n  a:\n    cmd: 'true'\n    params: [lr]\n" });
  await repo.commit("one");

  for (const run of [exp, (line: string) => dvc(`exp ${line}`)]) {
    assert.equal((await run("show --drop .+")).stdout, "");
    assert.equal((await run("show --csv --drop .+")).stdout, "\r\n");
  }
});

scenario("without a commit the table of experiments says why it is empty", async ({ exp, dvc, git }) => {
  await git("init -q -b main");
  await exp("init -q");

  assert.match((await exp("show")).stdout, /no commit yet that an experiment could start from/);
  assert.doesNotMatch((await dvc("exp show")).stdout, /no commit yet/);
}, { bare: true });

scenario("where nothing differs that is said, but for programs, and as DVC says it: not at all", async (at) => {
  const { repo, exp, dvc } = at;
  repo.write({
    "dvc.yaml": "stages:\n  one:\n    cmd: echo '{\"acc\":1}' > m.json\n    params: [lr]\n" +
      "    metrics: [m.json: {cache: false}]\n",
    "empty.yaml": "{}\n",
    "params.yaml": "lr: 1\n",
  });
  await exp("repro -q");
  await repo.commit("a pipeline");
  const both = "between HEAD and workspace\n";

  for (
    const [line, told] of [
      ["diff", `no metrics or parameters differ ${both}`],
      ["metrics diff", `no metrics differ ${both}`],
      ["params diff --md", `no parameters differ ${both}`],
      ["params diff HEAD main", "no parameters differ between HEAD and main\n"],
      ["data diff", `no data differ ${both}`],
      ["params diff --all --targets empty.yaml", "there are no parameters in HEAD and workspace\n"],
    ] as const
  ) {
    const { stdout, stderr } = await exp(line);
    assert.deepEqual([stdout, stderr], ["", told], line);
  }
  for (const line of ["diff --json", "metrics diff --json", "params diff --json", "data diff --json", "diff -q"]) {
    assert.equal((await exp(line)).stderr, "", line);
  }
  for (const line of ["exp diff", "metrics diff", "params diff", "diff"]) {
    assert.equal((await dvc(line)).stderr, "", line);
  }
  assert.match((await exp("params diff --all")).stdout, /^params\.yaml +lr +1 +1/m);
});

scenario("without a commit lists are empty, and what compares with one says that there is none", async (at) => {
  const { exp, dvc, git } = at;
  await git("init -q -b main");
  await exp("init -q");

  for (const line of ["ls", "ls -A", "ls --json", "show --json", "status", "dag", "data status", "queue status"]) {
    await exp(line);
  }
  const listed = await exp("ls");
  assert.deepEqual([listed.stdout, listed.stderr.split("\n").length], ["", 2]);
  assert.match(listed.stderr, /^no commit yet/);
  assert.deepEqual(JSON.parse((await exp("ls --json")).stdout), { schema: 1, baselines: [] });
  for (const line of ["diff", "params diff", "metrics diff", "data diff"]) {
    const { stdout, stderr } = await exp(line, { code: 2 });
    assert.equal(stdout, "");
    assert.equal(stderr, "error: the Git repository has no commit yet\nhint: git add -A && git commit\n");
  }
  assert.match((await dvc("exp list", { code: 255 })).stderr, /unknown Git revision 'HEAD'/);
}, { bare: true });

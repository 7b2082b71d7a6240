import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { DEFAULT_CHOICES, type Entry } from "../../src/entries/request.ts";
import { OWNER_FILE } from "../../src/records/leftovers.ts";
import { queueExperiments, runNow } from "../../src/executors/mod.ts";
import { openGit } from "../../src/git/mod.ts";
import type { Command } from "../../src/host/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";
import { slowCopies } from "../support/slow_copy.ts";

const SILENT = { stages: { output: "events" as const } };
const inPlace = { ...SILENT, temp: false };
const inTemp = { ...SILENT, temp: true };
const kind = (expected: string) => (error: unknown) => error instanceof ExpError && error.kind === expected;

const changesOf = (repo: ExpRepo, rev: string) =>
  repo.run("diff-tree", "-r", "--name-status", "HEAD", rev).replaceAll("\t", " ").split("\n").filter((x) => x !== "");

/** What no run may change. */
const untouched = (repo: ExpRepo) => ({
  head: repo.read(".git/HEAD"),
  index: [...Deno.readFileSync(`${repo.root}/.git/index`)].join(),
  stash: repo.run("for-each-ref", "refs/stash", "refs/heads"),
});

Deno.test("who ends it while earlier data comes back is heard, and what lies there stays", async () => {
  using repo = await makeProject();
  repo.write("train.sh", `${repo.read("train.sh")}truncate -s 41943040 model.txt\n`);
  await runNow(repo.repo, repo.git, request({ name: "e1" }), inPlace, repo.emit);
  repo.write("model.txt", "mine\n");
  const over = new AbortController();
  const slow = await openRepo({ ...repo.host, fs: slowCopies(repo.host.fs, () => over.abort()) }, { cwd: repo.root });

  const ended = runNow(
    slow,
    repo.git,
    request({ name: "e2" }),
    { ...inPlace, endable: (_, work) => work(over.signal) },
    repo.emit,
  );

  await assert.rejects(ended, { name: "AbortError" });
  assert.equal(repo.read("model.txt"), "mine\n");
});

Deno.test("a workspace run makes one commit of what changed, and leaves HEAD, index and stash as they were", async () => {
  using repo = await makeProject();
  repo.write("staged.txt", "s\n");
  repo.run("add", "staged.txt");
  repo.write("loose.txt", "l\n");
  const before = untouched(repo);

  const done = await runNow(repo.repo, repo.git, request({ name: "e1", params: ["lr=0.2"] }), inPlace, repo.emit);

  const [rev] = [...done.keys()] as [string];
  assert.deepEqual([...done.values()], ["e1"]);
  assert.deepEqual(changesOf(repo, rev), ["A dvc.lock", "A metrics.json", "M params.yaml", "A staged.txt"]);
  assert.equal(repo.run("show", "-s", "--format=%P", rev), repo.run("rev-parse", "HEAD"));
  assert.deepEqual(untouched(repo), before);
  assert.equal(repo.read("params.yaml"), "# how fast\nlr: 0.2\n");
});

Deno.test("a run with nothing to do starts fewer than 12 processes", async () => {
  using repo = await makeProject();
  await runNow(repo.repo, repo.git, request({ name: "e1" }), inPlace, repo.emit);
  repo.commit("trained");
  const before = repo.host.processes.started;

  const done = await runNow(repo.repo, repo.git, request({ name: "e2" }), inPlace, repo.emit);

  assert.equal(repo.host.processes.started - before < 12, true, String(repo.host.processes.started - before));
  assert.deepEqual(changesOf(repo, [...done.keys()][0] as string), []);
  assert.equal(
    repo.run("show", "-s", "--format=%s", [...done.keys()][0] as string),
    "dvc: commit experiment 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
  );
});

Deno.test("before a workspace run, outputs that are missing or were changed by hand come back from the cache", async () => {
  using repo = await makeProject();
  await runNow(repo.repo, repo.git, request({ name: "e1" }), inPlace, repo.emit);
  repo.commit("trained");
  for (const spoil of [() => repo.write("model.txt", "by hand\n"), () => Deno.removeSync(`${repo.root}/model.txt`)]) {
    spoil();
    repo.events.length = 0;

    await runNow(repo.repo, repo.git, request(), inPlace, repo.emit);

    assert.equal(repo.read("model.txt"), "model 0.1\n");
    assert.deepEqual(repo.events.filter(({ kind }) => /^stage-(running|restored)$/.test(kind)), []);
  }
});

Deno.test("a parameters file that git ignores is edited in a workspace run, and no part of the experiment", async () => {
  using repo = await makeProject({ ".gitignore": "/model.txt\n/local.yaml\n" });
  repo.write("local.yaml", "a: 1\n");

  const done = await runNow(repo.repo, repo.git, request({ params: ["local.yaml:a=2"] }), inPlace, repo.emit);

  assert.equal(repo.read("local.yaml"), "a: 2\n");
  assert.deepEqual(changesOf(repo, [...done.keys()][0] as string), ["A dvc.lock", "A metrics.json"]);
});

Deno.test("what a stage wrote before its failure was ignored is no result", async () => {
  using repo = await makeProject({ "train.sh": "echo '{}' > metrics.json; exit 3\n" });
  const choices = { ...DEFAULT_CHOICES, onError: "ignore" as const };

  const done = await runNow(repo.repo, repo.git, request({ choices }), inPlace, repo.emit);

  assert.deepEqual(changesOf(repo, [...done.keys()][0] as string), []);
});

Deno.test("a temporary run leaves the workspace alone and nothing behind", async () => {
  using repo = await makeProject();
  repo.write("train.sh", repo.read("train.sh") + "# changed\n");
  const before = { ...untouched(repo), status: repo.run("status", "--porcelain"), params: repo.read("params.yaml") };

  const done = await runNow(repo.repo, repo.git, request({ name: "t1", params: ["lr=0.3"] }), inTemp, repo.emit);

  const [rev] = [...done.keys()] as [string];
  assert.deepEqual(changesOf(repo, rev), ["A dvc.lock", "A metrics.json", "M params.yaml", "M train.sh"]);
  assert.equal(repo.run("show", `${rev}:metrics.json`), '{"acc": 0.3}');
  assert.deepEqual(
    { ...untouched(repo), status: repo.run("status", "--porcelain"), params: repo.read("params.yaml") },
    before,
  );
  assert.deepEqual([...Deno.readDirSync(`${repo.root}/.dvc/tmp/exps/standalone`)].map((e) => e.name), ["run"]);
  assert.equal(repo.run("fsck", "--no-dangling"), "");
});

Deno.test("workspace and temporary runs of the same thing have the same tree and message", async () => {
  using repo = await makeProject();
  const temp = await runNow(repo.repo, repo.git, request({ name: "a", params: ["lr=5"] }), inTemp, repo.emit);
  const here = await runNow(repo.repo, repo.git, request({ name: "b", params: ["lr=5"] }), inPlace, repo.emit);

  const facts = (rev: string | undefined) => repo.run("show", "-s", "--format=%T %s", rev as string);
  assert.equal(facts([...temp.keys()][0]), facts([...here.keys()][0]));
  assert.notEqual([...temp.keys()][0], [...here.keys()][0]);
});

Deno.test("a stage that fails in a checkout makes no experiment, and the checkout is removed", async () => {
  using repo = await makeProject({ "train.sh": "exit 3\n" });

  await assert.rejects(
    () => runNow(repo.repo, repo.git, request({ name: "t1" }), inTemp, repo.emit),
    kind("stage-failed"),
  );

  assert.deepEqual(repo.git.refs("refs/exps"), []);
  assert.deepEqual([...Deno.readDirSync(`${repo.root}/.dvc/tmp/exps/standalone`)].map((e) => e.name), ["run"]);
});

Deno.test("a taken name is refused before parameters are edited or anything runs", async () => {
  using repo = await makeProject();
  await runNow(repo.repo, repo.git, request({ name: "e1" }), inTemp, repo.emit);
  repo.events.length = 0;

  for (const options of [inPlace, inTemp]) {
    await assert.rejects(
      () => runNow(repo.repo, repo.git, request({ name: "e1", params: ["lr=9"] }), options, repo.emit),
      kind("exists"),
    );
  }

  assert.deepEqual(repo.events, []);
  assert.equal(repo.run("status", "--porcelain"), "");
});

Deno.test("a parameters file that git ignores travels with a temporary run and stays as it is here", async () => {
  using repo = await makeProject({
    ".gitignore": "/model.txt\n/secret.yaml\n",
    "train.sh": "cp secret.yaml metrics.json\n:>model.txt\n",
  });
  repo.write("secret.yaml", "k: 1\n");

  const done = await runNow(
    repo.repo,
    repo.git,
    request({ name: "t1", params: ["secret.yaml:k=2"] }),
    inTemp,
    repo.emit,
  );

  assert.equal(repo.read("secret.yaml"), "k: 1\n");
  assert.equal(repo.run("show", `${[...done.keys()][0]}:metrics.json`), "k: 2");
});

Deno.test("objects that a stage's own git commands made survive the checkout", async () => {
  using repo = await makeProject({
    "train.sh": "echo made > made.txt; git add made.txt; echo m > model.txt; echo '{}' > metrics.json\n",
  });

  const done = await runNow(repo.repo, repo.git, request({ name: "t1" }), inTemp, repo.emit);

  assert.equal(repo.run("show", `${[...done.keys()][0]}:made.txt`), "made");
  assert.equal(repo.run("fsck", "--no-dangling"), "");
});

Deno.test("in the middle of a merge nothing starts", async () => {
  using repo = await makeProject();
  repo.run("checkout", "-q", "-b", "other");
  repo.write("params.yaml", "lr: 5\n");
  repo.commit("theirs");
  repo.run("checkout", "-q", "main");
  repo.write("params.yaml", "lr: 6\n");
  repo.commit("ours");
  assert.throws(() => repo.run("merge", "-q", "other"));

  await assert.rejects(
    () => runNow(repo.repo, repo.git, request({ name: "e1" }), inPlace, repo.emit),
    kind("conflict"),
  );

  assert.deepEqual(repo.events, []);
});

Deno.test("a dry run with edits changes neither the workspace nor any ref", async () => {
  using repo = await makeProject();
  const dry = request({ params: ["lr=2"], choices: { ...DEFAULT_CHOICES, dry: true } });

  assert.equal((await runNow(repo.repo, repo.git, dry, inPlace, repo.emit)).size, 0);

  assert.equal(repo.run("status", "--porcelain"), "");
  assert.deepEqual(repo.git.refs("refs/exps"), []);
});

const TEMPLATED = "stages:\n  t: {cmd: 'echo ${x} > o', outs: [{o: {cache: false}}]}\n";

for (const [where, options] of [["here", inPlace], ["in a checkout", inTemp]] as const) {
  Deno.test(`${where} an override may give what a template needs`, async () => {
    using repo = await makeProject({ "dvc.yaml": TEMPLATED });

    const done = await runNow(repo.repo, repo.git, request({ name: "t1", params: ["+x=7"] }), options, repo.emit);

    assert.equal(repo.run("show", `${[...done.keys()][0]}:o`), "7");
  });

  Deno.test(`${where} a pipeline that cannot be read with the override is refused before the file is edited`, async () => {
    for (
      const files of [{ "dvc.yaml": TEMPLATED }, { "dvc.yaml": "stages:\n  t: {paras: 1}\n" }, { "dvc.lock": "a: 1\n" }]
    ) {
      using repo = await makeProject(files);

      const run = runNow(repo.repo, repo.git, request({ params: ["+y=7"] }), options, repo.emit);

      await assert.rejects(run, kind("invalid-file"));
      assert.equal(repo.run("status", "--porcelain"), "");
      assert.deepEqual(repo.git.refs("refs/exps"), []);
    }
  });
}

Deno.test("each point of a sweep must make a pipeline that can be read, or none is queued", async () => {
  const queue = { reserved: () => new Set<string>(), put: (entries: readonly Entry[]) => entries };
  const put = (project: ExpRepo, sweep: string) =>
    queueExperiments(project.repo, project.git, request({ params: [sweep] }), queue, project.emit);
  using project = await makeProject({ "dvc.yaml": "stages:\n  t: {foreach: '${names}', do: {cmd: 'echo ${item}'}}\n" });

  assert.equal((await put(project, "+names=[a],[b,c]")).length, 2);
  await assert.rejects(() => put(project, "+names=[a],b"), kind("invalid-file"));
});

Deno.test("what is marked by a process that died is swept by the next run, another's and another machine's is not", async () => {
  using repo = await makeProject();
  const folder = `${repo.root}/.dvc/tmp/exps/standalone`;
  repo.write(`.dvc/tmp/exps/standalone/tmpdead0000/.git/${OWNER_FILE}`, "999999999");
  repo.write(`.dvc/tmp/exps/standalone/tmplive0000/.git/${OWNER_FILE}`, String(Deno.pid));
  repo.write(`.dvc/tmp/exps/standalone/tmpdead0001/.git/${OWNER_FILE}`, `999999999@${Deno.hostname()}\n`);
  repo.write(`.dvc/tmp/exps/standalone/tmpfar00000/.git/${OWNER_FILE}`, "999999999@elsewhere\n");
  repo.write(".dvc/tmp/exps/edit-999999999@elsewhere-abcdefgh/params.yaml", "lr: 1\n");
  repo.write(`.dvc/tmp/exps/edit-999999999@${Deno.hostname()}-abcdefgh/params.yaml`, "lr: 1\n");

  await runNow(repo.repo, repo.git, request({ name: "t1" }), inTemp, repo.emit);

  const namesIn = (path: string) => [...Deno.readDirSync(path)].map((e) => e.name).sort();
  assert.deepEqual(namesIn(folder), ["run", "tmpfar00000", "tmplive0000"]);
  assert.deepEqual(namesIn(`${folder}/..`).filter((name) => name.startsWith("edit-")), [
    "edit-999999999@elsewhere-abcdefgh",
  ]);
});

Deno.test("a checkout that somebody deletes, before whatever git command, is told as what happened", async () => {
  for (let before = 1, isThere = true; isThere; before++) {
    using project = await makeProject();
    const { host } = project;
    let seen = 0;
    const runSync = (command: Command) => {
      if (command.cwd.includes("/.dvc/tmp/exps/") && ++seen === before) host.fs.removeTree(command.cwd);
      return host.processes.runSync(command);
    };
    const watched = await openRepo({ ...host, processes: { ...host.processes, runSync } }, { cwd: project.root });
    const run = runNow(watched, openGit(watched), request({ name: "t1" }), inTemp, project.emit);

    const failure = await run.then(() => undefined, (error: unknown) => error);

    isThere = seen >= before;
    assert.equal(failure instanceof ExpError ? failure.kind : failure, isThere ? "interrupted" : undefined);
    assert.equal(project.git.refs("refs/exps").length, isThere ? 0 : 1);
    assert.equal(before > 2 || isThere, true, "the checkout needs git");
  }
});

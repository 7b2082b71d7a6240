import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { DVC_RULES } from "../../src/common/rules.ts";
import type { Endable } from "../../src/data/mod.ts";
import { DEFAULT_CHOICES } from "../../src/entries/request.ts";
import { runNow } from "../../src/executors/mod.ts";
import { applyExperiment } from "../../src/experiments/apply.ts";
import { saveExperiment } from "../../src/experiments/save_experiment.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";
import { readTreeOf } from "../support/folder_repo.ts";
import { slowCopies } from "../support/slow_copy.ts";

const inTemp = { stages: { output: "events" as const }, temp: true };
const kind = (expected: string) => (error: unknown) => error instanceof ExpError && error.kind === expected;

async function withExperiment(): Promise<ExpRepo> {
  const repo = await makeProject();
  await runNow(repo.repo, repo.git, request({ name: "e1", params: ["lr=0.2"] }), inTemp, repo.emit);
  return repo;
}

Deno.test("applying makes the work tree the experiment's, stages nothing, keeps HEAD", async () => {
  using repo = await withExperiment();

  await applyExperiment(repo.repo, repo.git, "e1", {});

  assert.equal(repo.run("status", "--porcelain"), " M params.yaml\n?? dvc.lock\n?? metrics.json");
  assert.equal(repo.read("model.txt"), "model 0.2\n");
});

Deno.test("who ends it while a large file is copied finds all as it was, and can do it again", async () => {
  using repo = await makeProject();
  repo.write("train.sh", `${repo.read("train.sh")}truncate -s 41943040 model.txt\n`);
  repo.run("commit", "-qam", "large");
  await runNow(repo.repo, repo.git, request({ name: "e1", params: ["lr=0.2"] }), inTemp, repo.emit);
  repo.write("model.txt", "mine\n");
  const before = repo.run("status", "--porcelain");
  const over = new AbortController();
  const endable: Endable = (_, work) => work(over.signal);
  const host = { ...repo.host, fs: slowCopies(repo.host.fs, () => over.abort()) };

  const ended = applyExperiment(await openRepo(host, { cwd: repo.root }), repo.git, "e1", { endable });

  await assert.rejects(ended, { name: "AbortError" });
  assert.equal(repo.run("status", "--porcelain"), before);
  assert.equal(repo.read("model.txt"), "mine\n");
  assert.throws(() => repo.run("rev-parse", "--verify", "-q", "refs/exps/apply/stash"));
  await applyExperiment(repo.repo, repo.git, "e1", { endable: (_, work) => work(new AbortController().signal) });
  assert.equal(Deno.statSync(`${repo.root}/model.txt`).size, 41943040);
});

Deno.test("changes that no experiment has are not given up unasked", async () => {
  using repo = await withExperiment();
  repo.write("params.yaml", "lr: 77\n");

  await assert.rejects(
    () => applyExperiment(repo.repo, repo.git, "e1", {}),
    kind("conflict"),
  );

  assert.equal(repo.run("status", "--porcelain"), " M params.yaml");
  assert.equal(repo.read("params.yaml"), "lr: 77\n");
});

Deno.test("by DVC's rules changes are kept in a stash commit without being asked for", async () => {
  using repo = await withExperiment();
  repo.write("params.yaml", "lr: 77\n");

  await applyExperiment({ ...repo.repo, rules: DVC_RULES }, repo.git, "e1", {});

  assert.equal(repo.run("show", "refs/exps/apply/stash:params.yaml"), "lr: 77");
  assert.equal(repo.read("params.yaml"), "# how fast\nlr: 0.2\n");
});

Deno.test("an output that the experiment never made is a warning, and by DVC's rules an error when all else is done", async () => {
  using repo = await makeProject();
  repo.write("dvc.yaml", `${repo.read("dvc.yaml")}  later:\n    cmd: touch later.txt\n    outs: [later.txt]\n`);
  repo.run("commit", "-qam", "a stage more");
  const first = DEFAULT_CHOICES;
  await runNow(
    repo.repo,
    repo.git,
    request({ name: "e1", params: ["lr=0.2"], choices: { ...first, targets: ["train"] } }),
    inTemp,
    repo.emit,
  );

  await applyExperiment(repo.repo, repo.git, "e1", {}, repo.emit);
  const told = repo.events.filter((event) => event.kind === "warning").map((event) => JSON.stringify(event));
  repo.run("checkout", "-q", ".");
  const asDvc = applyExperiment({ ...repo.repo, rules: DVC_RULES }, repo.git, "e1", {});

  assert.match(told.join(), /'e1' never made later.txt/);
  await assert.rejects(asDvc, kind("missing-data"));
  assert.equal(repo.read("params.yaml"), "# how fast\nlr: 0.2\n");
});

Deno.test("one experiment after another can be applied", async () => {
  using repo = await withExperiment();
  await runNow(repo.repo, repo.git, request({ name: "e2", params: ["lr=0.3"] }), inTemp, repo.emit);

  await applyExperiment(repo.repo, repo.git, "e1", {});
  await applyExperiment(repo.repo, repo.git, "e2", {});

  assert.equal(repo.read("model.txt"), "model 0.3\n");
});

Deno.test("given-up changes, untracked files too, are kept in a stash commit", async () => {
  using repo = await withExperiment();
  repo.write("params.yaml", "lr: 77\n");
  repo.write("metrics.json", "mine\n");
  repo.write("other.txt", "o\n");

  await applyExperiment(repo.repo, repo.git, "e1", { force: true });

  const stash = "refs/exps/apply/stash";
  assert.equal(repo.run("show", `${stash}:params.yaml`), "lr: 77");
  assert.equal(repo.run("ls-tree", "-r", "--name-only", `${stash}^3`), "metrics.json\nother.txt");
  assert.equal(repo.read("metrics.json"), '{"acc": 0.2}\n');
  assert.equal(repo.read("other.txt"), "o\n");
});

Deno.test("when data is missing from the cache, nothing is changed", async () => {
  using repo = await withExperiment();
  repo.write("params.yaml", "lr: 77\n");
  Deno.removeSync(`${repo.root}/.dvc/cache/files`, { recursive: true });

  await assert.rejects(
    () => applyExperiment(repo.repo, repo.git, "e1", { force: true }),
    kind("missing-data"),
  );

  assert.equal(repo.run("status", "--porcelain"), " M params.yaml");
  assert.deepEqual(repo.git.refs("refs/exps/apply"), [], "nothing was put away, for nothing was to be lost");
});

Deno.test("a failure half-way puts every file back", async () => {
  using repo = await withExperiment();
  repo.write("params.yaml", "lr: 77\n");
  repo.write("other.txt", "o\n");
  const before = readTreeOf(repo.root);

  await assert.rejects(
    () =>
      applyExperiment(repo.repo, repo.git, "e1", { force: true }, (event) => {
        assert.equal(repo.read("params.yaml"), "# how fast\nlr: 0.2\n", "it is half-way");
        throw new Error(event.kind);
      }),
    /checkout/,
  );

  const { "model.txt": _data, ...files } = readTreeOf(repo.root);
  assert.deepEqual(files, before);
});

Deno.test("saving takes the workspace's outs into cache and dvc.lock, and only asked-for untracked files", async () => {
  using repo = await makeProject();
  repo.write("model.txt", "by hand\n");
  repo.write("metrics.json", "{}\n");
  repo.write("a.txt", "a\n");
  repo.write("b.txt", "b\n");

  const { ref } = await saveExperiment(
    repo.repo,
    repo.git,
    { targets: [], name: "s1", includeUntracked: ["a.txt"] },
    repo.emit,
  );

  assert.equal(
    repo.run("diff-tree", "-r", "--name-only", "HEAD", ref),
    ".dvc/tmp/repro.dat\na.txt\ndvc.lock",
  );
  assert.deepEqual(repo.events.filter((e) => e.kind === "warning").length, 1);
  assert.equal(repo.host.fs.exists(`${repo.root}/.dvc/tmp/repro.dat`), false);
});

Deno.test("saving as DVC leaves out a dvc.lock that the save itself makes, and passes over paths that are not there", async () => {
  using repo = await makeProject();
  repo.write("model.txt", "by hand\n");
  repo.write("metrics.json", "{}\n");
  const here = { ...repo.repo, rules: DVC_RULES };
  const save = (name: string) =>
    saveExperiment(here, repo.git, { targets: [], name, includeUntracked: ["nope"] }, repo.emit);
  const filesOf = (ref: string) => repo.run("diff-tree", "-r", "--name-only", "HEAD", ref).split("\n");

  assert.deepEqual(filesOf((await save("s1")).ref), [".dvc/tmp/repro.dat"]);
  assert.deepEqual(filesOf((await save("s2")).ref), [".dvc/tmp/repro.dat", "dvc.lock"]);
});

Deno.test("data of a commit without dvc.lock is judged by the untracked one that stays", async () => {
  using repo = await makeProject();
  await runNow(
    repo.repo,
    repo.git,
    request({ name: "e1", params: ["lr=0.2"] }),
    { ...inTemp, temp: false },
    repo.emit,
  );

  await applyExperiment(repo.repo, repo.git, "main", { force: true });

  assert.equal(repo.read("params.yaml"), "# how fast\nlr: 0.1\n");
  assert.equal(repo.read("model.txt"), "model 0.2\n");
});

Deno.test("saving with an out missing fails and makes no experiment", async () => {
  using repo = await makeProject();

  await assert.rejects(() => saveExperiment(repo.repo, repo.git, { targets: [] }, repo.emit));

  assert.deepEqual(repo.git.refs("refs/exps"), []);
});

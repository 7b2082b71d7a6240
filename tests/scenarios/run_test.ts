import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { countRuns, PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { scenario } from "../support/scenario.ts";

scenario("a run is an experiment; what did not change is skipped; -S changes one parameter", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");

  await exp("run -n first");
  assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 1 });

  await exp("run");
  assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 1 });

  await exp("run -n faster -S lr=0.9");
  assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 2 });
  assert.ok((await repo.experiments()).includes("faster"));
  assert.equal(await repo.readOf("faster", "params.yaml"), "lr: 0.9  # how fast\n");
  assert.match(await repo.readOf("faster", "metrics.json"), /0\.9/);
});

scenario("a run touches neither HEAD nor the index nor the branch", async ({ repo, exp, git }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  repo.write({ "notes.txt": "mine\n" });
  await git("add notes.txt");
  const before = [(await git("rev-parse HEAD main")).stdout, (await git("ls-files -s")).stdout];

  await exp("run -n first -S lr=0.3");

  assert.deepEqual([(await git("rev-parse HEAD main")).stdout, (await git("ls-files -s")).stdout], before);
  assert.equal((await git("symbolic-ref HEAD")).stdout, "refs/heads/main\n");
  assert.equal((await git("stash list")).stdout, "");
});

scenario("a failing stage is named, leaves no experiment and nothing untrue in the lock", async ({ repo, exp }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, "train.sh": "echo it broke >&2; exit 3\n" });
  await repo.commit("a pipeline that fails");

  const { stderr } = await exp("run -n broken", { code: 1 });

  assert.match(stderr, /it broke[^]*train/);
  assert.deepEqual(await repo.experiments(), []);
  assert.doesNotMatch(repo.has("dvc.lock") ? repo.read("dvc.lock") : "", /train:/);
});

scenario("apply brings an experiment back, remove forgets it", async ({ repo, exp, git }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n slow");
  await exp("run -n fast -S lr=0.9");
  await git("checkout -q -- params.yaml");

  await exp("apply slow");
  assert.match(repo.read("model.txt"), /lr 0\.1/);

  await exp("remove fast");
  assert.deepEqual(await repo.experiments(), ["slow"]);
});

scenario("show tells parameters and metrics of each experiment, as a table and as JSON", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n fast -S lr=0.9");

  assert.match((await exp("show")).stdout, /fast[^\n]*0\.9/);
  assert.ok(JSON.stringify(JSON.parse((await exp("show --json")).stdout)).includes("fast"));
});

scenario("the example is a project that runs", async ({ repo, exp }) => {
  await exp("init --example");
  await exp("run -n first");
  const first = repo.read("metrics.json");

  await exp("run -n second -S lr=0.5");

  assert.notEqual(repo.read("metrics.json"), first);
  assert.deepEqual(await repo.experiments(), ["first", "second"]);
}, { bare: true });

scenario("a run with nothing changed starts fewer than 12 processes", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");
  // every git and sh that is started leaves a line; Deno keeps programs that it may run from being written, and with
  // them the temporary folder that they lie in
  const log = `${repo.around}/git.log`;
  writeProgram(`${repo.around}/bin/git`, `#!/bin/sh\necho "git $*" >> '${log}'\nexec /usr/bin/git "$@"\n`);
  writeProgram(`${repo.around}/bin/sh`, `#!/bin/sh\necho "sh" >> '${log}'\nexec /bin/sh "$@"\n`);
  await sh(`rm -f ${log}`);

  Deno.mkdirSync(`${repo.around}/tmp`);

  await exp("run", { env: { TMPDIR: `${repo.around}/tmp` } });

  const started = Deno.readTextFileSync(log).trim().split("\n");
  assert.ok(started.length < 12, `${started.length} started:\n${started.join("\n")}`);
});

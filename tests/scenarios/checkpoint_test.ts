import assert from "node:assert/strict";
import { SIGNAL_FILE, training } from "../support/checkpoint_project.ts";
import { processesIn } from "../support/command.ts";
import { type Scenario, scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

/** `step` in metrics.json at each commit of an experiment, newest first. */
async function steps({ git }: Scenario, name: string): Promise<string[]> {
  const refs = (await git(["for-each-ref", "--format=%(refname)", "refs/exps"])).stdout.split("\n");
  const ref = refs.find((each) => each.endsWith(`/${name}`));
  assert.ok(ref, `there is no experiment ${name}: ${refs.join(" ")}`);
  const revs = (await git(["rev-list", "--first-parent", ref, "^HEAD"])).stdout.trim().split("\n");
  const found: string[] = [];
  for (const rev of revs) found.push(JSON.parse((await git(["show", `${rev}:metrics.json`])).stdout).step);
  return found.map(String);
}

async function begin({ repo }: Scenario, files: Record<string, string>): Promise<void> {
  repo.write(files);
  await repo.commit("a training");
}

scenario("each checkpoint is a commit with the metrics of its moment; show lists them", async (journey) => {
  await begin(journey, training(3));

  await journey.exp("run -n long");

  assert.deepEqual(await steps(journey, "long"), ["3", "2", "1"]);
  const shown = JSON.parse((await journey.exp("show --json")).stdout);
  const [{ revs }] = shown[1].experiments;
  assert.deepEqual(
    revs.map((rev: { data: { metrics: Record<string, { data: unknown }> } }) => rev.data.metrics["metrics.json"]?.data),
    [{ step: 3 }, { step: 2 }, { step: 1 }],
  );
});

scenario("DVC 2's signal file works unchanged", async (journey) => {
  await begin(journey, training(2, { ask: SIGNAL_FILE }));

  await journey.exp("run -n long");

  assert.deepEqual(await steps(journey, "long"), ["2", "1"]);
});

scenario("what is written after the last checkpoint gets a wrap-up", async (journey) => {
  await begin(journey, training(2, { after: 'echo 99 > model.txt; echo "{\\"step\\": 99}" > metrics.json' }));

  await journey.exp("run -n long");

  assert.deepEqual(await steps(journey, "long"), ["99", "2", "1"]);
});

scenario("run goes on from the last checkpoint; a changed parameter makes a new experiment", async (journey) => {
  await begin(journey, training(2));

  await journey.exp("run -n long");
  await journey.exp("run");
  assert.deepEqual(await steps(journey, "long"), ["4", "3", "2", "1"]);

  await journey.exp("run -n other -S lr=0.5");
  assert.deepEqual(await steps(journey, "other"), ["6", "5", "4", "3", "2", "1"]);
  assert.deepEqual(await steps(journey, "long"), ["4", "3", "2", "1"]);
});

scenario("an applied earlier checkpoint is gone on from in a branch, and nothing is lost", async (journey) => {
  await begin(journey, training(3));
  await journey.exp("run -n long");

  await journey.exp("apply long~2");
  assert.equal(journey.repo.read("model.txt"), "1\n");
  await journey.exp("run -n branch");

  assert.deepEqual(await steps(journey, "branch"), ["4", "3", "2", "1"]);
  assert.deepEqual(await steps(journey, "long"), ["3", "2", "1"]);
});

scenario("--reset starts over, and so does a queued run, unless --rev names a checkpoint", async (journey) => {
  await begin(journey, training(2));
  await journey.exp("run -n long");

  await journey.exp("run --reset -n fresh");
  assert.deepEqual(await steps(journey, "fresh"), ["2", "1"]);

  await journey.exp("run --queue -n queued");
  await journey.exp("run --queue --rev long -S lr=0.7 -n further");
  await journey.exp("run --run-all");
  assert.deepEqual(await steps(journey, "queued"), ["2", "1"]);
  assert.deepEqual(await steps(journey, "further"), ["4", "3", "2", "1"]);

  await journey.exp("run --temp --rev further");
  assert.deepEqual(await steps(journey, "further"), ["6", "5", "4", "3", "2", "1"]);
});

scenario("a failing stage keeps its checkpoints; the next run goes on from the cached outs", async (journey) => {
  await begin(journey, training(2, { after: "echo 99 > model.txt; [ $n -ge 4 ] || exit 3" }));

  const { stderr } = await journey.exp("run -n long", { code: 1 });
  assert.match(stderr, /2 checkpoints are kept in 'long'/);
  assert.deepEqual(await steps(journey, "long"), ["2", "1"]);

  await journey.exp("run");
  assert.deepEqual((await steps(journey, "long")).slice(-4), ["4", "3", "2", "1"]);
});

for (const victim of ["exp", "the stage"]) {
  scenario(`kill -9 of ${victim} costs what came after the last checkpoint only`, async (journey) => {
    const pid = `$(sed 's/.*"pid": \\([0-9]*\\).*/\\1/' .dvc/tmp/exps/run/workspace/workspace.json)`;
    const kill = victim === "exp" ? `kill -9 ${pid}` : "kill -9 $$";
    const after = `[ $n -ge 4 ] || { echo 77 > model.txt; echo '{"step": 77}' > metrics.json; ${kill}; sleep 1; }`;
    await begin(journey, training(2, { after }));

    const killed = await journey.exp("run -n long", { code: "any" });
    assert.equal(killed.signal ?? killed.code, victim === "exp" ? "SIGKILL" : 1);
    assert.deepEqual(await steps(journey, "long"), ["2", "1"]);

    await journey.exp("run");
    assert.deepEqual(await steps(journey, "long"), ["4", "3", "2", "1"]);
    assert.equal(journey.repo.read("model.txt"), "4\n");
    assert.equal((await journey.git("fsck --no-dangling")).stderr, "");
  });
}

scenario("Ctrl-C keeps the checkpoints", async (journey) => {
  await begin(journey, training(2, { after: "[ $n -ge 4 ] || { kill -INT 0; sleep 5; }" }));

  await journey.exp("run -n long", { code: "any" });
  assert.deepEqual(await steps(journey, "long"), ["2", "1"]);

  await journey.exp("run");
  assert.deepEqual(await steps(journey, "long"), ["4", "3", "2", "1"]);
});

scenario("squash thins, keeps the last as it was, and gc keeps what is left", async (journey) => {
  await begin(journey, training(6));
  await journey.exp("run -n long");

  await journey.exp("squash long --every 2");
  assert.deepEqual(await steps(journey, "long"), ["6", "4", "2"]);
  await journey.exp("gc --workspace -f");
  await journey.exp("apply long~1");
  assert.equal(journey.repo.read("model.txt"), "4\n");
});

scenario("outside of a run exp checkpoint is an error; in exp repro it is passed over", async (journey) => {
  await begin(journey, training(2));

  const { stderr } = await journey.exp("checkpoint", { code: 2 });
  assert.match(stderr, /no run is here/);
  await journey.exp("repro", { code: "any" });
  assert.equal(journey.repo.read("model.txt"), "2\n");
});

scenario("a queued run that is killed goes on from its checkpoints when it is drained again", async (journey) => {
  const kill = "until [ -s ../drain.pid ]; do sleep 0.02; done; kill -9 $(cat ../drain.pid); sleep 2; exit 9";
  await begin(journey, training(2, { after: `[ $n -ge 4 ] || { echo 77 > model.txt; ${kill}; }` }));
  journey.repo.write({
    "train.sh": journey.repo.read("train.sh").replaceAll("../drain.pid", `${journey.repo.around}/drain.pid`),
  });
  await journey.repo.commit("where the drain's pid is");
  await journey.exp("run --queue -n long");

  await journey.sh("exp queue drain & echo $! > ../drain.pid; wait $!", { code: "any" });
  assert.deepEqual(await steps(journey, "long"), ["2", "1"]);
  await journey.exp("queue drain");

  assert.deepEqual(await steps(journey, "long"), ["4", "3", "2", "1"]);
});

scenario("kill -9 of exp at any write of a run leaves whole checkpoints, and the next run goes on", async (journey) => {
  const { repo, exp, sh, git } = journey;
  await begin(journey, training(2, { ask: "env -u EXP_CRASH_AT exp checkpoint --metrics step=$n >/dev/null" }));
  await sh("cp -a ../repo ../start");
  const trace = `${repo.around}/trace`;
  await exp("run -n long", { env: { EXP_CRASH_TRACE: trace } });
  const pids = Deno.readTextFileSync(trace).trim().split("\n").map((line) => line.split(" ")[0]);
  const count = pids.filter((pid) => pid === pids[0]).length;
  const moments = [0.4, 0.6, 0.7, 0.9].map((part) => Math.max(1, Math.round(count * part)));

  let most = 0;
  for (const at of moments) {
    await until("the end of a stage that outlived its run", () => processesIn(repo.around).length === 0);
    await sh("find . -mindepth 1 -delete && cp -a ../start/. .");
    // the stage is not killed with the run: its own exp checkpoint is another process, which is told of no moment
    await sh("EXP_CRASH_AT=main:$AT exp run -n long", { env: { AT: String(at) }, code: 137 });
    await until("the end of a stage that outlives its run", () => processesIn(repo.around).length === 0);
    const left = repo.has("model.txt") ? Number(repo.read("model.txt")) : 0;
    const kept = repo.has(".git/refs/exps") && (await repo.experiments()).length > 0
      ? await steps(journey, "long")
      : [];
    most = Math.max(most, kept.length);
    await exp(kept.length === 0 ? "run -n long" : "run");
    const found = await steps(journey, "long");
    // without a checkpoint it begins with what lies there, as DVC's runs do
    const next = (kept.length === 0 ? left : kept.length) + 1;
    assert.deepEqual(found.slice(-kept.length - 1), [String(next), ...kept], `at ${at}: ${kept} then ${found}`);
    assert.equal((await git("fsck --no-dangling")).stderr, "", `at ${at}`);
  }
  assert.ok(most > 0, "none was killed behind a checkpoint");
});

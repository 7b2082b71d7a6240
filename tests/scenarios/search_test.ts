/** A search from its definition to its best trial, by one drain and by several, whatever happens to them. */
import assert from "node:assert/strict";
import { FakeSlurm } from "../support/fake_slurm/mod.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

/** Each run notes its parameters in `../ran`. `mode`: ok, fail, none (no metric), hollow (NaN), text, wait (for `../go`). */
const PROJECT = {
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [x, mode]
    metrics: [metrics.json: {cache: false}]
`,
  "params.yaml": "x: 0\nmode: ok\n",
  "train.sh": `x=$(sed -n 's/^x: //p' params.yaml) mode=$(sed -n 's/^mode: //p' params.yaml)
echo "$x $mode" >>"$DVC_ROOT/../ran"
case $mode in
  fail) exit 3 ;;
  none) echo '{"other": 1}' >metrics.json; exit ;;
  hollow) echo '{"loss": NaN}' >metrics.json; exit ;;
  text) echo '{"loss": "low"}' >metrics.json; exit ;;
  wait) : >"$DVC_ROOT/../waits"; until [ -e "$DVC_ROOT/../go" ]; do sleep 0.02; done ;;
esac
echo "{\\"loss\\": $x}" >metrics.json
`,
};

interface Shown {
  readonly state: string;
  readonly trials: number;
  readonly spent: string | null;
  readonly best: { experiment: string; value: number } | null;
  readonly history: readonly {
    trial: number;
    experiment: string;
    state: string;
    overrides: Record<string, string[]>;
    sameAs: string | null;
    value?: number;
    why?: string;
  }[];
}

async function shown({ exp }: Scenario, name: string): Promise<Shown> {
  return JSON.parse((await exp(`search show ${name} --json`)).stdout);
}

function ran({ repo }: Scenario): string[] {
  return Deno.readTextFileSync(`${repo.around}/ran`).trim().split("\n");
}

async function prepare({ repo }: Scenario): Promise<void> {
  repo.write(PROJECT);
  await repo.commit("a project");
}

const METRIC = "--metric metrics.json:loss";

scenario("a search runs as many trials as it is asked for, and names the best", async (journey) => {
  const { exp, repo, git } = journey;
  await prepare(journey);
  await exp(`search new s -S x=interval(0,1) ${METRIC} --trials 12`);
  repo.write({ "train.sh": "exit 9\n", "params.yaml": "x: 5\nmode: fail\n" });

  await exp("queue drain -j 3");

  const { state, history, best } = await shown(journey, "s");
  assert.equal(state, "done");
  assert.deepEqual(history.map(({ trial }) => trial), Array.from({ length: 12 }, (_, i) => i + 1));
  assert.deepEqual(new Set(history.map((trial) => trial.state)), new Set(["finished"]));
  const least = history.reduce((a, b) => a.value! <= b.value! ? a : b);
  assert.deepEqual(best, { experiment: least.experiment, value: least.value });
  assert.equal((await exp("search best s")).stdout, `${least.experiment}\n`);
  assert.equal(
    (await repo.readOf(least.experiment, "params.yaml")).split("\n")[0],
    least.overrides["params.yaml"]![0]!.replace("=", ": "),
  );
  assert.equal((await git("status --porcelain")).stdout, " M params.yaml\n M train.sh\n");
});

scenario("the same seed chooses the same points, another one others", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  for (const [name, seed] of [["a", 1], ["b", 1], ["c", 2]] as const) {
    await exp(`search new ${name} -S x=interval(0,1) ${METRIC} --trials 13 --seed ${seed} --direction maximize`);
  }

  await exp("queue drain");

  const points = async (name: string) => (await shown(journey, name)).history.map(({ overrides }) => overrides);
  const [a, b, c] = [await points("a"), await points("b"), await points("c")];
  assert.deepEqual(a, b);
  assert.notDeepEqual(a, c);
  assert.equal(ran(journey).length, 26); // what a has run, b takes from the run-cache
});

scenario("drains that share a search begin each trial once, though some are killed at any moment", async (journey) => {
  const { exp, sh } = journey;
  await prepare(journey);
  await exp(`search new s -S x=interval(0,1) ${METRIC} --trials 20`);

  for (let round = 1; round <= 4; round++) { // after five deaths a task is given up
    // dies between choosing, queueing and running, each time after more has been written
    await sh(`timeout -s KILL 0.${2 * round - 1} exp queue drain -j 2 & exp queue drain --max-tasks 1 & wait`, {
      code: "any",
    });
  }
  await sh("exp queue drain -j 2 & exp queue drain & exp queue drain & wait");

  const { history } = await shown(journey, "s");
  assert.deepEqual(history.map(({ trial }) => trial), Array.from({ length: 20 }, (_, i) => i + 1));
  assert.deepEqual(new Set(history.map(({ state }) => state)), new Set(["finished"]));
  const points = history.map(({ overrides }) => overrides["params.yaml"]![0]);
  assert.equal(new Set(points).size, 20);
  assert.equal((await exp("ls --json")).stdout.match(/"s-\d+"/g)?.length, 20);
});

scenario("a search whose drains are killed again and again chooses as one that nothing disturbs", async (journey) => {
  const { exp, sh } = journey;
  await prepare(journey);
  for (const name of ["calm", "killed"]) {
    await exp(`search new ${name} -S x=interval(0,1) ${METRIC} --trials 14 --seed 3`);
    if (name === "calm") {
      await exp("queue drain");
      continue;
    }
    let deaths = 0;
    // while it chooses, queues, begins a trial or writes its end down, among the first trials and among those that learn
    for (const step of [3, 10, 12, 13, 20, 29, 33, 60, 90, 150, 220]) {
      const { code } = await sh(`EXP_CRASH_AT=main:${step} exp queue drain`, { code: "any" });
      if (code === 128 + 9) deaths++;
    }
    assert.ok(deaths > 6, `${deaths}`);
    await exp("queue drain");
  }

  const told = async (name: string) =>
    (await shown(journey, name)).history.map(({ overrides, value }) => [overrides, value]);
  assert.deepEqual(await told("killed"), await told("calm"));
});

scenario("a trial that cannot be judged has failed, and says why", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  await exp(`search new s -S mode=fail,none,hollow,text,ok -S x=3 ${METRIC} --sampler grid --trials 9`);

  await exp("queue drain", { code: 1 });

  const { history, best, state, spent } = await shown(journey, "s");
  assert.deepEqual([state, spent], ["done", "space"]);
  assert.deepEqual(history.map(({ why }) => why), [
    "failed to reproduce 'train': failed to run: sh train.sh, exited with 3",
    "metrics.json has no loss",
    "loss in metrics.json is NaN",
    "loss in metrics.json is no number",
    undefined,
  ]);
  assert.deepEqual(best, { experiment: "s-5", value: 3 });
});

scenario(
  "a search that is stopped begins no trial, not even in a drain at work, until it is resumed",
  async (journey) => {
    const { exp, sh } = journey;
    await prepare(journey);
    await exp(`search new s -S x=interval(0,1) -S mode=wait ${METRIC} --trials 3`);

    await sh(`exp queue drain & until [ -e ../waits ]; do sleep 0.02; done; exp search stop s; : >../go; wait`);
    const stopped = await shown(journey, "s");
    await exp("search resume s");
    await exp("queue drain");

    assert.deepEqual([stopped.state, stopped.history.length], ["stopped", 1]);
    assert.equal((await shown(journey, "s")).history.length, 3);
  },
);

scenario("a drain that lingers takes up a search that is defined meanwhile, and one that was stopped before", async (
  journey,
) => {
  const { exp, sh } = journey;
  await prepare(journey);
  await exp(`search new early -S x=interval(0,1) ${METRIC} --trials 1`);
  await exp("search stop early");

  await sh(`exp queue drain --linger 300s --max-tasks 2 & exp search resume early
    until [ -e ../ran ]; do sleep 0.02; done; exp search new late -S "x=interval(2,3)" ${METRIC} --trials 1; wait`);

  assert.deepEqual([(await shown(journey, "early")).state, (await shown(journey, "late")).state], ["done", "done"]);
});

scenario("a search ends with its failures or its time, and goes on with more of them", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  await exp(`search new s -S mode=fail,ok -S x=range(0,9) ${METRIC} --sampler grid --trials 12 --max-failures 2`);
  await exp(`search new late -S x=interval(0,1) ${METRIC} --trials 2 --max-time 1ms`);

  await exp("queue drain", { code: 1 });
  const [first, late] = [await shown(journey, "s"), await shown(journey, "late")];
  const told = (await exp("search show s")).stdout;
  await exp("search extend s --max-failures 3");
  await exp("search extend late --max-time 1h");
  await exp("queue drain", { code: 1 });
  await exp("search extend late --trials 1");
  await exp("queue drain");

  assert.deepEqual([first.state, first.spent, first.history.length], ["done", "failures", 2]);
  assert.deepEqual([late.state, late.spent, late.history.length], ["done", "time", 0]);
  assert.match(told, /^no further trial: 2 have failed$/m);
  assert.deepEqual((await shown(journey, "s")).history.length, 5);
  const extended = await shown(journey, "late");
  assert.deepEqual([extended.trials, extended.spent, extended.history.length], [3, "trials", 3]);
});

scenario("a point that is tried again runs no stage, and is told as what it is", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  await exp(`search new s -S x=1,2 ${METRIC} --trials 5`);

  const { stderr } = await exp("queue drain -v");

  const { history } = await shown(journey, "s");
  assert.equal(ran(journey).length, 2);
  for (const { sameAs, value } of history.filter((trial) => trial.sameAs !== null)) {
    assert.equal(value, history.find(({ experiment }) => experiment === sameAs)?.value);
  }
  assert.equal((await exp("search show s")).stdout.match(/ as s-\d /g)?.length, 3);
  assert.equal(stderr.match(/^s-[345]: as s-[12], from the run-cache$/gm)?.length, 3);
});

scenario("exp run --run-all runs what is queued, then searches, and tells of all of it", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  await exp("run --queue -n by-hand -S x=7");
  await exp(`search new s -S x=interval(0,1) ${METRIC} --trials 3`);

  const { experiments, failed } = JSON.parse((await exp("run --run-all --json -j 2")).stdout);
  const again = JSON.parse((await exp("run --run-all --json")).stdout);
  await exp("search extend s --trials 1");
  const more = JSON.parse((await exp("run --run-all --json")).stdout);

  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
  assert.deepEqual([names(experiments), failed], [["by-hand", "s-1", "s-2", "s-3"], []]);
  assert.deepEqual(names(again.experiments), []);
  assert.deepEqual(names(more.experiments), ["s-4"]);
});

scenario("a batch engine is given one trial after the other, as many at once as it may run", async (journey) => {
  const { exp, repo } = journey;
  await prepare(journey);
  await using slurm = new FakeSlurm(`${repo.around}/slurm`);
  const env = { PATH: `${slurm.bin}:${Deno.env.get("PATH")}` };
  await exp(`search new s -S x=interval(0,1) -S mode=wait ${METRIC} --trials 5`);

  await exp("queue drain --executor slurm --jobs 2 --detach", { env });
  const begun = await shown(journey, "s");
  repo.write({ "../go": "" });
  await exp("queue drain --executor slurm --jobs 2", { env });

  assert.equal(begun.history.length, 2);
  const { history, state } = await shown(journey, "s");
  assert.deepEqual([state, history.map((trial) => trial.state)], ["done", Array(5).fill("finished")]);
  assert.equal(slurm.calls.filter(({ program }) => program === "sbatch").length, 5);
});

scenario("what cannot be searched is refused, and nothing is left of it", async (journey) => {
  const { exp, git } = journey;
  await prepare(journey);
  await exp("run -n taken-2");
  const lines = [
    [`search new s -S lrx=1,2 ${METRIC} --trials 3`, /no stage reads 'lrx' of params\.yaml/],
    [`search new s -S mod=ok,fail ${METRIC} --trials 3`, /hint: did you mean 'mode'\?/],
    [`search new s -S x=range(3,3) ${METRIC} --trials 3`, /has no value to choose/],
    [`search new s -S x=tag(log,interval(0,1)) ${METRIC} --trials 3`, /has no value to choose/],
    [`search new s -S x=tag(log,range(1,9)) ${METRIC} --trials 3`, /only an interval can be logarithmic/],
    [`search new s -S x=1 ${METRIC} --trials 3`, /there is nothing to search/],
    [`search new s -S x=interval(0,1) ${METRIC} --trials 3 --sampler grid`, /an interval has no grid/],
    [`search new s -S x=1,2 ${METRIC} --trials 3 --sampler cmaes --enqueue x=1`, /cmaes chooses among numbers alone/],
    [`search new s -S x=1,2 ${METRIC} --trials 3 --sampler tpee`, /--sampler is tpe or cmaes or random/],
    [`search new s -S x=1,2 --metric loss --trials 3`, /--metric needs a file and a key/],
    [`search new s -S x=1,2 ${METRIC}`, /a search needs --trials/],
    [`search new s -S x=1,2 ${METRIC} --trials 3 --max-failures 0`, /--max-failures needs a number from 1 on/],
    ["search extend s", /a search needs --trials N, --max-time or --max-failures/],
    [`search new taken -S x=1,2 ${METRIC} --trials 3`, /'taken-2' is there already/],
    ["search show s", /there is no search 's'/],
  ] as const;

  for (const [words, says] of lines) assert.match((await exp(words, { code: "any" })).stderr, says, words);

  assert.equal((await git("for-each-ref refs/exp-search")).stdout, "");
});

/** Says its x at once, as step 1. Best so far, or `steady`: it ends as soon as that was seen; else never by itself. */
const REPORTING = {
  ...PROJECT,
  "train.sh": `x=$(sed -n 's/^x: //p' params.yaml)
echo "$x" >>"$DVC_ROOT/../ran"
echo "{\\"step\\": 1, \\"loss\\": $x}" >metrics.json
seen() { grep -qs "^1	$x\\$" "$DVC_ROOT"/.dvc/tmp/exp/queue/*/curve.tsv; }
until seen; do sleep 0.05; done
if [ "$x" -gt 3 ]; then while :; do sleep 5; done; fi
`,
};

scenario("a trial that falls behind is ended, told as pruned, and counts as a trial", async (journey) => {
  const { exp, repo, git } = journey;
  repo.write(REPORTING);
  await repo.commit("a project");
  const how = `${METRIC} --sampler grid --pruner asha --min-steps 1`;
  await exp(`search new s -S x=3,5,2,4 ${how} --trials 4`);

  const drained = JSON.parse((await exp("queue drain --json")).stdout);
  const { history, best, state, ...all } = await shown(journey, "s") as Shown & { pruned: number; pruner: string };
  const told = (await exp("search show s")).stdout;
  await exp("report -q");
  const page = JSON.parse(/id="report">(.*)<\/script>/.exec(repo.read("report.html"))![1]!);
  await exp("queue retry --failed");
  const again = JSON.parse((await exp("queue drain --json")).stdout);
  await exp("queue retry s-2");
  const named = JSON.parse((await exp("queue drain --json")).stdout);

  assert.deepEqual(history.map((trial) => [trial.state, trial.value]), [
    ["finished", 3],
    ["pruned", 5],
    ["finished", 2],
    ["pruned", 4],
  ]);
  assert.deepEqual([state, best, all.pruned, all.pruner], ["done", { experiment: "s-3", value: 2 }, 2, "asha"]);
  assert.match(told, /done, 4 of 4 trials \(2 finished, 2 pruned\)\n.*, by grid, pruned by asha\n/);
  assert.match(told, /^s-2 +pruned +5 at step 1 +x=5$/m);
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
  assert.deepEqual([names(drained.pruned), drained.failed], [["s-2", "s-4"], []]);
  const [drawn] = page.searches;
  assert.deepEqual([drawn.name, drawn.metric, drawn.better], ["s", "loss", "lower"]);
  const curve = { xs: [1], ys: [5] };
  assert.deepEqual(drawn.trials[1], { name: "s-2", number: 2, state: "pruned", value: 5, at: [5], curve });
  assert.deepEqual([again.succeeded, again.pruned, names(named.pruned)], [[], undefined, ["s-2"]]);
  assert.match((await exp("queue status")).stdout, /s-2 .*Pruned at step 1, with 5/);
  assert.match((await exp("wait s-2 s-3")).stderr, /^s-2: pruned at step 1, with 5$/m);
  for (const how of ["", " --csv", " --md"]) {
    const table = (await exp(`show${how}`)).stdout;
    assert.deepEqual([table.match(/s-\d.*\bPruned\b/g)?.length, /Failed/.test(table)], [2, false], how);
  }
  assert.doesNotMatch((await exp("show --hide-failed")).stdout, /Pruned/);
  const [, { experiments }] = JSON.parse((await exp("show --json")).stdout);
  const { revs: [{ error }], executor } = experiments.find((one: { name: string }) => one.name === "s-2");
  assert.deepEqual(error, { msg: "Experiment run pruned at step 1, with 5", type: "" });
  assert.deepEqual([executor.state, executor.name], ["failed", null]); // for clients of DVC, which know no other word
  assert.equal((await git("for-each-ref refs/exps --format=%(refname)")).stdout.match(/\/s-\d$/gm)?.length, 2);
});

scenario("the only search needs no name, several are told by theirs", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  const none = await exp("search show", { code: 2 });
  await exp(`search new one -S x=2,1 ${METRIC} --sampler grid --trials 2`);
  await exp("queue drain");

  const [shown, best] = [await exp("search show"), await exp("search best")];
  await exp(`search new another -S x=2,1 ${METRIC} --trials 1`);
  const several = [await exp("search show", { code: 2 }), await exp("search best", { code: 2 })];

  assert.match(none.stderr, /there is no search\n/);
  assert.match(shown.stdout, /^search one: done, 2 of 2 trials/);
  assert.equal(best.stdout, "one-2\n");
  for (const { stderr } of several) assert.match(stderr, /which search\? there are another, one\n/);
});

scenario("a pruner needs to be one, and its options need it", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  const lines = [
    ["--pruner best", /--pruner is none or asha or median/],
    ["--min-steps 3", /--min-steps goes with --pruner/],
    ["--pruner asha --min-steps 0", /--min-steps needs a number from 1 on/],
    ["--pruner median --reduction-factor 3", /--reduction-factor goes with --pruner asha/],
    ["--pruner asha --reduction-factor 1", /--reduction-factor needs a number from 2 on/],
  ] as const;

  for (const [words, says] of lines) {
    const { stderr } = await exp(`search new s -S x=1,2 ${METRIC} --trials 3 ${words}`, { code: 2 });
    assert.match(stderr, says, words);
  }
});

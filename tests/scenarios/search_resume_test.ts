/** Trials that were pruned, and go on from their checkpoints. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

/**
 * Four steps, noted in `../ran` as `x n`, a checkpoint each, which has the metrics of the step before. Waits after each
 * until it was seen; x above 3 ends after the first only when it is told to, and the third notes in `../running` what
 * `exp show` tells of it and kills the drain once, if `../kill` has its pid.
 */
const PROJECT = {
  ".gitignore": "/model.txt\n",
  "params.yaml": "x: 0\n",
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [x]
    outs: [model.txt: {checkpoint: true}]
    metrics: [metrics.json: {cache: false}]
`,
  "train.sh": `x=$(sed -n 's/^x: //p' params.yaml) n=$(cat model.txt 2>/dev/null || echo 0)
out=AROUND
[ "$n" -gt 0 ] || echo '{"step": 0, "loss": 9}' >metrics.json
while [ $((n += 1)) -le 4 ]; do
  echo $n >model.txt
  exp checkpoint >/dev/null
  echo "$x $n" >>"$out/ran"
  echo "{\\"step\\": $n, \\"loss\\": $x}" >metrics.json
  until grep -qs "^$n	$x\\$" "$out"/repo/.dvc/tmp/exp/queue/*/curve.tsv; do sleep 0.05; done
  if [ "$x" -gt 3 ] && [ $n = 1 ]; then while :; do sleep 5; done; fi
  if [ $n = 3 ] && [ -e "$out/kill" ]; then
    (cd "$out/repo" && exp show >"$out/running")
    kill -9 $(cat "$out/kill")
    rm "$out/kill"
    sleep 60
  fi
done
`,
};

interface Shown {
  readonly begun: number;
  readonly best: { readonly experiment: string };
  readonly history: readonly { readonly state: string; readonly value?: number; readonly step?: number }[];
}

const shown = async ({ exp }: Scenario): Promise<Shown> => JSON.parse((await exp("search show s --json")).stdout);
const ran = ({ repo }: Scenario, x: number) =>
  repo.read("../ran").trim().split("\n").filter((line) => line.startsWith(`${x} `)).map((line) => line.slice(2));

async function prepare({ repo }: Scenario, files: Readonly<Record<string, string>>): Promise<void> {
  const script = files["train.sh"]!.replace("AROUND", repo.around); // DVC_ROOT is the checkout's with checkpoints
  repo.write({ ...files, "train.sh": script });
  await repo.commit("a training");
}

/** A search of two trials, the second of which was pruned at its first step. */
async function pruned(journey: Scenario, files: Readonly<Record<string, string>> = PROJECT): Promise<void> {
  const { exp } = journey;
  await prepare(journey, files);
  const how = "--metric metrics.json:loss --sampler grid --pruner asha --min-steps 1";
  await exp(`search new s -S x=3,5 ${how} --trials 2`);
  await exp("queue drain");
}

scenario("a pruned trial goes on from its checkpoint, is counted once, and kill -9 costs no step", async (journey) => {
  const { repo, exp, sh } = journey;
  await pruned(journey);
  const before = await shown(journey);
  const listed = (await exp("show")).stdout;

  const dry = await exp("search resume s --trial 2 --dry-run");
  const told = await exp("search resume s --trial 2");
  const waiting = await shown(journey), listedWaiting = (await exp("show")).stdout;
  const unqueued = (await exp("show --hide-queued")).stdout;
  await sh("exp queue drain & echo $! >../kill; wait $!", { code: "any" });
  const steps = ran(journey, 5);
  await exp("queue drain");
  const after = await shown(journey);

  for (const rows of [listed, listedWaiting, repo.read("../running")]) assert.equal(rows.match(/\bs-2\b/g)?.length, 1);
  assert.match(listed, /\[s-2\].*\bPruned\b/);
  assert.deepEqual(before.history.map(({ state, step }) => [state, step]), [["finished", undefined], ["pruned", 1]]);
  assert.match(listedWaiting, /s-2\b.*\bQueued\b/);
  assert.match(unqueued, /\[s-2\](?!.*Queued)/);
  assert.match(repo.read("../running"), /s-2\b.*\bRunning\b/);
  assert.match(dry.stdout, /queue s-2 again, from its last checkpoint/);
  assert.equal(told.stdout, "queued again: s-2\n");
  assert.deepEqual(waiting.history.map(({ state }) => state), ["finished", "waiting"]);
  assert.ok(!repo.has("../kill"));
  assert.deepEqual(steps, ["1", "2", "3"]);
  assert.deepEqual(ran(journey, 5), ["1", "2", "3", "4"]);
  assert.deepEqual(after.history.map(({ state, value }) => [state, value]), [["finished", 3], ["finished", 5]]);
  assert.deepEqual([after.begun, after.best.experiment], [2, "s-1"]);
  const refused = await exp("search resume s --trial 2", { code: 2 });
  assert.match(refused.stderr, /^error: s-2 was not pruned: it is finished\n/);
  assert.match((await exp("search resume s --trial 3", { code: "any" })).stderr, /^error: search s has no trial 3\n/);
});

scenario("whoever is killed while a trial is queued again leaves it pruned or waiting", async (journey) => {
  const { repo, exp, sh } = journey;
  await pruned(journey);
  await sh("cp -a ../repo ../pruned");
  const trace = `${repo.around}/trace`;
  await exp("search resume s --trial 2", { env: { EXP_CRASH_TRACE: trace } });
  const count = Deno.readTextFileSync(trace).trim().split("\n").length;
  const states = new Set<string>();

  for (let at = 1; at <= count; at += Math.ceil(count / 8)) {
    await sh("find . -mindepth 1 -delete && cp -a ../pruned/. .");
    const killed = await sh("EXP_CRASH_AT=$AT exec exp search resume s --trial 2", {
      env: { AT: `main:${at}` },
      code: "any",
    });
    assert.equal(killed.signal, "SIGKILL", `at ${at} of ${count}`);
    const { history } = await shown(journey);
    states.add(history[1]!.state);
    await exp("search resume s --trial 2", { code: "any" });
    const again = await shown(journey);
    assert.deepEqual(again.history.map(({ state }) => state), ["finished", "waiting"], `at ${at} of ${count}`);
  }
  assert.deepEqual([...states].sort(), ["pruned", "waiting"]);
  await exp("queue drain");
  assert.deepEqual(ran(journey, 5), ["1", "2", "3", "4"]);
});

scenario("without a checkpoint a trial cannot go on, and is told how it can be run", async (journey) => {
  const script = PROJECT["train.sh"].replace("  exp checkpoint >/dev/null\n", "");
  await pruned(journey, { ...PROJECT, "train.sh": script });

  const refused = await journey.exp("search resume s --trial 2", { code: 2 });

  assert.match(refused.stderr, /^error: s-2 has no checkpoint to go on from\nhint: exp queue retry s-2 runs it/);
  assert.equal((await shown(journey)).history[1]?.state, "pruned");
});

scenario("a pruned trial that is among the best after all goes on, as far as it stays there", async (journey) => {
  const { exp } = journey;
  const script = PROJECT["train.sh"].replace("[ $n = 1 ]", "[ $n -le 2 ]"); // what falls behind waits for its end
  await prepare(journey, { ...PROJECT, "train.sh": script });
  const how = "--metric metrics.json:loss --sampler grid --pruner asha --min-steps 1 --reduction-factor 2";
  await exp(`search new s -S x=3,5,9,8 ${how} --trials 4`);

  const { pruned } = JSON.parse((await exp("queue drain --json")).stdout) as { pruned: { name: string }[] };

  // of four trials two had a place at step 1, and of two one at step 2
  const { history, begun, best } = await shown(journey);
  assert.deepEqual(history.map(({ state, step }) => [state, step]), [
    ["finished", undefined],
    ["pruned", 2],
    ["pruned", 1],
    ["pruned", 1],
  ]);
  assert.deepEqual([3, 5, 9, 8].map((x) => ran(journey, x).length), [4, 2, 1, 1]); // and no step twice
  assert.deepEqual([begun, best.experiment], [4, "s-1"]);
  assert.deepEqual(pruned.map(({ name }) => name).sort(), ["s-2", "s-3", "s-4"]);
});

/** What three actors do to one repository: two that use `exp`, and Git. Each act is checked by a look at everything. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { runsOf } from "../support/queue_project.ts";
import type { Scenario } from "../support/scenario.ts";
import { compare, type Model, pick, runTasks } from "./model.ts";

type Act = (model: Model, journey: Scenario) => Promise<void>;
type Command = fc.AsyncCommand<Model, Scenario>;

function command(name: string, act: Act, canBe: (model: Model) => boolean = () => true): Command {
  return {
    check: canBe,
    async run(model, journey) {
      await act(model, journey);
      await look(model, journey);
    },
    toString: () => name,
  };
}

/** The model's answers are the program's. */
async function look(model: Model, { exp }: Scenario): Promise<void> {
  const { tasks } = JSON.parse((await exp("queue status --json")).stdout) as {
    tasks: { name: string; state: string }[];
  };
  const { stdout } = await exp("ls -A --name-only");
  const inState = (is: (state: string) => boolean) => tasks.filter(({ state }) => is(state)).map(({ name }) => name);
  const seen = {
    experiments: stdout.split("\n").map((line) => line.trim()).filter((line) => line !== ""),
    queued: inState((state) => state === "queued"),
    failed: inState((state) => state === "failed"),
    others: inState((state) => !["queued", "failed", "success"].includes(state)),
  };
  assert.deepEqual(compare(model, seen), []);
}

const nextName = (model: Model, kind: string) => `${kind}${++model.count}`;
const isWaiting = (model: Model) => [...model.tasks.values()].some(({ state }) => state === "queued");
const waiting = (model: Model) => [...model.tasks].filter(([, { state }]) => state === "queued").map(([name]) => name);

function queue(fails: boolean, n: number): Command {
  return command(`queue ${fails ? "what fails" : n}`, async (model, { exp }) => {
    const name = nextName(model, "q");
    await exp(`run --queue -n ${name} -S n=${n} -S mode=${fails ? "fail" : "ok"}`);
    model.tasks.set(name, { n, fails, state: "queued" });
  });
}

/** Both queue at once, while Git packs the refs. */
function queueTogether(n: number): Command {
  return command(`both queue ${n}, Git packs`, async (model, { sh }) => {
    const [one, other] = [nextName(model, "q"), nextName(model, "q")];
    await sh(`exp run --queue -q -n ${one} -S n=${n} & a=$!
      exp run --queue -q -n ${other} -S n=${n + 1} & b=$!
      git pack-refs --all && wait $a && wait $b`);
    model.tasks.set(one, { n, fails: false, state: "queued" });
    model.tasks.set(other, { n: n + 1, fails: false, state: "queued" });
  });
}

/** Two drains at once, while Git collects garbage. */
const drain = command("both drain, Git collects garbage", async (model, journey) => {
  const names = waiting(model);
  const before = runsOf(journey).length;
  await journey.sh("exp queue drain -j 2 & a=$!; exp queue drain & b=$!; git gc -q; wait $a; wait $b; exit 0");
  runTasks(model, names);
  const runs = runsOf(journey).length - before; // what has run with that parameter is restored
  assert.ok(runs <= names.length, `${names.length} tasks, ${runs} runs`);
}, isWaiting);

/** While one drains, another queues: what comes last may wait or be done. */
function drainAndQueue(n: number): Command {
  return command(`one drains, the other queues ${n}`, async (model, { sh }) => {
    const names = waiting(model);
    const name = nextName(model, "q");
    await sh(`exp queue drain & a=$!; exp run --queue -q -n ${name} -S n=${n} -S mode=ok || exit 9; wait $a; exit 0`);
    runTasks(model, names);
    model.tasks.set(name, { n, fails: false, state: "open" });
  }, isWaiting);
}

/** kill -9 of a drain as soon as it has begun a stage. What it was at is queued again, or done. */
const killedDrain = command("a drain is killed", async (model, { sh, repo }) => {
  repo.write({ "../ran": repo.has("../ran") ? repo.read("../ran") : "" });
  await sh(`n=$(wc -l <../ran); exp queue drain & drain=$!
    while kill -0 $drain 2>/dev/null && [ $(wc -l <../ran) = $n ]; do sleep 0.01; done
    kill -9 $drain; wait $drain; exit 0`);
  for (const name of waiting(model)) model.tasks.get(name)!.state = "open";
}, isWaiting);

function runTemp(n: number, isKilled: boolean): Command {
  return command(`run --temp ${n}${isKilled ? ", killed" : ""}`, async (model, { sh, exp }) => {
    const name = nextName(model, "t");
    if (!isKilled) {
      await exp(`run --temp -q -n ${name} -S n=${n} -S mode=ok`);
      model.experiments.set(name, n);
      return;
    }
    await sh(`touch ../ran; n=$(wc -l <../ran); exp run --temp -q -n ${name} -S n=${n} -S mode=ok & run=$!
      while kill -0 $run 2>/dev/null && [ $(wc -l <../ran) = $n ]; do sleep 0.01; done
      kill -9 $run; wait $run; exit 0`);
    model.open.set(name, n);
  });
}

function run(n: number): Command {
  return command(`run ${n}`, async (model, { exp }) => {
    const name = nextName(model, "r");
    await exp(`run -q -n ${name} -S n=${n} -S mode=ok`);
    model.experiments.set(name, n);
    model.workspace = n;
  });
}

const save = command("save", async (model, { exp }) => {
  const name = nextName(model, "s");
  await exp(`save -q -n ${name} -I metrics.json`);
  model.experiments.set(name, model.workspace!);
}, (model) => model.workspace !== undefined);

const hasExperiments = (model: Model) => model.experiments.size > 0;

function apply(which: number): Command {
  return command("apply", async (model, { exp, repo }) => {
    const name = pick(model.experiments.keys(), which);
    await exp(`apply --force -q ${name}`);
    model.workspace = model.experiments.get(name);
    assert.match(repo.read("params.yaml"), new RegExp(`^n: ${model.workspace}$`, "m"));
    assert.equal(repo.read("model.txt"), `model ${model.workspace}\n`);
  }, hasExperiments);
}

function rename(which: number): Command {
  return command("rename", async (model, { exp }) => {
    const [old, name] = [pick(model.experiments.keys(), which), nextName(model, "n")];
    await exp(`rename -q ${old} ${name}`);
    model.experiments.set(name, model.experiments.get(old)!);
    model.experiments.delete(old);
  }, hasExperiments);
}

function remove(which: number, count: number): Command {
  return command(`remove ${count}`, async (model, { exp }) => {
    const names = [...model.experiments.keys()];
    const doomed = names.slice(which % names.length).slice(0, count);
    await exp(`remove -q -y ${doomed.join(" ")}`);
    model.removals.push(new Map(doomed.map((name) => [name, model.experiments.get(name)!])));
    for (const name of doomed) model.experiments.delete(name);
  }, hasExperiments);
}

const undo = command("undo", async (model, { exp }) => {
  await exp("undo -q");
  for (const [name, n] of model.removals.pop() ?? []) model.experiments.set(name, n);
}, (model) => model.removals.length > 0);

function removeTask(which: number): Command {
  return command("queue remove", async (model, { exp }) => {
    const name = pick(model.tasks.keys(), which);
    await exp(`queue remove -q ${name}`);
    model.tasks.delete(name);
  }, (model) => model.tasks.size > 0);
}

const hasFailed = (model: Model) => [...model.tasks.values()].some(({ state }) => state === "failed");
const retry = command("queue retry", async (model, { exp }) => {
  const failed = [...model.tasks].filter(([, { state }]) => state === "failed").map(([name]) => name);
  await exp(`queue retry -q ${failed.join(" ")}`);
  for (const name of failed) model.tasks.get(name)!.state = "queued";
}, hasFailed);

function push(which: number): Command {
  return command("push", async (model, { exp }) => {
    const name = pick(model.experiments.keys(), which);
    await exp(`push -q origin ${name}`);
    model.pushed.add(name);
  }, hasExperiments);
}

const collect = command("gc of what nobody uses", async (_model, { exp }) => {
  await exp("gc -w -A --all-experiments -y -q");
});

function gitAct(script: string): Command {
  return command(script, async (_model, { sh }) => void await sh(script));
}

const n = fc.integer({ min: 1, max: 9 });
const which = fc.nat(7);
const often = (weight: number, arbitrary: fc.Arbitrary<Command>) => ({ weight, arbitrary });

export const ACTS: fc.Arbitrary<Iterable<Command>> = fc.commands([
  fc.oneof(
    often(4, fc.tuple(fc.boolean(), n).map(([fails, value]) => queue(fails, value))),
    often(2, n.map(queueTogether)),
    often(3, fc.constant(drain)),
    often(1, n.map(drainAndQueue)),
    often(2, fc.constant(killedDrain)),
    often(2, fc.tuple(n, fc.boolean()).map(([value, isKilled]) => runTemp(value, isKilled))),
    often(2, n.map(run)),
    often(1, fc.constant(save)),
    often(2, which.map(apply)),
    often(2, which.map(rename)),
    often(3, fc.tuple(which, fc.integer({ min: 1, max: 3 })).map(([at, count]) => remove(at, count))),
    often(2, fc.constant(undo)),
    often(2, which.map(removeTask)),
    often(1, fc.constant(retry)),
    often(1, which.map(push)),
    often(1, fc.constant(collect)),
    often(
      2,
      fc.constantFrom(
        "git commit -q --allow-empty -m more",
        "git pack-refs --all --prune",
        "git reflog expire --expire=now --all",
        "git gc -q",
      ).map(gitAct),
    ),
  ),
], { maxCommands: 30, size: "max" });

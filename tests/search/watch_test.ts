import assert from "node:assert/strict";
import { experimentRefName } from "../../src/records/mod.ts";
import { ownFolder, type Repo } from "../../src/repo/mod.ts";
import { addReports, curveOf, CurveReader, readTasks, type Task, TaskReader } from "../../src/queue/mod.ts";
import { forgetCurve } from "../../src/queue/curve_file.ts";
import { taskFolder } from "../../src/queue/layout.ts";
import { announceQueue } from "../../src/queue/other_queues.ts";
import { writeState, writeTask } from "../../src/queue/store.ts";
import {
  Asker,
  createSearch,
  curvesOfTrials,
  findSearch,
  listSearches,
  TrialReader,
  TrialWatch,
} from "../../src/search/mod.ts";
import { memoryProject } from "../support/machine/memory_project.ts";

const FILES = {
  ".dvc/config": "",
  ".dvc/.gitignore": "/tmp\n/cache\n",
  "params.yaml": "n: 0\n",
  "dvc.yaml": "stages: {train: {cmd: train, params: [n], metrics: [{m.json: {cache: false}}]}}\n",
};
const ASHA = { kind: "asha", minSteps: 1, factor: 4 } as const;

interface Asked {
  readonly direction?: "minimize" | "maximize";
  readonly prunes?: boolean;
}

/** Searches with trials that run. `says`: writes a trial's metrics file, and has it looked at. */
async function running(trials: number, { direction = "minimize", prunes = true }: Asked = {}, names = ["s"]) {
  const project = memoryProject(FILES);
  const repo = await project.open();
  const { git } = project;
  for (const name of names) {
    await createSearch(repo, git, {
      ...{ name, params: ["n=1,2,3,4"], further: [], constraints: [], when: [], enqueue: [], noHydra: true },
      ...{
        metric: { file: "m.json", key: "n" },
        direction,
        trials,
        pruner: prunes ? ASHA : undefined,
        sampler: "grid",
        seed: 0,
      },
      ...{ maxFailures: undefined, maxTimeMs: undefined },
    });
  }
  const asker = new Asker(repo, git);
  for (let [task] = await asker.ask(1); task !== undefined; [task] = await asker.ask(1)) {
    writeState(repo, task.id, { ...RUNNING, checkout: checkoutOf(repo, task) });
  }
  const taskOf = (name: string) => readTasks(repo).find(({ task }) => task.entry.name === name)!.task;
  const watch = new TrialWatch(repo, git);
  const onlookers = new Map(readTasks(repo).map(({ task }) => [task.entry.name, watch.onlookerOf(task)]));
  const says = async (name: string, metrics: string) => {
    await repo.host.clock.sleep(10); // what is written later has another time
    const checkout = checkoutOf(repo, taskOf(name));
    repo.host.fs.makeDir(checkout);
    repo.host.fs.writeAtomic(`${checkout}/m.json`, metrics);
    return await onlookers.get(name)?.look({ checkout, sinceNs: 0n });
  };
  return { repo, git, says, taskOf, watch, onlookers };
}

const RUNNING = { kind: "running", attempts: 0, deaths: 0, by: undefined, checkout: "", startedAtMs: 0 } as const;

function checkoutOf(repo: Repo, { id }: Task): string {
  return `${repo.root}/.dvc/tmp/exps/${id}`;
}

Deno.test("a trial that falls behind is ended with what it said last, and the best goes on", async () => {
  const { says } = await running(3);

  assert.equal(await says("s-1", '{"n": 5}'), undefined);
  assert.equal(await says("s-2", '{"n": 3}'), undefined);
  assert.deepEqual(await says("s-3", '{"n": 4}'), { step: 1, value: 4 });
});

Deno.test("to maximize, what is less falls behind", async () => {
  const { says } = await running(2, { direction: "maximize" });

  assert.equal(await says("s-1", '{"n": 5}'), undefined);
  assert.deepEqual(await says("s-2", '{"n": 3}'), { step: 1, value: 3 });
});

Deno.test("what a trial says is kept for those that are compared with it, each report once", async () => {
  const { repo, says, taskOf } = await running(1);

  await says("s-1", '{"n": 5}');
  await says("s-1", '{"step": 4, "n": 2}');
  await says("s-1", '{"step": 4, "n": 2}');

  assert.deepEqual(curveOf(repo, taskOf("s-1").id), [{ step: 1, value: 5 }, { step: 4, value: 2 }]);
});

Deno.test("a report is judged once, though others pass it by meanwhile", async () => {
  const { says } = await running(2);

  assert.equal(await says("s-1", '{"n": 5}'), undefined);
  assert.equal(await says("s-2", '{"n": 3}'), undefined);
  assert.equal(await says("s-1", '{"step": 2, "n": 4}'), undefined); // the next rung is at 4
  assert.deepEqual(await says("s-1", '{"step": 5, "n": NaN}'), { step: 5, value: NaN });
});

Deno.test("trials of another search are no rivals, and without a pruner nobody looks", async () => {
  const { says } = await running(1, {}, ["s", "other"]);
  assert.equal(await says("s-1", '{"n": 3}'), undefined);
  assert.equal(await says("other-1", '{"n": 4}'), undefined);

  const { onlookers } = await running(1, { prunes: false });
  assert.deepEqual([...onlookers], [["s-1", undefined]]);
});

Deno.test("a trial that was resumed says on what it has not said, and is not ended again", async () => {
  const { repo, says, taskOf, watch } = await running(2);
  await says("s-1", '{"n": 3}');
  assert.deepEqual(await says("s-2", '{"step": 1, "n": 5}'), { step: 1, value: 5 });
  await says("s-1", '{"step": 4, "n": 3}');
  const task = taskOf("s-2"), checkout = checkoutOf(repo, task);
  const resumed = watch.onlookerOf({ ...task, options: { ...task.options, resumed: true } })!;

  assert.equal(await resumed.look({ checkout, sinceNs: 0n }), undefined);
  repo.host.fs.writeAtomic(`${checkout}/m.json`, '{"step": 4, "n": 5}');
  assert.equal(await resumed.look({ checkout, sinceNs: 0n }), undefined);

  assert.deepEqual(curveOf(repo, task.id), [{ step: 1, value: 5 }, { step: 4, value: 5 }]);
});

Deno.test("a curve is read again when it has grown or was begun anew, else it is the same list", async () => {
  const { repo, taskOf } = await running(1);
  const { id } = taskOf("s-1");
  const curves = new CurveReader();

  assert.deepEqual(curves.read(repo, id), []);
  addReports(repo, id, [{ step: 1, value: 3 }]);
  const first = curves.read(repo, id);
  assert.deepEqual(first, [{ step: 1, value: 3 }]);
  assert.equal(curves.read(repo, id), first);
  addReports(repo, id, [{ step: 2, value: 1 }]);
  assert.deepEqual(curves.read(repo, id).map(({ step }) => step), [1, 2]);
  forgetCurve(repo, id);
  assert.deepEqual(curves.read(repo, id), []);
  addReports(repo, id, [{ step: 7, value: 3 }]);
  assert.deepEqual(curves.read(repo, id), [{ step: 7, value: 3 }]);
});

Deno.test("a checkpoint of a trial that has not finished is not its end, another's commit is", async () => {
  const { repo, git, taskOf } = await running(1);
  const { id, entry: { baseline, name } } = taskOf("s-1");
  const outcome = async () => (await new TrialReader(repo, git).read(findSearch(git, "s")))[0]?.outcome.kind;
  git.updateRefs([{ ref: experimentRefName(baseline, name), to: baseline }]);
  const ended = { kind: "pruned", attempts: 1, last: { step: 1, value: 5 }, endedAtMs: 0 } as const;

  assert.equal(await outcome(), "running");
  writeState(repo, id, { ...ended, checkpoint: baseline });
  assert.equal(await outcome(), "pruned");
  writeState(repo, id, ended); // one that was pulled
  assert.equal(await outcome(), "failed"); // for it has no metric
});

Deno.test("whatever the number of rivals, a look reads the curves alone that have changed", async () => {
  const { repo, says } = await running(4);
  for (const name of ["s-1", "s-2", "s-3"]) await says(name, '{"n": 3}');
  await says("s-4", '{"n": 1}');
  const read: string[] = [];
  const { fs } = repo.host;
  const readTextIfThere = fs.readTextIfThere.bind(fs);
  fs.readTextIfThere = (path) => {
    if (path.endsWith("/curve.tsv")) read.push(path);
    return readTextIfThere(path);
  };

  await says("s-4", '{"step": 2, "n": 1}');
  assert.deepEqual(read.length, 0);
  await says("s-3", '{"step": 2, "n": 0}');
  assert.deepEqual(read.length, 1); // that of s-4
});

Deno.test("trials of another work tree are rivals, too", async () => {
  const { repo, git, says } = await running(2);
  const { fs } = repo.host;
  const other: Repo = { ...repo, tmpDir: `${repo.root}/other/.dvc/tmp` };
  const { task, state } = readTasks(repo).find((known) => known.task.entry.name === "s-1")!;
  fs.makeDir(`${ownFolder(other)}/queue`);
  announceQueue(other, git);
  writeTask(other, task);
  writeState(other, task.id, state);
  addReports(other, task.id, [{ step: 1, value: 3 }]);
  fs.removeTree(taskFolder(repo, task.id));

  assert.deepEqual(await says("s-2", '{"n": 4}'), { step: 1, value: 4 });

  const [search] = await new TrialReader(repo, git).readEach([findSearch(git, "s")]);
  assert.deepEqual(search!.trials.map(({ name }) => name), ["s-1", "s-2"]);
  assert.deepEqual(curvesOfTrials(new TrialReader(repo, git), search!.search).get(1), [{ step: 1, value: 3 }]);
});

Deno.test("however many searches there are, tasks are read once for all of them", async () => {
  const { repo, git } = await running(2, {}, ["s", "other"]);
  const tasks = new TaskReader(repo);
  const read = tasks.read.bind(tasks);
  let looks = 0;
  tasks.read = () => {
    looks++;
    return read();
  };

  const each = await new TrialReader(repo, git, tasks).readEach(listSearches(git));

  assert.equal(looks, 1);
  assert.deepEqual(each.map(({ trials }) => trials.map(({ name }) => name)), [["other-1", "other-2"], ["s-1", "s-2"]]);
});

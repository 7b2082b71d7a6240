import assert from "node:assert/strict";
import { addReports, readTasks } from "../../src/queue/mod.ts";
import { writeState } from "../../src/queue/store.ts";
import { experimentRefName } from "../../src/records/mod.ts";
import { overviewOf, searchState } from "../../src/cli/search_report.ts";
import {
  Asker,
  createSearch,
  findSearch,
  promotionsLeft,
  setStopped,
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

/** Trials that were pruned at their first step, with these losses, and what asks for the next one. */
async function prunedAt(losses: readonly number[], trials = losses.length) {
  const project = memoryProject(FILES);
  const repo = await project.open();
  const { git } = project;
  await createSearch(repo, git, {
    ...{ name: "s", params: ["n=range(0,9)"], further: [], constraints: [], when: [], enqueue: [], noHydra: true },
    ...{ metric: { file: "m.json", key: "n" }, direction: "minimize", trials, sampler: "grid", seed: 0 },
    ...{ pruner: { kind: "asha", minSteps: 1, factor: 2 }, maxFailures: undefined, maxTimeMs: undefined },
  });
  const asker = new Asker(repo, git);
  for (const value of losses) {
    const { id, entry: { name, baseline } } = (await asker.ask(1))[0]!;
    addReports(repo, id, [{ step: 1, value }]);
    git.updateRefs([{ ref: experimentRefName(baseline, name), to: baseline }]);
    const ended = { kind: "pruned", attempts: 1, last: { step: 1, value }, endedAtMs: 0 } as const;
    writeState(repo, id, { ...ended, checkpoint: baseline });
    if (name === "s-1") writeState(repo, id, { ...ended, checkpoint: "0".repeat(40) }); // it has been squashed
  }
  const stateOf = (name: string) => readTasks(repo).find(({ task }) => task.entry.name === name)?.state.kind;
  return { repo, git, asker, stateOf };
}

Deno.test("a trial that was pruned and is among the best after all comes before a new point, once", async () => {
  const { asker, stateOf } = await prunedAt([1, 3, 4, 5], 5);

  const [promoted] = await asker.ask(1);
  const next = await asker.ask(1);

  assert.deepEqual([promoted?.entry.name, promoted?.options.promoted], ["s-2", true]);
  assert.equal(stateOf("s-2"), "queued");
  assert.deepEqual(next, []); // for s-2 waits for a drain
});

Deno.test("trials are promoted when all have begun, but not by a search that is stopped", async () => {
  const { git, asker, stateOf } = await prunedAt([1, 3, 4, 5]);
  setStopped(git, findSearch(git, "s"), true);
  assert.deepEqual(await asker.ask(1), []);

  setStopped(git, findSearch(git, "s"), false);
  assert.equal((await asker.ask(1))[0]?.entry.name, "s-2");
  assert.deepEqual(await asker.ask(1), []);
  assert.equal(stateOf("s-3"), "pruned");
});

Deno.test("a search is done when no trial is left to promote, not when all have begun", async () => {
  const { repo, git, asker } = await prunedAt([1, 3, 4, 5]);
  const stateNow = async () => {
    const search = findSearch(git, "s"), reader = new TrialReader(repo, git);
    return searchState(overviewOf(search, await reader.read(search), 0, promotionsLeft(reader)));
  };
  const left = await stateNow();
  setStopped(git, findSearch(git, "s"), true);
  const stopped = await stateNow();
  setStopped(git, findSearch(git, "s"), false);
  const { id } = (await asker.ask(1))[0]!;
  const waiting = await stateNow();
  const again = { kind: "pruned", attempts: 2, last: { step: 1, value: 3 }, endedAtMs: 0 } as const;
  writeState(repo, id, again);

  assert.deepEqual([left, stopped, waiting, await stateNow()], ["open", "stopped", "open", "done"]);
});

Deno.test("what is not among the best stays, and so does what has no checkpoint any more", async () => {
  const { asker, stateOf } = await prunedAt([1, 3]);

  assert.deepEqual(await asker.ask(1), []);
  assert.deepEqual([stateOf("s-1"), stateOf("s-2")], ["pruned", "pruned"]);
});

Deno.test("who was promoted is compared at the next rung, where it may be ended again", async () => {
  const { repo, git, asker } = await prunedAt([1, 3, 4, 5]);
  const { task: first } = readTasks(repo)[0]!;
  const task = (await asker.ask(1))[0]!;
  addReports(repo, first.id, [{ step: 2, value: 1 }]);
  const onlooker = new TrialWatch(repo, git).onlookerOf(task)!;
  const checkout = `${repo.root}/.dvc/tmp/exps/x`;
  repo.host.fs.makeDir(checkout);
  const says = async (metrics: string) => {
    await repo.host.clock.sleep(10); // what is written later has another time
    repo.host.fs.writeAtomic(`${checkout}/m.json`, metrics);
    return await onlooker.look({ checkout, sinceNs: 0n });
  };

  assert.equal(await says('{"step": 1, "n": 9}'), undefined); // it was said before
  assert.deepEqual(await says('{"step": 2, "n": 3}'), { step: 2, value: 3 });
});

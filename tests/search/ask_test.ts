import assert from "node:assert/strict";
import type { Git } from "../../src/git/mod.ts";
import { readTasks } from "../../src/queue/mod.ts";
import { writeState } from "../../src/queue/store.ts";
import type { Repo } from "../../src/repo/mod.ts";
import { Asker, createSearch, extendSearch, findSearch, setStopped } from "../../src/search/mod.ts";
import { memoryProject } from "../support/machine/memory_project.ts";

const FILES = {
  ".dvc/config": "",
  ".dvc/.gitignore": "/tmp\n/cache\n",
  "params.yaml": "n: 0\n",
  "dvc.yaml": "stages: {train: {cmd: train, params: [n], metrics: [{m.json: {cache: false}}]}}\n",
};

/** A search for trials of one number, and how many tasks there are. */
async function prepared(trials: number) {
  const project = memoryProject(FILES);
  const repo = await project.open();
  const { git } = project;
  await createSearch(repo, git, {
    ...{
      name: "s",
      params: ["n=1,2,3,4"],
      further: [],
      constraints: [],
      when: [],
      enqueue: [],
      metric: { file: "m.json", key: "n" },
      direction: "minimize",
      trials,
    },
    ...{ maxFailures: undefined, maxTimeMs: undefined, sampler: "grid", seed: 0, pruner: undefined, noHydra: true },
  });
  return { repo, git, names: () => readTasks(repo).map(({ task }) => task.entry.name) };
}

/** Calls something once, after the next trial has been chosen and before it is queued. */
function interrupted(git: Git, interruption: () => void): Git {
  let isDone = false;
  return new Proxy(git, {
    get(target, key) {
      if (key === "commitInfo" && !isDone) {
        isDone = true;
        interruption();
      }
      const value = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

Deno.test("who asks while a trial waits for a drain gets none", async () => {
  const { repo, git, names } = await prepared(4);
  const asked = await Promise.all([new Asker(repo, git).ask(1), new Asker(repo, git).ask(1)]);

  assert.deepEqual(asked.flat().map((task) => task.entry.name), ["s-1"]);
  assert.deepEqual(names(), ["s-1"]);
});

Deno.test("a search that is stopped while its next trial is chosen gets none", async () => {
  const { repo, git, names } = await prepared(4);
  const asker = new Asker(repo, interrupted(git, () => setStopped(git, findSearch(git, "s"), true)));

  assert.deepEqual(await asker.ask(1), []);

  assert.deepEqual(names(), []);
});

Deno.test("a search that is extended while its next trial is chosen gets it all the same", async () => {
  const { repo, git, names } = await prepared(1);
  const more = { trials: 1, maxFailures: undefined, untilMs: undefined };
  const asker = new Asker(repo, interrupted(git, () => extendSearch(git, findSearch(git, "s"), more)));

  assert.deepEqual((await asker.ask(1)).map(({ entry }) => entry.name), ["s-1"]);

  assert.deepEqual(names(), ["s-1"]);
});

Deno.test("several workers that are free get at once what they would get one after the other, as far as there is", async () => {
  const one = await prepared(3), together = await prepared(3);
  const asker = new Asker(one.repo, one.git);
  const running = { kind: "running", attempts: 0, deaths: 0, by: undefined, checkout: "", startedAtMs: 0 } as const;
  for (let [task] = await asker.ask(1); task !== undefined; [task] = await asker.ask(1)) {
    writeState(one.repo, task.id, running);
  }

  const tasks = await new Asker(together.repo, together.git).ask(5);

  const facts = (repo: Repo) => readTasks(repo).map(({ task: { entry } }) => [entry.name, entry.message]);
  assert.deepEqual(tasks.map(({ entry }) => entry.name), ["s-1", "s-2", "s-3"]);
  assert.deepEqual(facts(together.repo), facts(one.repo));
});

import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import type { ListedTask } from "../../src/queue/list.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { readTasks } from "../../src/queue/store.ts";
import { compareTasks, DEFAULT_TASK_OPTIONS, type Task } from "../../src/queue/task.ts";
import { changeOptions, findTask, moveTasks } from "../../src/queue/verbs.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";
import { taskNamed } from "./tasks.ts";

type Named = Pick<ListedTask, "task" | "state">;
const named = (seq: number, state: Named["state"], stashRev: string): Named => {
  const task = taskNamed("same", seq);
  return { task: { ...task, entry: { ...task.entry, stashRev } }, state };
};

Deno.test("of several tasks of a name that which is not over is meant, else the latest", () => {
  const known = [
    named(1, "success", "aaaa1"),
    named(2, "queued", "aaaa2"),
    named(3, "running", "bbbb3"),
    named(4, "failed", "cccc4"),
  ];

  assert.equal(findTask(known, "same")?.task.seq, 3);
  assert.equal(findTask(known.filter(({ state }) => state !== "running"), "same")?.task.seq, 2);
  assert.equal(findTask([known[0]!, known[3]!], "same")?.task.seq, 4);
});

Deno.test("the beginning of an id means a task, unless it fits several", () => {
  const known = [named(1, "queued", "aaaa1"), named(2, "queued", "aaaa2"), named(3, "queued", "bbbb3")];

  assert.equal(findTask(known, "bbbb")?.task.seq, 3);
  assert.equal(findTask(known, "aaaa2")?.task.seq, 2);
  assert.equal(findTask(known, "ffff"), undefined);
  assert.throws(() => findTask(known, "aaaa"));
});

/** Tasks by name, in the order in which they wait, of these priorities. */
async function waiting({ repo, git }: ExpRepo, priorities: Readonly<Record<string, number>>): Promise<Task[]> {
  for (const [name, priority] of Object.entries(priorities)) {
    const wanted = request({ name });
    const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
    enqueueEntries(repo, git, entries, { ...DEFAULT_TASK_OPTIONS, priority });
  }
  return readTasks(repo).map(({ task }) => task);
}

const order = ({ repo }: ExpRepo) =>
  readTasks(repo).map(({ task }) => task).sort(compareTasks).map(({ entry }) => entry.name).join(" ");

Deno.test("tasks are moved before others of any priority, and behind them", async () => {
  using project = await makeProject();
  const [a, , c] = await waiting(project, { a: 0, b: 5, c: 0 }) as [Task, Task, Task];
  assert.equal(order(project), "b a c");

  moveTasks(project.repo, [c], { kind: "first" });
  assert.equal(order(project), "c b a");

  moveTasks(project.repo, [readTasks(project.repo).find(({ task }) => task.id === c.id)!.task], { kind: "last" });
  assert.equal(order(project), "b a c");

  moveTasks(project.repo, [c], { kind: "before", task: a });
  assert.equal(order(project), "b c a");
});

Deno.test("what is at work keeps the options that it was started with", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const tasks = await waiting(project, { a: 0, b: 0 });
  const claim = new WaitingList(repo, git, whoAmI(repo.host), {}).claim();
  if ("task" in claim) claim[Symbol.dispose](); // whoever ran it has died

  const changed = changeOptions(repo, tasks, { retries: 3 });

  assert.deepEqual(changed.map(({ entry }) => entry.name), ["b"]);
  assert.deepEqual(readTasks(repo).map(({ task }) => task.options.retries), [0, 3]);
});

import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { experimentRefName } from "../../src/records/refs.ts";
import { WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { expsFolder, ownFolder, pinOf, taskFolder, tasksFolder } from "../../src/queue/layout.ts";
import { listTasks } from "../../src/queue/list.ts";
import { takeLease } from "../../src/queue/lease.ts";
import { beginRemoving } from "../../src/queue/journal.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { refreshQueue } from "../../src/queue/refresh.ts";
import { DEFAULT_TASK_OPTIONS, type Task } from "../../src/queue/task.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";

/** A task that a drain had begun and that is nobody's any more: its lease is free. */
async function abandonedTask({ repo, git }: ExpRepo, options = DEFAULT_TASK_OPTIONS): Promise<Task> {
  const wanted = request({ name: "torn" });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  const [task] = enqueueEntries(repo, git, entries, options);
  const claim = new WaitingList(repo, git, whoAmI(repo.host), {}).claim();
  assert.ok("task" in claim);
  claim[Symbol.dispose]();
  return task!;
}

function tear({ repo }: ExpRepo, task: Task, ...files: string[]): void {
  for (const file of files) repo.host.fs.writeAtomic(`${taskFolder(repo, task.id)}/${file}`, "{");
}

/** Puts the queue in order, twice: what the first look leaves, the second must not take for news. */
function statesAfter({ repo, git }: ExpRepo): string[] {
  refreshQueue(repo, git);
  refreshQueue(repo, git);
  return listTasks(repo, git).map(({ state }) => state);
}

Deno.test("a torn state of a pinned task: it waits again", async () => {
  using project = await makeProject();
  tear(project, await abandonedTask(project), "state.json");
  assert.deepEqual(statesAfter(project), ["queued"]);
});

for (const files of [["state.json"], ["state.json", "task.json"]]) {
  Deno.test(`torn ${files.join(" and ")} of a task whose result came: it is done, not queued again`, async () => {
    using project = await makeProject();
    const { git } = project;
    const task = await abandonedTask(project);
    const ref = experimentRefName(task.entry.baseline, task.entry.name);
    git.updateRefs([{ ref, to: task.entry.head }, { ref: pinOf(task.id), to: null }]);
    tear(project, task, ...files);
    assert.deepEqual(statesAfter(project), ["success"]);
  });
}

Deno.test("a task that a power cut tore has its limits and variables again", async () => {
  using project = await makeProject();
  const options = { ...DEFAULT_TASK_OPTIONS, retries: 3, priority: 7, env: { TOKEN: "hush" }, timeoutMs: 1000 };
  const task = await abandonedTask(project, options);
  tear(project, task, "state.json", "task.json");

  assert.deepEqual(statesAfter(project), ["queued"]);
  assert.deepEqual(listTasks(project.repo, project.git).map((each) => each.task.options), [options]);
});

Deno.test("a task's folder that somebody copied is no second task", async () => {
  using project = await makeProject();
  const { repo } = project;
  const task = await abandonedTask(project);
  for (const { name, kind } of [...repo.host.fs.list(taskFolder(repo, task.id))]) {
    if (kind === "dir") continue; // whose turn it is
    const bytes = repo.host.fs.readBytes(`${taskFolder(repo, task.id)}/${name}`);
    repo.host.fs.makeDir(taskFolder(repo, "copy"));
    repo.host.fs.writeAtomic(`${taskFolder(repo, "copy")}/${name}`, bytes);
  }

  assert.deepEqual(statesAfter(project), ["queued"]);
});

Deno.test("of a sweep that a power cut left in the reflog and in the journal alone, every point is queued again", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const wanted = request({ name: "cut", params: ["lr=1,2"] });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  const tasks = enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS);
  const { fs } = repo.host;
  const [journal] = fs.list(ownFolder(repo)).filter(({ name }) => name.startsWith("queued-"));
  fs.rename(
    `${ownFolder(repo)}/${journal!.name}`,
    `${ownFolder(repo)}/${journal!.name.replace("queued-", "queueing-")}`,
  );
  git.updateRefs(tasks.map(({ id }) => ({ ref: pinOf(id), to: null })));
  for (const folder of [tasksFolder(repo), `${expsFolder(repo)}/celery`]) fs.removeTree(folder);

  assert.deepEqual(statesAfter(project), ["queued", "queued"]);
});

Deno.test("a torn task that was being removed goes, with what DVC reads of it", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const task = await abandonedTask(project);
  beginRemoving(repo, [task.id]); // and never finished
  git.updateRefs([{ ref: pinOf(task.id), to: null }]);
  tear(project, task, "state.json", "task.json");
  for (const { name } of repo.host.fs.list(ownFolder(repo))) {
    if (name.startsWith("queued-")) repo.host.fs.remove(`${ownFolder(repo)}/${name}`); // DVC's message tells, too
  }
  assert.deepEqual(statesAfter(project), []);
});

Deno.test("a waiting task that somebody looks at for a moment is waited for, not left", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const task = await abandonedTask(project);
  refreshQueue(repo, git);
  const list = new WaitingList(repo, git, whoAmI(repo.host), {});
  const look = takeLease(repo, task.id);

  const idle = list.claim();

  assert.ok("kind" in idle && idle.kind === "wait");
  look?.[Symbol.dispose]();
  const claim = list.claim();
  assert.ok("task" in claim && claim.task.id === task.id);
  claim[Symbol.dispose]();
});

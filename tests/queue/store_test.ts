import assert from "node:assert/strict";
import { dropFolder, makeFolders, readTasks, TaskReader, writeState, writeTask } from "../../src/queue/store.ts";
import type { TaskState } from "../../src/queue/task.ts";
import { memoryProject } from "../support/machine/memory_project.ts";
import { taskNamed } from "./tasks.ts";

const DONE: TaskState = { kind: "success", rev: "3".repeat(40), endedAtMs: 1 };
const FAILED: TaskState = { kind: "failed", attempts: 1, cause: { message: "x", exitCode: 1 }, endedAtMs: 1 };
const AGAIN: TaskState = { kind: "queued", attempts: 0, deaths: 0 };

async function prepared(states: readonly TaskState[]) {
  const project = memoryProject({ ".dvc/config": "", ".dvc/.gitignore": "/tmp\n" });
  const repo = await project.open();
  makeFolders(repo);
  const tasks = states.map((state, i) => {
    const task = taskNamed(`t-${i}`, i + 1);
    writeTask(repo, task);
    writeState(repo, task.id, state);
    return task;
  });
  return { project, repo, tasks };
}

Deno.test("who reads tasks again sees all that may change", async () => {
  const { repo, tasks: [failed, done, , late] } = await prepared([FAILED, DONE, DONE, AGAIN]);
  const reader = new TaskReader(repo);
  assert.deepEqual(reader.read(), readTasks(repo));

  writeState(repo, failed!.id, AGAIN);
  writeState(repo, late!.id, DONE);
  dropFolder(repo, done!.id);

  assert.deepEqual(reader.read(), readTasks(repo));
  assert.deepEqual(reader.read().map(({ task, state }) => `${task.entry.name} ${state.kind}`), [
    "t-0 queued",
    "t-2 success",
    "t-3 success",
  ]);
});

Deno.test("a task that has succeeded is read once, one that has not each time", async () => {
  const { project, repo } = await prepared([DONE, FAILED]);
  const reader = new TaskReader(repo);
  reader.read();

  for (const id of ["0000-1", "0000-2"]) project.write(`.dvc/tmp/exp/queue/${id}/task.json`, "unreadable");

  assert.deepEqual(reader.read().map(({ task }) => task.entry.name), ["t-0"]);
  assert.deepEqual(readTasks(repo), []);
});

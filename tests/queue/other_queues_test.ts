import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import type { Git } from "../../src/git/mod.ts";
import { MachineError } from "../../src/host/mod.ts";
import { beginQueueing } from "../../src/queue/journal.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { announceQueue, tasksElsewhere } from "../../src/queue/other_queues.ts";
import { refreshQueue } from "../../src/queue/refresh.ts";
import { taskIds } from "../../src/queue/store.ts";
import { DEFAULT_TASK_OPTIONS } from "../../src/queue/task.ts";
import { ownFolder, type Repo } from "../../src/repo/mod.ts";
import { makeProject, request } from "../support/exp_repo.ts";
import { folderRepo } from "../support/folder_repo.ts";
import { taskNamed } from "./tasks.ts";

Deno.test("a task is elsewhere when another queue has its folder or its journal, or hides what it has", async () => {
  using files = folderRepo();
  const first = await files.open();
  const second: Repo = { ...first, tmpDir: `${files.root}/second/.dvc/tmp` };
  const git = { commonDir: `${files.root}/common`, syncRefs: (_: readonly string[]) => {} } as Git;
  const { fs } = files.host;
  fs.makeDir(git.commonDir);
  for (const repo of [first, second, second]) {
    fs.makeDir(`${ownFolder(repo)}/queue`);
    announceQueue(repo, git);
  }
  const task = taskNamed("t", 1);

  assert.equal(fs.list(git.commonDir).length, 2);
  assert.equal(tasksElsewhere(first, git)("left"), false);
  fs.makeDir(`${ownFolder(second)}/queue/left`);
  beginQueueing(second, [task]);
  assert.deepEqual(["left", task.id, "none"].map(tasksElsewhere(first, git)), [true, true, false]);
  assert.deepEqual(["left", task.id, "none"].map(tasksElsewhere(second, git)), [false, false, false]);

  const lstat = (path: string) => {
    if (path.startsWith(second.tmpDir)) throw new MachineError("EACCES", "lstat", path);
    return fs.lstat(path);
  };
  assert.equal(tasksElsewhere({ ...first, host: files.failing({ lstat }) }, git)("none"), true);

  fs.removeTree(`${files.root}/second`);
  assert.equal(tasksElsewhere(first, git)("left"), false);
});

Deno.test("what one queue has is not mended by another one, until the first is gone", async () => {
  using project = await makeProject();
  const { repo, git, host } = project;
  const wanted = request({ name: "t" });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  const [task] = enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS);
  const other: Repo = { ...repo, tmpDir: `${project.root}/other/.dvc/tmp` };

  assert.deepEqual(refreshQueue(other, git).recovered, []);
  assert.deepEqual(taskIds(other), []);

  host.fs.removeTree(repo.tmpDir);
  assert.deepEqual(refreshQueue(other, git).recovered, ["t"]);
  assert.deepEqual(taskIds(other), [task!.id]);
});

import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { listTasks } from "../../src/queue/list.ts";
import { refreshQueue } from "../../src/queue/refresh.ts";
import { DEFAULT_TASK_OPTIONS } from "../../src/queue/task.ts";
import { giveUpTasks, retryTasks } from "../../src/queue/verbs.ts";
import { makeProject, request } from "../support/exp_repo.ts";

Deno.test("a task that another machine has taken is left to it, until the user says that the machine is gone", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const wanted = request({ name: "far" });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  const [task] = enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS);
  const elsewhere = { host: "elsewhere", bootId: "b", pid: 1, startTime: "1" };
  const claim = new WaitingList(repo, git, elsewhere, {}).claim();
  assert.ok("task" in claim);
  claim[Symbol.dispose](); // its lock cannot be seen from here

  refreshQueue(repo, git);
  const [listed] = listTasks(repo, git);
  assert.deepEqual([listed?.state, listed?.lostOn], ["running", "elsewhere"]);

  assert.equal(giveUpTasks(repo, git, [task!]).length, 1);
  assert.equal(listTasks(repo, git)[0]?.taskState.kind, "killed");
  assert.equal(retryTasks(repo, git, [task!]).length, 1);
  assert.equal(listTasks(repo, git)[0]?.taskState.kind, "queued");
});

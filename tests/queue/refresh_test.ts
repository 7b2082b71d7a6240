import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { openGit } from "../../src/git/mod.ts";
import { type Claim, WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { refreshQueue } from "../../src/queue/refresh.ts";
import { settleSuccess } from "../../src/queue/settle.ts";
import { DEFAULT_TASK_OPTIONS } from "../../src/queue/task.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";

/** How many processes it takes to see that a queue is in order. */
async function processesOfRefresh({ host, root }: ExpRepo): Promise<number> {
  let count = 0;
  const { processes } = host;
  const runSync: typeof processes.runSync = (command) => (count++, processes.runSync(command));
  const repo = await openRepo({ ...host, processes: { ...processes, runSync } }, { cwd: root });
  const git = openGit(repo);
  count = 0;
  const { recovered, damaged } = refreshQueue(repo, git);
  assert.deepEqual([...recovered, ...damaged], []);
  return count;
}

Deno.test("tasks that are over cost a look at the queue no process, however many they are", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const wanted = request({ name: "t", params: ["params.yaml:lr=range(1,8)"] });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS);
  const waiting = new WaitingList(repo, git, whoAmI(repo.host), {});
  const succeed = () => {
    using claim = waiting.claim() as Claim;
    settleSuccess(repo, git, claim.task, claim.state, project.run("rev-parse", "HEAD"));
  };
  succeed();
  const withOne = await processesOfRefresh(project);

  for (let n = 0; n < 5; n++) succeed();

  assert.equal(await processesOfRefresh(project), withOne);
});

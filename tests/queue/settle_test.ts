import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { type Claim, WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { pinOf, runFile, taskFolder } from "../../src/queue/layout.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { returnToQueue, settleSuccess } from "../../src/queue/settle.ts";
import { readTask } from "../../src/queue/store.ts";
import { DEFAULT_TASK_OPTIONS, requeued } from "../../src/queue/task.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";

/** A task that is being worked on. */
async function claimed({ repo, git }: ExpRepo): Promise<Claim> {
  const wanted = request({ name: "t" });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS);
  return new WaitingList(repo, git, whoAmI(repo.host), {}).claim() as Claim;
}

Deno.test("a success leaves no pin, also when git made the experiment and died before the pin went", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  using claim = await claimed(project);

  settleSuccess(repo, git, claim.task, claim.state, project.run("rev-parse", "HEAD"));

  assert.equal(git.readRef(pinOf(claim.task.id)), undefined);
  const stored = readTask(repo, claim.task.id);
  assert.equal(stored?.kind === "task" && stored.state.kind, "success");
});

Deno.test("the log of each attempt is kept", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  using claim = await claimed(project);
  const log = runFile(repo, claim.task.entry.stashRev, "out");

  for (const text of ["one", "two", "three"]) {
    project.write(log.slice(project.root.length + 1), text);
    returnToQueue(repo, git, claim.task, requeued(claim.state, { after: "failure" }));
  }

  const kept = [1, 2, 3].map((n) => repo.host.fs.readText(`${taskFolder(repo, claim.task.id)}/attempt-${n}.out`));
  assert.deepEqual(kept, ["one", "two", "three"]);
});

import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { planExperiments, stashPoints } from "../../src/experiments/prepare.ts";
import type { Entry } from "../../src/experiments/options.ts";
import { type Claim, WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { pinOf } from "../../src/queue/layout.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { DEFAULT_TASK_OPTIONS } from "../../src/queue/task.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";

async function entriesOf({ repo, git }: ExpRepo, name: string): Promise<Entry[]> {
  const wanted = request({ name });
  return await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
}

Deno.test("an id that a task has already is given to no second one", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const [task] = enqueueEntries(repo, git, await entriesOf(project, "first"), DEFAULT_TASK_OPTIONS);
  assert.ok(task);
  const digits = task.id.replaceAll("-", "");
  const random = { ...repo.host.random, hex: (bytes: number) => digits.slice(0, bytes * 2) };
  const unlucky = { ...repo, host: { ...repo.host, random } };
  const second = await entriesOf(project, "second");

  assert.throws(
    () => enqueueEntries(unlucky, git, second, DEFAULT_TASK_OPTIONS),
    (error) => error instanceof ExpError && error.kind === "conflict",
  );

  assert.equal(git.readRef(pinOf(task.id)), task.entry.stashRev);
});

Deno.test("a task that another process is removing, so that its pin is gone already, is not claimed", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const [gone] = enqueueEntries(repo, git, await entriesOf(project, "gone"), DEFAULT_TASK_OPTIONS);
  enqueueEntries(repo, git, await entriesOf(project, "next"), DEFAULT_TASK_OPTIONS);

  git.updateRefs([{ ref: pinOf(gone!.id), to: null }]);
  using claim = new WaitingList(repo, git, whoAmI(repo.host), {}).claim() as Claim;

  assert.equal(claim.task.entry.name, "next");
});

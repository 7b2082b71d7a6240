import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import type { Entry } from "../../src/entries/request.ts";
import { type Claim, WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { pinOf } from "../../src/queue/layout.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { readTasks } from "../../src/queue/store.ts";
import { DEFAULT_TASK_OPTIONS } from "../../src/queue/task.ts";
import { experimentRefName } from "../../src/records/refs.ts";
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

Deno.test("a name that a task waits for, or that an experiment has, is refused", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const [entry] = await entriesOf(project, "mine") as [Entry];
  const refused = (error: unknown) => error instanceof ExpError && error.kind === "exists";
  const queue = (entries: readonly Entry[]) => enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS);
  queue([entry]);

  assert.throws(() => queue([{ ...entry }]), refused);
  assert.equal(queue([{ ...entry, name: "other" }]).length, 1);

  git.updateRefs([{ ref: experimentRefName(entry.baseline, "made"), to: entry.head }]);
  assert.throws(() => queue([{ ...entry, name: "new" }, { ...entry, name: "made" }]), refused);
  assert.equal(readTasks(repo).length, 2, "of several none is queued");
  assert.equal(queue([{ ...entry, name: "made", choices: { ...entry.choices, force: true } }]).length, 1);
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

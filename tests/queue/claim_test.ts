import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { takeMessage } from "../../src/queue/dvc_broker.ts";
import { type Claim, WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { takeSlots } from "../../src/queue/slots.ts";
import { writeTask } from "../../src/queue/store.ts";
import { DEFAULT_TASK_OPTIONS, type Task, type TaskOptions } from "../../src/queue/task.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";

async function queued(project: ExpRepo, name: string, options: Partial<TaskOptions> = {}): Promise<Task> {
  const { repo, git } = project;
  const wanted = request({ name });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  return enqueueEntries(repo, git, entries, { ...DEFAULT_TASK_OPTIONS, ...options })[0]!;
}

const waitingList = ({ repo, git }: ExpRepo, slots = {}) => new WaitingList(repo, git, whoAmI(repo.host), slots);

Deno.test("a task that DVC's worker takes a moment before is DVC's, and its slots are free", async () => {
  using project = await makeProject();
  const task = await queued(project, "theirs", { needs: { gpu: 1 } });
  assert.ok(takeMessage(project.repo, task));

  assert.deepEqual(waitingList(project, { gpu: 1 }).claim(), { kind: "empty" });

  using grant = takeSlots(project.repo, { gpu: 1 }, { gpu: 1 });
  assert.deepEqual(grant?.devices.get("gpu"), [0]);
});

Deno.test("two drains never have the same task, and a held one nobody has", async () => {
  using project = await makeProject();
  await queued(project, "held", { held: true });
  await queued(project, "first");
  await queued(project, "second");

  using one = waitingList(project).claim() as Claim;
  using other = waitingList(project).claim() as Claim;

  assert.deepEqual([one, other].map(({ task }) => task.entry.name), ["first", "second"]);
  assert.deepEqual(waitingList(project).claim(), { kind: "empty" });
});

Deno.test("a task that is held between the drain's look at the list and its claim is not taken", async () => {
  using project = await makeProject();
  await queued(project, "first");
  const task = await queued(project, "second");
  const list = waitingList(project);
  using _first = list.claim() as Claim;

  writeTask(project.repo, { ...task, options: { ...task.options, held: true } });

  assert.deepEqual(list.claim(), { kind: "empty" });
});

Deno.test("a task that needs what this drain does not have is named", async () => {
  using project = await makeProject();
  await queued(project, "large", { needs: { gpu: 2 } });

  assert.deepEqual(waitingList(project, { gpu: 1 }).claim(), { kind: "unfit", names: ["large"] });
});

import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { type Claim, WaitingList } from "../../src/queue/claim.ts";
import { ExpError } from "../../src/common/mod.ts";
import { askDrains, liveDrains, registerDrain } from "../../src/queue/drains.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { taskFolder } from "../../src/queue/layout.ts";
import { breakLease, isFree, isStillMine, leaseOwner, takeLease, withLease } from "../../src/queue/lease.ts";
import { listTasks } from "../../src/queue/list.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { withQueueLock } from "../../src/queue/queue_lock.ts";
import { refreshQueue } from "../../src/queue/refresh.ts";
import { takeSlots } from "../../src/queue/slots.ts";
import { makeFolders } from "../../src/queue/store.ts";
import { DEFAULT_TASK_OPTIONS, type Task } from "../../src/queue/task.ts";
import { giveUpTasks, retryTasks } from "../../src/queue/verbs.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";
import { onMachine } from "../support/other_machine.ts";

async function queueOne({ repo, git }: ExpRepo): Promise<Task> {
  const wanted = request({ name: "far" });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  return enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS)[0]!;
}

Deno.test("a task that another machine has taken is left to it, until the user says that the machine is gone", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const task = await queueOne(project);
  const far = onMachine(repo, "elsewhere");
  const claim = new WaitingList(far, git, whoAmI(far.host), {}).claim() as Claim;

  refreshQueue(repo, git);
  const [listed] = listTasks(repo, git);
  assert.deepEqual([listed?.state, listed?.runsOn, listed?.isLost], ["running", "elsewhere", false]);

  assert.equal(giveUpTasks(repo, git, [task]).length, 1);
  assert.equal(listTasks(repo, git)[0]?.taskState.kind, "killed");
  assert.equal(isStillMine(far, claim.lease), false);
  assert.equal(retryTasks(repo, git, [task]).length, 1);
  assert.equal(listTasks(repo, git)[0]?.taskState.kind, "queued");
});

Deno.test("a lock that the file server keeps for a machine that is gone ends with the user's word, too", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const task = await queueOne(project);
  const far = onMachine(repo, "elsewhere");
  new WaitingList(far, git, whoAmI(far.host), {}).claim();
  const lock = `${taskFolder(repo, task.id)}/lease.lock`;
  const { tryLock, remove } = repo.host.fs;
  let isKept = true;
  const fs = {
    ...repo.host.fs,
    tryLock: (path: string) => path === lock && isKept ? undefined : tryLock(path),
    remove(path: string) {
      if (path === lock) isKept = false;
      remove(path);
    },
  };

  assert.equal(giveUpTasks({ ...repo, host: { ...repo.host, fs } }, git, [task]).length, 1);
  assert.equal(listTasks(repo, git)[0]?.taskState.kind, "killed");
});

Deno.test("a task that a run on another machine has left, giving its lease back, is put in order here", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  await queueOne(project);
  const far = onMachine(repo, "elsewhere");
  const claim = new WaitingList(far, git, whoAmI(far.host), {}).claim() as Claim;
  claim[Symbol.dispose](); // its disk was full: it could not say more

  assert.deepEqual(refreshQueue(repo, git).recovered, ["far"]);
  assert.equal(listTasks(repo, git)[0]?.taskState.kind, "queued");
});

Deno.test("a lease is held on one machine of several, and tells in which job", async () => {
  using project = await makeProject();
  const { id } = await queueOne(project);
  const near = onMachine(project.repo, "near"), far = onMachine(project.repo, "far");
  const job = { engine: "slurm", name: "exp-1", element: 3, id: "77", life: 1 };

  using lease = takeLease(near, id, job)!;
  const owner = leaseOwner(far, id);

  assert.deepEqual([owner?.host, owner?.pid, owner?.job], ["near", near.host.pid, job]);
  assert.deepEqual([isFree(near, id), isFree(far, id)], [false, false]);
  assert.deepEqual([takeLease(near, id), takeLease(far, id)], [undefined, undefined]);
  assert.ok(isStillMine(near, lease));
});

Deno.test("a lease that is given back can be taken on another machine", async () => {
  using project = await makeProject();
  const { id } = await queueOne(project);
  const near = onMachine(project.repo, "near"), far = onMachine(project.repo, "far");

  withLease(near, id, () => {});

  assert.equal(leaseOwner(far, id), undefined);
  assert.ok(isFree(far, id));
  assert.equal(withLease(far, id, () => "done"), "done");
});

Deno.test("what died on this machine has no lease here, and keeps it for all others", async () => {
  using project = await makeProject();
  const { id } = await queueOne(project);
  takeLease(onMachine(project.repo, "near"), id); // its kernel forgets it
  const near = onMachine(project.repo, "near"), far = onMachine(project.repo, "far");

  assert.equal(takeLease(far, id), undefined);
  assert.ok(isFree(near, id));
  using again = takeLease(near, id);
  assert.ok(again);
});

Deno.test("breaking a lease takes it from the owner that was seen, never from the next one", async () => {
  using project = await makeProject();
  const { id } = await queueOne(project);
  const near = onMachine(project.repo, "near"), far = onMachine(project.repo, "far");
  const dead = takeLease(near, id)!;
  const seen = leaseOwner(far, id)!;

  breakLease(far, id, seen);
  using next = takeLease(far, id)!;
  breakLease(project.repo, id, seen);
  dead[Symbol.dispose]();

  assert.ok(isStillMine(far, next));
  assert.equal(isStillMine(near, dead), false);
});

Deno.test("drains of other machines are known, and asked to stop", async () => {
  using project = await makeProject();
  makeFolders(project.repo);
  const near = onMachine(project.repo, "near"), far = onMachine(project.repo, "far");
  using drain = registerDrain(far);

  assert.deepEqual(liveDrains(near), [drain.name]);
  assert.equal(askDrains(near, "stop"), 1);
  assert.equal(drain.request(), "stop");
});

Deno.test("a drain of another machine that shows no life for ten minutes is dead", async () => {
  using project = await makeProject();
  const near = onMachine(project.repo, "near"), far = onMachine(project.repo, "far");
  const { name } = registerDrain(far);
  const life = `${project.repo.tmpDir}/exp/drains/${name}.life`;
  const age = (minutes: number) => Deno.utimeSync(life, 0, new Date(Date.now() - minutes * 60_000));

  age(9);
  assert.deepEqual(liveDrains(near), [name]);
  age(11);
  assert.deepEqual(liveDrains(near), []);
  assert.equal(project.repo.host.fs.exists(life), false);
});

Deno.test("each machine has its own graphics cards", async () => {
  using project = await makeProject();
  const near = onMachine(project.repo, "near"), far = onMachine(project.repo, "far");
  using _held = takeSlots(near, { gpu: 1 }, { gpu: 1 });

  assert.equal(takeSlots(near, { gpu: 1 }, { gpu: 1 }), undefined);
  using other = takeSlots(far, { gpu: 1 }, { gpu: 1 });
  assert.ok(other);
});

Deno.test("the queue's lock of a machine that shows no life for two minutes is broken, one that shows life is waited for", async () => {
  using project = await makeProject();
  const { host } = project.repo;
  let nowMs = 0;
  const clock = { ...host.clock, monotonic: () => nowMs, sleepSync: (ms: number) => void (nowMs += ms) };
  const at = { ...project.repo, host: { ...host, clock } };
  const near = onMachine(at, "near"), far = onMachine(at, "far");

  const dead = new Error("power cut");
  const never = { ...far, host: { ...far.host, fs: { ...far.host.fs, rename() {} } } };
  assert.throws(() =>
    withQueueLock(never, () => {
      throw dead;
    }), dead);
  assert.equal(withQueueLock(near, () => "held"), "held");
  assert.ok(nowMs > 120_000 && nowMs < 130_000, `${nowMs}`);

  withQueueLock(far, (goOn) => {
    const alive = { ...clock, sleepSync: (ms: number) => (nowMs += ms, goOn()) };
    assert.throws(() => withQueueLock({ ...near, host: { ...near.host, clock: alive } }, () => {}), ExpError);
  });
});

for (
  const [what, spoil] of [
    ["a file", (path: string) => Deno.writeTextFileSync(path, "garbage")],
    ["an empty folder", (path: string) => Deno.mkdirSync(path)],
    ["a folder with something else in it", (path: string) => Deno.mkdirSync(`${path}/stray/deep`, { recursive: true })],
  ] as const
) {
  Deno.test(`${what} where the owner belongs is nobody's lease`, async () => {
    using project = await makeProject();
    const { id } = await queueOne(project);
    spoil(`${project.repo.tmpDir}/exp/queue/${id}/lease.owner`);

    assert.ok(isFree(project.repo, id));
    assert.equal(withLease(project.repo, id, () => "done"), "done");
  });
}

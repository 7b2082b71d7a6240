import { unreachable } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import { removeLeft } from "../records/mod.ts";
import { relativeInside, type Repo } from "../repo/mod.ts";
import type { Ended } from "./job.ts";
import { clearKillRequest } from "./kill_request.ts";
import { runFile } from "./layout.ts";
import { breakLease, type Lease, leaseOwner, readGroup, takeLease } from "./lease.ts";
import { endLeftovers, NO_LEFTOVERS, whoAmI } from "./machine.ts";
import { publish } from "./publish.ts";
import { returnToQueue, settleFailure } from "./settle.ts";
import { readTask } from "./store.ts";
import { backoffMs, isUnderWay, jobIn, type JobRef, requeued, type Task, type TaskState } from "./task.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Settles a task whose job is no more, and which has left no word of its end.
 *
 * @returns `held` when somebody works on it after all; undefined when it is not this job's any more
 */
export function settleGone(
  repo: Repo,
  git: Git,
  task: Task,
  job: JobRef,
  verdict: Exclude<Verdict, { do: "wait" }>,
): Ended | "held" | undefined {
  const lease = leaseOfGone(repo, task.id, job);
  if (lease === undefined) return "held";
  try {
    const now = readTask(repo, task.id);
    if (now?.kind !== "task" || jobIn(now.state)?.name !== job.name) return undefined;
    cleanUp(repo, task.id, now.state);
    return act(repo, git, now.task, now.state, verdict);
  } finally {
    lease[Symbol.dispose]();
  }
}

/** The engine has said that the job is over: whoever of it had the lease is dead. */
function leaseOfGone(repo: Repo, id: string, job: JobRef): Lease | undefined {
  const lease = takeLease(repo, id);
  if (lease !== undefined) return lease;
  const owner = leaseOwner(repo, id);
  if (owner?.job?.name !== job.name || owner.job.element !== job.element) return undefined;
  breakLease(repo, id, owner);
  return takeLease(repo, id);
}

/** What the dead left: on this machine its processes, on the shared disk its checkout. */
function cleanUp(repo: Repo, id: string, state: TaskState): void {
  if (!isUnderWay(state)) return;
  const { host, bootId } = whoAmI(repo.host);
  if (state.by?.host === host && state.by.bootId === bootId) endLeftovers(repo.host, id, readGroup(repo, id));
  const checkout = "checkout" in state ? state.checkout : "";
  if (relativeInside(repo.tmpDir, checkout) !== undefined) removeLeft(repo.host, checkout);
}

function act(
  repo: Repo,
  git: Git,
  task: Task,
  state: TaskState,
  verdict: Exclude<Verdict, { do: "wait" }>,
): Ended {
  switch (verdict.do) {
    case "publish": {
      const rev = state.kind === "collecting" ? publish(repo, git, task, state) : undefined;
      if (rev !== undefined) return { kind: "success", task, rev };
      return requeue(repo, git, task, state, { do: "requeue", after: "death", why: "its result was lost" });
    }
    case "kill":
      note(repo, task, "killed");
      settleFailure(repo, git, task, state, "killed");
      clearKillRequest(repo, task.id);
      return { kind: "killed", task, cause: { message: "killed", exitCode: 255 }, leftovers: NO_LEFTOVERS };
    case "requeue":
      return requeue(repo, git, task, state, verdict);
    case "fail":
      note(repo, task, verdict.cause.message);
      settleFailure(repo, git, task, state, verdict.cause);
      return { kind: "failed", task, cause: verdict.cause, leftovers: NO_LEFTOVERS };
    default:
      return unreachable(verdict);
  }
}

function requeue(
  repo: Repo,
  git: Git,
  task: Task,
  state: TaskState,
  { after, why }: Extract<Verdict, { do: "requeue" }>,
): Ended {
  note(repo, task, why);
  const { attempts = 0, deaths = 0 } = state as { attempts?: number; deaths?: number };
  const isDelayed = after === "failure" || after === "death";
  const notBeforeMs = repo.host.clock.now() + backoffMs((after === "death" ? deaths : attempts) + 1);
  returnToQueue(repo, git, task, requeued(state, { after, why, ...(isDelayed ? { notBeforeMs } : {}) }));
  return {
    kind: "requeued",
    task,
    why: after === "timeout" ? "timeout" : after === "failure" ? "retry" : "interrupted",
  };
}

/** What only the engine knows, as the last line of the log. */
function note(repo: Repo, task: Task, why: string): void {
  const log = runFile(repo, task.entry.stashRev, "out");
  if (repo.host.fs.exists(log)) repo.host.fs.append(log, `ERROR: ${why}\n`);
}

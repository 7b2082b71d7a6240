/** Ends tasks that an engine has, and takes them back from it. */
import type { Engine } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { cancelNowOrLater, type NamedPart } from "./cancel_later.ts";
import { readJobId, readPacks } from "./jobs.ts";
import { clearKillRequest, requestKill } from "./kill_request.ts";
import { withLease } from "./lease.ts";
import { addFailedLines, announceAll, reopen, settleFailure } from "./settle.ts";
import { readJob, readTask } from "./store.ts";
import { type JobRef, requeued, type Task, type TaskState } from "./task.ts";

/** A task that its job is not to run, or not to its end. */
interface Gone {
  readonly id: string;
  readonly job: JobRef;
}

/**
 * Tasks that wait in an engine are over at once; what runs is asked to end, and its job is cancelled, unless that has
 * other tasks to run as well.
 *
 * @param force cancels jobs with several tasks, too; those of the others wait again
 * @throws {ExpError} `io` when the engine does not answer; what was asked of the tasks stays asked
 */
export async function killGiven(
  repo: Repo,
  git: Git,
  engine: Engine,
  tasks: readonly Task[],
  force: boolean,
): Promise<void> {
  const gone: Gone[] = [];
  const waiting = new Set(submittedOf(repo, engine, tasks));
  addFailedLines(repo, git, [...waiting]); // before their states say so, as with a single one
  for (const task of tasks) {
    const job = readJob(repo, task.id);
    if (job === undefined || job.engine !== engine.name) continue;
    requestKill(repo, task.id, force ? "force" : "gentle");
    takeBack(repo, task.id, job, (now, state) => {
      settleFailure(repo, git, now, state, "killed", waiting.has(task));
      clearKillRequest(repo, now.id);
    });
    gone.push({ id: task.id, job });
  }
  await cancelParts(repo, engine, gone, force);
}

/** Takes tasks back that an engine has and has not begun. @returns those that wait in our own queue now */
export async function withdrawTasks(repo: Repo, git: Git, engine: Engine, tasks: readonly Task[]): Promise<Task[]> {
  const gone: Gone[] = [];
  const back = tasks.filter((task) => {
    const job = readJob(repo, task.id);
    if (job === undefined || job.engine !== engine.name) return false;
    const isBack = takeBack(repo, task.id, job, (now, state) => {
      reopen(repo, now, requeued(state, { after: "stop" }));
    });
    if (isBack) gone.push({ id: task.id, job });
    return isBack;
  });
  announceAll(repo, git, back);
  await cancelParts(repo, engine, gone, false);
  return back;
}

function submittedOf(repo: Repo, engine: Engine, tasks: readonly Task[]): Task[] {
  return tasks.filter(({ id }) => {
    const stored = readTask(repo, id);
    return stored?.kind === "task" && stored.state.kind === "submitted" && stored.state.job.engine === engine.name;
  });
}

/** The job leaves alone what is not its own any more. */
function takeBack(repo: Repo, id: string, job: JobRef, settle: (task: Task, state: TaskState) => void): boolean {
  return withLease(repo, id, () => {
    const now = readTask(repo, id);
    if (now?.kind !== "task" || now.state.kind !== "submitted" || now.state.job.name !== job.name) return false;
    settle(now.task, now.state);
    return true;
  }) === true;
}

async function cancelParts(repo: Repo, engine: Engine, gone: readonly Gone[], force: boolean): Promise<void> {
  const ids = new Set(gone.map(({ id }) => id));
  const packsOf = new Map<string, string[][]>();
  const parts = new Map<string, NamedPart>();
  for (const { job: { name, element } } of gone) {
    const id = readJobId(repo, name);
    if (id === undefined) continue; // not acknowledged yet: should it come, it finds nothing that is its own
    const packs = packsOf.get(name) ?? readPacks(repo, name);
    packsOf.set(name, packs);
    const hasOthers = (packs[element] ?? []).some((task) => !ids.has(task) && readJob(repo, task)?.name === name);
    if (hasOthers && !force) continue;
    parts.set(`${id}_${element}`, { name, part: packs.length > 1 ? { id, element } : { id } });
  }
  await cancelNowOrLater(repo, engine, [...parts.values()]);
}

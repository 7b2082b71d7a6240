/** The queue as others show it. Reading only: possible at any time, also while drains are at work. */
import type { ExecutorFacts } from "../records/mod.ts";
import type { ShownTask } from "../revisions/mod.ts";
import { readEntries } from "../entries/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { dvcOutcome, readInfo, readProcess } from "./dvc_files.ts";
import { expsFolder, runFile, tasksFolder } from "./layout.ts";
import { foreignOwner, isFree } from "./lease.ts";
import type { ProcessIdentity } from "./machine.ts";
import { isUnannounced, strangeMessages, type Survey, survey } from "./survey.ts";
import { DEFAULT_TASK_OPTIONS, isUnderWay, NEW_STATE, type Task, type TaskState } from "./task.ts";

export interface ListedTask extends ShownTask {
  readonly task: Task;
  readonly taskState: TaskState;
  /** Under way according to its state, but its drain is dead; the next queue command puts it in order. */
  readonly isLost: boolean;
  /** The other machine that runs it: whether it still does cannot be seen from here. */
  readonly runsOn: string | undefined;
  /** Who runs it, when it is running. */
  readonly runner: ProcessIdentity | undefined;
  /** The experiment's commit. */
  readonly rev: Rev | undefined;
}

/** Tasks in the queue's order, DVC's included. */
export function listTasks(repo: Repo, git: Git): ListedTask[] {
  const { fs } = repo.host;
  if (!fs.exists(tasksFolder(repo)) && !fs.exists(`${expsFolder(repo)}/celery`)) return [];
  const seen = survey(repo, git);
  const own = [...seen.stored.values()].flatMap((found) =>
    found.kind === "task" ? describe(repo, git, seen, found.task, found.state) : []
  );
  return [...own.sort((a, b) => a.task.seq - b.task.seq), ...strangers(repo, git, seen)];
}

/** Tasks of DVC's that have not been adopted yet. */
function strangers(repo: Repo, git: Git, seen: Survey): ListedTask[] {
  const messages = strangeMessages(repo, seen);
  const known = new Map(messages.map(({ entry }) => [entry.stashRev, entry]));
  const entries = readEntries(repo, git, messages.map(({ entry }) => entry.stashRev), known);
  return messages.flatMap(({ taskId, file }, i) => {
    const entry = entries[i];
    if (entry === undefined) return [];
    const queuedAtMs = seen.queuedLines.get(entry.stashRev) ?? 0;
    const task = { id: taskId, seq: Infinity, entry, options: DEFAULT_TASK_OPTIONS, queuedAtMs, messageFile: file };
    return describe(repo, git, seen, task, NEW_STATE);
  });
}

function describe(repo: Repo, git: Git, seen: Survey, task: Task, state: TaskState): ListedTask[] {
  const shown = shownState(repo, seen, task, state);
  if (shown === undefined) return [];
  const { stashRev, baseline, name } = task.entry;
  const isLost = isUnderWay(state) && isFree(repo, task.id);
  const runner = isUnderWay(state) ? state.by : undefined;
  const resultRef = shown === "success" ? readInfo(repo, stashRev)?.resultRef : undefined;
  return [{
    task,
    taskState: state,
    stashRev,
    baseline,
    name: name === "" ? undefined : name,
    state: shown,
    isLost,
    runsOn: isUnderWay(state) ? foreignOwner(repo, task.id)?.host : undefined,
    runner,
    rev: state.kind === "success" && state.rev ? state.rev : resultRef ? git.readRef(resultRef) : undefined,
    executor: executorOf(repo, task, shown),
    ...(state.kind === "pruned" ? { pruned: state.last } : {}),
    ...(resultRef ? { resultRef } : {}),
  }];
}

/** Undefined: removed by DVC, or never wholly queued. */
function shownState(repo: Repo, seen: Survey, task: Task, state: TaskState): ShownTask["state"] | undefined {
  switch (state.kind) {
    case "success":
      return "success";
    case "failed":
    case "killed":
    case "pruned":
      return seen.failedLines.has(task.entry.stashRev) ? "failed" : undefined;
    case "submitted":
      return "queued";
    case "queued": {
      const message = seen.messageOf(task);
      const isKnown = message !== "gone" || seen.queuedLines.has(task.entry.stashRev);
      if (!isKnown && !isUnannounced(seen, task, state)) return undefined;
      const outcome = message === "processed" ? dvcOutcome(repo, task) : "none";
      return outcome === "none" || outcome === "lost" ? "queued" : outcome;
    }
    default:
      return "running";
  }
}

function executorOf(repo: Repo, task: Task, status: ShownTask["state"]): ExecutorFacts {
  const { stashRev } = task.entry;
  if (status === "queued") {
    const local = { root: null, log: null, pid: null, returncode: null, task_id: stashRev };
    return { state: "queued", name: "dvc-task", local };
  }
  const { pid, returncode } = readProcess(repo, stashRev);
  const root = status === "running" ? readInfo(repo, stashRev)?.rootDir ?? null : null;
  return {
    state: status,
    name: status === "failed" ? null : "dvc-task",
    local: { root, log: runFile(repo, stashRev, "out"), pid, returncode, task_id: stashRev },
  };
}

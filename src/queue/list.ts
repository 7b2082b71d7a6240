/** The queue as others show it. Reading only: possible at any time, also while drains are at work. */
import type { ExecutorFacts } from "../experiments/collected.ts";
import { readEntries } from "../experiments/entry.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";
import { dvcOutcome, readInfo, readProcess } from "./dvc_files.ts";
import { expsFolder, runFile, tasksFolder } from "./layout.ts";
import { takeLease } from "./lease.ts";
import { strangeMessages, type Survey, survey } from "./survey.ts";
import { isUnderWay, type Task, type TaskState } from "./task.ts";

export type Status = "running" | "queued" | "failed" | "success";

export interface ListedTask {
  readonly task: Task;
  readonly state: TaskState;
  readonly status: Status;
  /** Under way according to its state, but its drain is dead; the next queue command puts it in order. */
  readonly isLost: boolean;
  /** The experiment's commit. */
  readonly rev: Rev | undefined;
  readonly executor: ExecutorFacts;
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
    const options = { retries: 0, priority: 0, env: {}, needs: {}, held: false };
    const task: Task = { id: taskId, seq: Number.MAX_SAFE_INTEGER, entry, options, queuedAtMs: 0, messageFile: file };
    return describe(repo, git, seen, task, { kind: "queued", attempts: 0 });
  });
}

function describe(repo: Repo, git: Git, seen: Survey, task: Task, state: TaskState): ListedTask[] {
  const status = statusOf(repo, seen, task, state);
  if (status === undefined) return [];
  let isLost = false;
  if (isUnderWay(state)) {
    using lease = takeLease(repo, task.id);
    isLost = lease !== undefined;
  }
  return [{
    task,
    state,
    status,
    isLost,
    rev: revOf(repo, git, task, state),
    executor: executorOf(repo, task, status),
  }];
}

/** Undefined: removed by DVC, or never wholly queued. */
function statusOf(repo: Repo, seen: Survey, task: Task, state: TaskState): Status | undefined {
  switch (state.kind) {
    case "success":
      return "success";
    case "failed":
    case "killed":
      return seen.failedLines.has(task.entry.stashRev) ? "failed" : undefined;
    case "queued": {
      const message = seen.messageOf(task);
      if (message === "gone" && !seen.queuedLines.has(task.entry.stashRev) && !seen.unannounced.has(task.id)) {
        return undefined;
      }
      const outcome = message === "processed" ? dvcOutcome(repo, task) : "none";
      return outcome === "none" || outcome === "lost" ? "queued" : outcome;
    }
    default:
      return "running";
  }
}

function revOf(repo: Repo, git: Git, task: Task, state: TaskState): Rev | undefined {
  if (state.kind === "success" && state.rev !== undefined) return state.rev;
  const ref = readInfo(repo, task.entry.stashRev)?.resultRef;
  return ref ? git.readRef(ref) : undefined;
}

function executorOf(repo: Repo, task: Task, status: Status): ExecutorFacts {
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

/** What an engine says of a job, and what our own files say of its task → what becomes of the task. Pure. */
import { unreachable } from "../common/mod.ts";
import type { JobStatus } from "../engines/mod.ts";
import type { FailureCause, Requeue, TaskState } from "./task.ts";

export interface JobFacts {
  readonly state: TaskState;
  /** What the engine tells of its job; undefined: it has answered, and knows no such job. */
  readonly status: JobStatus | undefined;
  /** Has it been so for long enough that a result would be seen, had the job left one? */
  readonly isSettled: boolean;
  /** Did the engine ever say that it has taken the job? */
  readonly isAcknowledged: boolean;
  /** Did the job come so far as to begin this task, or another one that it was given? */
  readonly hasBegun: boolean;
  /** Has a user asked to end it? */
  readonly isKilled: boolean;
  readonly retries: number;
  /** May it go on in another job when its time is over? */
  readonly goesOn: boolean;
  /** Times that it may do so in a row. */
  readonly maxTimeouts: number;
  /** The last line that the job itself printed, where it never came to its task. */
  readonly lastLine: string | undefined;
}

export type Verdict =
  /** The engine has it, or it is too early to tell. */
  | { readonly do: "wait" }
  /** It has made its commit and died before anybody could see it. */
  | { readonly do: "publish" }
  | { readonly do: "kill" }
  | { readonly do: "requeue"; readonly after: Requeue["after"]; readonly why: string }
  | { readonly do: "fail"; readonly cause: FailureCause };

/** As a shell reports a program that ran out of memory (KILL), or was told to go (TERM). */
const MEMORY_EXIT = 137, CANCELLED_EXIT = 143, TIMEOUT_EXIT = 124, FAILED_EXIT = 255;

export function judge(facts: JobFacts): Verdict {
  const { state, status, isKilled } = facts;
  if (status?.phase === "waiting" || status?.phase === "running") return { do: "wait" };
  if (!facts.isSettled) return { do: "wait" };
  if (state.kind === "collecting") return { do: "publish" };
  if (isKilled) return { do: "kill" };
  if (status === undefined) {
    if (!facts.hasBegun && !facts.isAcknowledged) {
      return { do: "requeue", after: "stop", why: "its job was never taken" };
    }
    return { do: "requeue", after: "death", why: "its engine knows of its job no more" };
  }
  return judgeEnded(facts, status);
}

function judgeEnded(facts: JobFacts, status: JobStatus): Verdict {
  const where = status.node === undefined || status.node === "" ? "" : ` on ${status.node}`;
  switch (status.phase) {
    case "preempted":
      return { do: "requeue", after: "stop", why: `its job was preempted (${status.word})` };
    case "node-lost":
      return { do: "requeue", after: "death", why: `its node was lost${where} (${status.word})` };
    case "timeout":
      return afterTimeout(facts);
    case "memory":
      return failOrRetry(facts, `its job ran out of memory${where} (${status.word})`, MEMORY_EXIT);
    case "cancelled":
      return fail(`its job was cancelled (${status.word})`, CANCELLED_EXIT);
    case "done":
    case "failed": {
      if (facts.hasBegun) {
        return { do: "requeue", after: "death", why: `its job ended${where} without a word (${status.word})` };
      }
      const code = status.exitCode === undefined ? "" : `, exit code ${status.exitCode}`;
      const line = facts.lastLine === undefined ? "" : `: ${facts.lastLine}`;
      return fail(`its job ended${where} before it began (${status.word}${code})${line}`, FAILED_EXIT);
    }
    case "waiting":
    case "running":
      return { do: "wait" };
    default:
      return unreachable(status.phase);
  }
}

const OUT_OF_TIME = "ran into the time limit of its job";

/** What becomes of a task whose job had no time left. */
export function afterTimeout(
  facts: Pick<JobFacts, "state" | "goesOn" | "maxTimeouts" | "retries">,
): Exclude<Verdict, { do: "wait" | "publish" | "kill" }> {
  const timeouts = "timeouts" in facts.state ? facts.state.timeouts ?? 0 : 0;
  if (facts.goesOn && timeouts < facts.maxTimeouts) return { do: "requeue", after: "timeout", why: OUT_OF_TIME };
  const times = facts.goesOn && timeouts > 0 ? `, ${timeouts + 1} times in a row` : "";
  return failOrRetry(facts, `${OUT_OF_TIME}${times}`, TIMEOUT_EXIT);
}

function failOrRetry({ state, retries }: Pick<JobFacts, "state" | "retries">, message: string, exitCode: number) {
  const attempts = "attempts" in state ? state.attempts : 0;
  if (attempts < retries) return { do: "requeue", after: "failure", why: message } as const;
  return fail(message, exitCode);
}

function fail(message: string, exitCode: number) {
  return { do: "fail", cause: { message, exitCode } } as const;
}

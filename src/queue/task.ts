import { unreachable } from "../common/mod.ts";
import type { JobRequest } from "../engines/mod.ts";
import type { Entry } from "../entries/mod.ts";
import type { Rev } from "../git/mod.ts";
import type { Config } from "../repo/mod.ts";
import type { ProcessIdentity } from "./machine.ts";

/** What the user may say about a task when it is queued. */
export interface TaskOptions {
  /** End it after this long. */
  readonly timeoutMs?: number;
  /** End it when it has printed nothing for this long. */
  readonly idleTimeoutMs?: number;
  /** How often to try again after a failure. */
  readonly retries: number;
  /** Higher runs first. */
  readonly priority: number;
  /** Variables for its stages. Kept in the task's own folder only, never in Git: they may be secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** Scarce things it needs, such as `gpu: 1`. */
  readonly needs: Readonly<Record<string, number>>;
  /** Not to be run until it is released. */
  readonly held: boolean;
  /** What its job is to ask a batch engine for; a drain of this machine passes over it. */
  readonly job?: JobRequest;
  /** When its job has no time left, or was preempted, it goes on in another one; that counts as no failure. */
  readonly requeue?: true;
  /** It was pruned, and goes on from its checkpoints: nobody ends it early again. */
  readonly resumed?: true;
  /** It goes on as one of the best after all, and is compared with the others as before. */
  readonly promoted?: true | undefined;
}

export const DEFAULT_TASK_OPTIONS: TaskOptions = { retries: 0, priority: 0, env: {}, needs: {}, held: false };

/** A queued experiment. What it is never changes; its options do. */
export interface Task {
  /** DVC's task id, too. */
  readonly id: string;
  /** Its place in the queue. The wall clock may jump; this does not. */
  readonly seq: number;
  readonly entry: Entry;
  readonly options: TaskOptions;
  readonly queuedAtMs: number;
  /** Its message for DVC's workers, below `celery/broker/in`, later `processed`. */
  readonly messageFile: string;
}

/** Are there variables in it, which nobody but its user may read? */
export function hasSecrets({ options }: Task): boolean {
  return Object.keys(options.env).length > 0;
}

/** Why a task has failed. */
export interface FailureCause {
  readonly message: string;
  /** As DVC's task processes exit; 124 after a timeout. */
  readonly exitCode: number;
}

/** What a task has said of itself on its way. */
export interface TaskReport {
  readonly step: number;
  readonly value: number;
}

/** The job of a batch engine that a task was given to: one element of an array, or all of a single job. */
export interface JobRef {
  /** `slurm`, or the name of an engine file. */
  readonly engine: string;
  /** Ours, and unique: a job that was sent and never acknowledged is found by it. */
  readonly name: string;
  readonly element: number;
}

/** What a task has been through since it was queued, or tried again by hand. */
interface Past {
  /** Runs that ended in a failure. */
  readonly attempts: number;
  /** Runs since then that did not end: whoever ran them died. */
  readonly deaths: number;
  /** Runs that went on in another job, for the first had no time left. */
  readonly timeouts?: number;
}

interface UnderWay extends Past {
  /** Who has the lease: for people, and for other machines that share the folder. */
  readonly by: ProcessIdentity | undefined;
  readonly job?: JobRef;
}

/** Each state carries what is true in it. */
export type TaskState =
  | Past & {
    readonly kind: "queued";
    readonly notBeforeMs?: number;
    /** What ended its last run, where that is no failure of its own. */
    readonly why?: string;
    /** Back in the queue, but what DVC reads does not say so yet. */
    readonly isUnannounced?: true;
  }
  /** An engine has it: it waits there, or has been begun and goes on when the engine says so. */
  | Past & { readonly kind: "submitted"; readonly job: JobRef; readonly submittedAtMs: number }
  | UnderWay & { readonly kind: "preparing" }
  | UnderWay & { readonly kind: "running"; readonly checkout: string; readonly startedAtMs: number }
  /** The commit exists; its ref may. */
  | UnderWay & { readonly kind: "collecting"; readonly rev: Rev; readonly checkout: string }
  | { readonly kind: "success"; readonly rev: Rev | undefined; readonly endedAtMs: number }
  | Unfinished & { readonly kind: "failed"; readonly cause: FailureCause }
  | Unfinished & { readonly kind: "killed" }
  /** Ended early, for it had fallen behind others. `last`: what it said last. */
  | Unfinished & { readonly kind: "pruned"; readonly last: TaskReport };

/** It has ended, and not well. */
interface Unfinished {
  readonly attempts: number;
  readonly endedAtMs: number;
  /** Its last checkpoint: where its experiment's ref was then. */
  readonly checkpoint?: Rev;
}

export type Queued = TaskState & { readonly kind: "queued" };

export interface Requeue {
  /** What ended the run: a failure, the death of who ran it, its job's time limit, or nothing that counts. */
  readonly after: "failure" | "death" | "timeout" | "stop";
  /** In words, where an engine tells. */
  readonly why?: string;
  readonly notBeforeMs?: number;
}

export type TaskEvent =
  /** An engine gets it, or has it still after a run that did not end. */
  | { readonly kind: "submit"; readonly job: JobRef; readonly atMs: number; readonly after?: "timeout" }
  | { readonly kind: "claim"; readonly by: ProcessIdentity }
  | { readonly kind: "start"; readonly checkout: string; readonly atMs: number }
  | { readonly kind: "collect"; readonly rev: Rev }
  | { readonly kind: "succeed"; readonly rev: Rev | undefined; readonly atMs: number }
  | { readonly kind: "fail"; readonly cause: FailureCause; readonly atMs: number; readonly checkpoint?: Rev }
  | { readonly kind: "kill"; readonly atMs: number; readonly checkpoint?: Rev }
  | { readonly kind: "prune"; readonly last: TaskReport; readonly atMs: number; readonly checkpoint?: Rev }
  /** Back into the queue: the drain was stopped, or died. */
  | ({ readonly kind: "requeue" } & Requeue)
  /** The user wants another try. */
  | { readonly kind: "retry" };

export const NEW_STATE: Queued = { kind: "queued", attempts: 0, deaths: 0 };

/** The one transition table. Undefined: not from this state. */
const MOVES: { readonly [E in TaskEvent["kind"]]: readonly TaskState["kind"][] } = {
  submit: ["queued", "submitted", "preparing", "running", "collecting"],
  claim: ["queued", "submitted"],
  start: ["preparing"],
  collect: ["running"],
  succeed: ["submitted", "preparing", "running", "collecting", "queued"],
  fail: ["submitted", "preparing", "running", "collecting", "queued"],
  kill: ["submitted", "preparing", "running", "collecting"],
  prune: ["preparing", "running", "collecting"],
  requeue: ["submitted", "preparing", "running", "collecting"],
  retry: ["failed", "killed", "pruned"],
};

export function canMove(state: TaskState, event: TaskEvent["kind"]): boolean {
  return MOVES[event].includes(state.kind);
}

/** @throws when the table does not have it: a bug of ours */
export function move(state: TaskState, event: TaskEvent): TaskState {
  if (!canMove(state, event.kind)) throw new Error(`a ${state.kind} task cannot ${event.kind}`);
  const past = pastOf(state);
  const under = {
    by: "by" in state ? state.by : undefined,
    ...("job" in state && state.job ? { job: state.job } : {}),
  };
  switch (event.kind) {
    case "submit":
      return {
        kind: "submitted",
        ...(event.after === "timeout" ? { ...past, timeouts: (past.timeouts ?? 0) + 1 } : past),
        job: event.job,
        submittedAtMs: event.atMs,
      };
    case "claim":
      return { kind: "preparing", ...past, ...under, by: event.by };
    case "start":
      return { kind: "running", ...past, ...under, checkout: event.checkout, startedAtMs: event.atMs };
    case "collect":
      return {
        kind: "collecting",
        ...past,
        ...under,
        rev: event.rev,
        checkout: state.kind === "running" ? state.checkout : "",
      };
    case "succeed":
      return { kind: "success", rev: event.rev, endedAtMs: event.atMs };
    case "fail":
      return { kind: "failed", ...unfinished(past, event), cause: event.cause };
    case "kill":
      return { kind: "killed", ...unfinished(past, event) };
    case "prune":
      return { kind: "pruned", ...unfinished(past, event), last: event.last };
    case "requeue":
      return {
        kind: "queued",
        ...counted(past, event.after),
        ...(event.notBeforeMs === undefined ? {} : { notBeforeMs: event.notBeforeMs }),
        ...(event.why === undefined ? {} : { why: event.why }),
      };
    case "retry":
      return NEW_STATE;
    default:
      return unreachable(event);
  }
}

function unfinished({ attempts }: Past, { atMs, checkpoint }: { atMs: number; checkpoint?: Rev }): Unfinished {
  return { attempts: attempts + 1, endedAtMs: atMs, ...(checkpoint === undefined ? {} : { checkpoint }) };
}

function pastOf(state: TaskState): Past {
  const attempts = "attempts" in state ? state.attempts : 0;
  const deaths = "deaths" in state ? state.deaths : 0;
  const timeouts = "timeouts" in state ? state.timeouts : undefined;
  return { attempts, deaths, ...(timeouts === undefined ? {} : { timeouts }) };
}

function counted(past: Past, after: Requeue["after"]): Past {
  switch (after) {
    case "failure":
      return { attempts: past.attempts + 1, deaths: 0 };
    case "death":
      return { ...past, deaths: past.deaths + 1 };
    case "timeout":
      return { ...past, timeouts: (past.timeouts ?? 0) + 1 };
    case "stop":
      return past;
  }
}

/** The state of a task that goes back into the queue. @throws as `move` */
export function requeued(state: TaskState, requeue: Requeue): Queued {
  return move(state, { kind: "requeue", ...requeue }) as Queued;
}

/** Does a drain (or nobody any more) work on it? */
export function isUnderWay(state: TaskState): state is Extract<TaskState, UnderWay> {
  return state.kind === "preparing" || state.kind === "running" || state.kind === "collecting";
}

/** The job of a task that an engine has. */
export function jobIn(state: TaskState): JobRef | undefined {
  return "job" in state ? state.job : undefined;
}

export function isOver(state: TaskState): boolean {
  return ["success", "failed", "killed", "pruned"].includes(state.kind);
}

/** Deaths (crashes, reboots) in a row after which a task is taken for their cause; `queue.max_deaths` sets another. */
const MAX_DEATHS = 5;

/** 0: it is tried for ever. */
export function maxDeaths(config: Pick<Config, "get">): number {
  const set = config.get("queue", "max_deaths");
  return set === undefined ? MAX_DEATHS : Number(set) || Infinity;
}

/** Jobs in a row whose time was over, after which a task is taken to get nowhere; `queue.max_timeouts` sets another. */
const MAX_TIMEOUTS = 20;

/** 0: it goes on for ever. */
export function maxTimeouts(config: Pick<Config, "get">): number {
  const set = config.get("queue", "max_timeouts");
  return set === undefined ? MAX_TIMEOUTS : Number(set) || Infinity;
}

/** Why a waiting task is not to be run any more; undefined: it is. */
export function givenUp(state: Queued, limit: number): FailureCause | undefined {
  if (state.deaths < limit) return undefined;
  const times = state.deaths === 1 ? "" : `, ${state.deaths} times in a row`;
  return { message: `whoever ran it died${times}`, exitCode: 255 };
}

const BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 5 * 60_000;

/** Before the n-th repetition (1, 2, …): 1 s, 2 s, 4 s, … 5 min. */
export function backoffMs(repetition: number): number {
  return Math.min(BACKOFF_MS * 2 ** (repetition - 1), MAX_BACKOFF_MS);
}

/** How long a waiting task is not to be run yet. A time that no delay explains is the work of a clock that was moved. */
export function waitingTimeMs(state: Queued, nowMs: number): number {
  const left = (state.notBeforeMs ?? 0) - nowMs;
  return left > 0 && left <= MAX_BACKOFF_MS ? left : 0;
}

/** Which waiting task comes first: higher priority, then the older. */
export function compareTasks(a: Task, b: Task): number {
  return b.options.priority - a.options.priority || a.seq - b.seq;
}

/** What the queue asks of a batch engine, and what it gets back: jobs and where they stand. */

import type { EngineOptions } from "./job_options.ts";

export interface JobSpec {
  /** Unique, `exp-` and then a-z, 0-9 and dashes: by it a job is found when the answer to its submission was lost. */
  readonly name: string;
  /** Shell commands, one an element, each a simple one: the script becomes it (`exec`). More than one make an array. */
  readonly commands: readonly string[];
  /** How many elements may run at once. */
  readonly throttle?: number;
  readonly options: EngineOptions;
  /** `gpu: 1` */
  readonly needs: Readonly<Record<string, number>>;
  /** How long before its time limit the job is told, by SIGUSR1. */
  readonly warnSeconds: number;
  /** May the engine start it again by itself, when it has preempted it or has lost its node? */
  readonly requeue: boolean;
  /** Where the script and the logs of its elements lie; absolute. */
  readonly folder: string;
  /** Where it starts; absolute. */
  readonly cwd: string;
}

export const PHASES = [
  "waiting",
  "running",
  "done",
  "failed",
  "cancelled",
  "timeout",
  "memory",
  "preempted",
  "node-lost",
] as const;
/** The last seven are ends. */
export type Phase = typeof PHASES[number];

export interface JobStatus {
  /** The engine's number of the job: `1234`. */
  readonly id: string;
  readonly name: string;
  /** Undefined: all elements of the job that are not told of otherwise. */
  readonly element: number | undefined;
  readonly phase: Phase;
  /** The engine's own word: `NODE_FAIL`. */
  readonly word: string;
  /** Why it waits: `Resources`, `AssocMaxJobsLimit`. */
  readonly reason?: string;
  readonly node?: string;
  readonly exitCode?: number;
}

/** A job, or one element of an array. */
export interface JobPart {
  readonly id: string;
  readonly element?: number;
}

/** Which job this process is in. */
export interface OwnJob {
  readonly id: string;
  /** 0 where the job is no array. */
  readonly element: number;
  readonly node: string | undefined;
  /** How often the engine has started it again: 0, 1, … */
  readonly life: number;
}

/** What the engine says of the job that asks: it still runs, but may have been ended already. */
export interface OwnState {
  /** `preempted` also when it was put back by hand: the engine starts it again, if it may. */
  readonly phase: Phase;
  readonly word: string;
  readonly reason?: string;
  /** Until its time limit; undefined when it has none. */
  readonly secondsLeft?: number;
}

/** How a job that asks for it is put back into the engine's queue. */
export type OwnRequeue =
  /** The engine has been told, and ends this process soon. */
  | { readonly kind: "told" }
  /** The engine starts the job again when it ends with this exit code. */
  | { readonly kind: "exit"; readonly code: number }
  /** The engine cannot, or does not answer. */
  | { readonly kind: "impossible"; readonly says: string };

/** Each question is at most one process; nothing here keeps a process alive. */
export interface Engine {
  readonly name: string;
  /** For people: `Slurm`. */
  readonly title: string;
  /** How many elements an array may have; 1 where there are none, undefined when the engine does not answer. */
  largestArray(): Promise<number | undefined>;
  /** The job script: for people too, who may send it by hand. */
  script(spec: JobSpec): string;
  /** The file in the job's folder that an element's output goes to. */
  logName(element: number, count: number): string;
  /**
   * @param path of a file that holds `script(spec)`
   * @returns the engine's number of the job
   * @throws {ExpError} `usage/refused` naming the options at fault; `busy/engine-full` when the engine takes no more for
   * now; `io/no-answer` when the job may have been accepted, so that it is to be looked for by its name;
   * `not-found/engine-program`
   */
  submit(path: string, spec: JobSpec): Promise<string>;
  /**
   * Where jobs stand, of those that the engine still knows: that one is not there says nothing of how it ended.
   *
   * @param names of jobs; undefined: all of this user's that have names of ours
   * @returns undefined when the engine does not answer
   */
  list(names?: readonly string[]): Promise<readonly JobStatus[] | undefined>;
  /**
   * What the engine has written down of jobs that it may have forgotten; nothing where it keeps no such book. Of one that
   * was started several times the last is told.
   */
  history(ids: readonly string[]): Promise<readonly JobStatus[]>;
  /** @throws {ExpError} `io/no-answer`; of what has ended already nothing is said */
  cancel(parts: readonly JobPart[]): Promise<void>;
  /** Which of the engine's jobs this process is in; undefined when it is in none. */
  ownJob(): OwnJob | undefined;
  /** What the engine says of that job; undefined when it says nothing. */
  ownState(): Promise<OwnState | undefined>;
  /** Puts that job back into the engine's queue. */
  ownRequeue(): Promise<OwnRequeue>;
}

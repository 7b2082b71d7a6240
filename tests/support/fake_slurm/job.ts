/** A job as the imitated controller knows it, in Slurm's own words. */

export type JobState =
  | "PENDING"
  | "RUNNING"
  | "COMPLETED"
  | "FAILED"
  | "CANCELLED"
  | "TIMEOUT"
  | "OUT_OF_MEMORY"
  | "PREEMPTED"
  | "NODE_FAIL";

/** The short words of `squeue -o %t`. */
export const SHORT: Readonly<Record<JobState, string>> = {
  PENDING: "PD",
  RUNNING: "R",
  COMPLETED: "CD",
  FAILED: "F",
  CANCELLED: "CA",
  TIMEOUT: "TO",
  OUT_OF_MEMORY: "OOM",
  PREEMPTED: "PR",
  NODE_FAIL: "NF",
};

/** What was asked for. */
export interface Submission {
  readonly name: string;
  readonly script: string;
  /** The text of the script: Slurm keeps a copy, too. */
  readonly text: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Long names to values; "" for a bare flag. */
  readonly options: Readonly<Record<string, string>>;
  readonly array: { readonly indices: readonly number[]; readonly throttle: number | undefined } | undefined;
  readonly limitSeconds: number | undefined;
  readonly warning: { readonly signal: string; readonly seconds: number; readonly toScriptOnly: boolean } | undefined;
  readonly requeue: boolean;
  readonly partition: string;
}

export interface Job {
  readonly submission: Submission;
  /** Of the whole array; of the job where it is none. */
  readonly id: number;
  readonly index: number | undefined;
  /** Its own, since it was started: elements of an array that wait have none. */
  ownId: number | undefined;
  state: JobState;
  /** Why it waits or has ended, once that is settled. */
  reason: string;
  node: string | undefined;
  submittedAtMs: number;
  /** It is not started before. */
  eligibleAtMs: number;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  restarts: number;
  exitCode: number;
  signal: number;
  held: boolean;
  wasWarned: boolean;
  preemptedAtMs: number | undefined;
  /** Its processes were told to go; at this time they are killed. */
  killAtMs: number | undefined;
  /** What becomes of it when its processes have gone. */
  then: "end" | "requeue";
}

/** As `squeue -o %i` names one. */
export function jobName(job: Pick<Job, "id" | "index">): string {
  return job.index === undefined ? String(job.id) : `${job.id}_${job.index}`;
}

export function isEnded(job: Job): boolean {
  return job.state !== "PENDING" && job.state !== "RUNNING";
}

/** Its processes may still be there. */
export function hasProcesses(job: Job): boolean {
  return job.state === "RUNNING" || job.killAtMs !== undefined;
}

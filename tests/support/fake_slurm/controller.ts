/** What slurmctld does, without its processes: takes jobs, starts them on free nodes, ends and forgets them. */
import { hasProcesses, isEnded, type Job, jobName, type JobState, type Submission } from "./job.ts";

export interface ClusterSize {
  readonly nodes: number;
  readonly cpusPerNode: number;
  readonly maxArraySize: number;
  /** A job that has ended is forgotten after this long. */
  readonly minJobAgeSeconds: number;
  /** From TERM to KILL. */
  readonly killWaitSeconds: number;
  /** A job that goes back into the queue waits for this long. */
  readonly requeueDelaySeconds: number;
}

export const DEFAULT_SIZE: ClusterSize = {
  nodes: 3,
  cpusPerNode: 1,
  maxArraySize: 1001,
  minJobAgeSeconds: 300,
  killWaitSeconds: 30,
  requeueDelaySeconds: 120,
};

/** Where jobs run. */
export interface Nodes {
  start(job: Job): void;
  /** @param toScriptOnly not to what the script has started */
  signal(job: Job, signal: string, toScriptOnly: boolean): void;
}

/** The states of an end that the job has not brought about itself, with the reason that is shown. */
const REASONS: Partial<Record<JobState, string>> = {
  TIMEOUT: "TimeLimit",
  NODE_FAIL: "NodeDown",
  OUT_OF_MEMORY: "OutOfMemory",
};

export class Controller {
  nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  readonly jobs = new Map<string, Job>();
  /** All that was ever taken: the database of accounting. */
  readonly accounted: Job[] = [];
  /** Nothing is started, and this is why. */
  blockedBy: string | undefined;
  /** At the time limit there is no warning, whatever was asked for. */
  givesNoWarning = false;
  readonly size: ClusterSize;
  readonly #nodes: Nodes;
  readonly #free = new Map<string, number>();
  readonly #down = new Set<string>();
  /** How many elements of an array run. */
  readonly #running = new Map<number, number>();
  #waiting: Job[] = [];
  #nextId = 1;

  constructor(size: ClusterSize, nodes: Nodes) {
    this.size = size;
    this.#nodes = nodes;
    for (let node = 1; node <= size.nodes; node++) this.#free.set(`n${node}`, size.cpusPerNode);
  }

  /** @returns the id of the job, or of the array */
  submit(submission: Submission): number {
    const id = this.#nextId++;
    for (const index of submission.array?.indices ?? [undefined]) {
      const job: Job = {
        submission,
        id,
        index,
        ownId: index === undefined ? id : undefined,
        state: "PENDING",
        reason: "None",
        node: undefined,
        submittedAtMs: this.nowMs,
        eligibleAtMs: this.nowMs,
        startedAtMs: undefined,
        endedAtMs: undefined,
        restarts: 0,
        exitCode: 0,
        signal: 0,
        held: "hold" in submission.options,
        wasWarned: false,
        preemptedAtMs: undefined,
        killAtMs: undefined,
        then: "end",
      };
      this.jobs.set(jobName(job), job);
      this.accounted.push(job);
      this.#waiting.push(job);
    }
    this.schedule();
    return id;
  }

  /** Jobs of that name: `12` (also one element's own id), `12_3`. */
  find(name: string): Job[] {
    const exact = this.jobs.get(name);
    if (exact !== undefined) return [exact];
    const id = Number(name);
    return [...this.jobs.values()].filter((job) => job.id === id || job.ownId === id);
  }

  /** Slurm leaves no line of elements that are cancelled before they are split off their array, unless all others are. */
  cancel(jobs: readonly Job[]): void {
    for (const job of jobs) if (job.state === "RUNNING") this.#stop(job, "CANCELLED", "end");
    const waiting = new Set(jobs.filter((job) => job.state === "PENDING"));
    this.#waiting = this.#waiting.filter((other) => !waiting.has(other));
    for (const job of waiting) this.#end(job, "CANCELLED", this.reasonOf(job));
    const goOn = new Set(this.#waiting.map(({ id }) => id));
    for (const job of waiting) if (job.ownId === undefined && goOn.has(job.id)) this.jobs.delete(jobName(job));
    this.schedule();
  }

  /** A job that runs is stopped and waits again. @returns false: not that job */
  requeue(job: Job): boolean {
    if (job.state !== "RUNNING") return false;
    this.#stop(job, "PENDING", "requeue");
    return true;
  }

  preempt(job: Job): void {
    job.preemptedAtMs = this.nowMs;
    this.#stop(job, "PREEMPTED", job.submission.requeue ? "requeue" : "end");
  }

  /** Its processes are killed, without any word to them. */
  crash(job: Job, state: "FAILED" | "TIMEOUT" | "NODE_FAIL" | "OUT_OF_MEMORY" = "FAILED"): void {
    job.signal = 9;
    this.#nodes.signal(job, "KILL", false);
    this.#end(job, state, REASONS[state] ?? "RaisedSignal");
    this.schedule();
  }

  /** The node does not answer any more. What ran there is dead, or (a cable that was pulled) it is not and goes on. */
  loseNode(node: string, processes: "dead" | "alive"): void {
    this.#down.add(node);
    for (const job of this.jobs.values()) {
      if (job.node !== node || job.state !== "RUNNING") continue;
      if (processes === "dead") this.#nodes.signal(job, "KILL", false);
      if (job.submission.requeue) this.#putBack(job);
      else this.#end(job, "NODE_FAIL", "NodeDown");
    }
    this.schedule();
  }

  restoreNode(node: string): void {
    this.#down.delete(node);
    this.schedule();
  }

  /** It is as if it had never been: what MinJobAge does to jobs that have ended. */
  forget(job: Job): void {
    this.jobs.delete(jobName(job));
    this.#waiting = this.#waiting.filter((other) => other !== job);
  }

  release(job: Job, held: boolean): void {
    job.held = held;
    if (!held) job.eligibleAtMs = this.nowMs;
    this.schedule();
  }

  /** The script has ended by itself, or by what it was sent. A former life of the job is of no interest. */
  ended(job: Job, life: number, exitCode: number, signal: number): void {
    if (life !== job.restarts) return;
    if (job.state === "RUNNING" && job.killAtMs === undefined) {
      job.exitCode = exitCode;
      job.signal = signal;
      const ok = exitCode === 0 && signal === 0;
      this.#end(job, ok ? "COMPLETED" : "FAILED", ok ? "None" : signal > 0 ? "RaisedSignal" : "NonZeroExitCode");
    } else if (job.killAtMs !== undefined) {
      job.killAtMs = undefined;
      this.#leave(job);
      if (job.then === "requeue") this.#wait(job);
    }
    this.schedule();
  }

  /** Lets time pass, with what it brings: warnings, limits, ends, oblivion. */
  advance(seconds: number): void {
    this.nowMs += seconds * 1000;
    for (const job of this.jobs.values()) {
      if (job.state === "RUNNING") this.#checkLimit(job);
      else if (isEnded(job)) this.#checkAge(job);
      if (job.killAtMs !== undefined && job.killAtMs <= this.nowMs) this.#nodes.signal(job, "KILL", false);
    }
    this.schedule();
  }

  /** Starts what may be started, the oldest first. */
  schedule(): void {
    if (this.blockedBy !== undefined) return;
    for (let at = 0; at < this.#waiting.length;) {
      const node = this.#freeNode();
      if (node === undefined) return;
      const job = this.#waiting[at]!;
      if (this.#mayStart(job)) {
        this.#waiting.splice(at, 1);
        this.#start(job, node);
      } else at++;
    }
  }

  /** Why it waits, or what its end was about. */
  reasonOf(job: Job): string {
    if (job.state !== "PENDING" || job.killAtMs !== undefined) return job.reason;
    if (job.held) return "JobHeldUser";
    if (this.blockedBy !== undefined) return this.blockedBy;
    if (job.eligibleAtMs > this.nowMs) return "BeginTime";
    if (this.#isThrottled(job)) return "JobArrayTaskLimit";
    return this.#waiting[0] === job ? "Resources" : "Priority";
  }

  #mayStart(job: Job): boolean {
    return !job.held && job.eligibleAtMs <= this.nowMs && !this.#isThrottled(job);
  }

  #isThrottled({ id, submission }: Job): boolean {
    return (this.#running.get(id) ?? 0) >= (submission.array?.throttle ?? Infinity);
  }

  #freeNode(): string | undefined {
    for (const [node, cpus] of this.#free) if (cpus > 0 && !this.#down.has(node)) return node;
    return undefined;
  }

  #start(job: Job, node: string): void {
    job.ownId ??= this.#waiting.some((other) => other.id === job.id) ? this.#nextId++ : job.id;
    job.state = "RUNNING";
    job.reason = "None";
    job.node = node;
    job.startedAtMs = this.nowMs;
    job.wasWarned = false;
    job.preemptedAtMs = undefined;
    this.#free.set(node, this.#free.get(node)! - 1);
    this.#running.set(job.id, (this.#running.get(job.id) ?? 0) + 1);
    this.#nodes.start(job);
  }

  #checkLimit(job: Job): void {
    const { limitSeconds, warning } = job.submission;
    if (limitSeconds === undefined || job.killAtMs !== undefined) return;
    const left = job.startedAtMs! + limitSeconds * 1000 - this.nowMs;
    if (left <= 0) return this.#stop(job, "TIMEOUT", "end");
    if (warning !== undefined && !job.wasWarned && !this.givesNoWarning && left <= warning.seconds * 1000) {
      job.wasWarned = true;
      this.#nodes.signal(job, warning.signal, warning.toScriptOnly);
    }
  }

  #checkAge(job: Job): void {
    const age = this.nowMs - (job.endedAtMs ?? this.nowMs);
    if (job.killAtMs === undefined && age >= this.size.minJobAgeSeconds * 1000) this.forget(job);
  }

  #stop(job: Job, state: JobState, then: Job["then"]): void {
    job.state = state;
    job.reason = REASONS[state] ?? "None";
    job.endedAtMs = this.nowMs;
    job.signal = 15;
    job.then = then;
    job.killAtMs = this.nowMs + this.size.killWaitSeconds * 1000;
    this.#nodes.signal(job, "TERM", false);
  }

  #end(job: Job, state: JobState, reason: string): void {
    if (job.state === "RUNNING") this.#leave(job);
    job.state = state;
    job.reason = reason;
    job.endedAtMs = this.nowMs;
  }

  #putBack(job: Job): void {
    this.#leave(job);
    this.#wait(job);
  }

  #wait(job: Job): void {
    job.state = "PENDING";
    job.node = undefined;
    job.restarts++;
    job.submittedAtMs = this.nowMs;
    job.endedAtMs = undefined;
    job.eligibleAtMs = this.nowMs + this.size.requeueDelaySeconds * 1000;
    this.#waiting.push(job);
  }

  #leave(job: Job): void {
    this.#free.set(job.node!, this.#free.get(job.node!)! + 1);
    this.#running.set(job.id, this.#running.get(job.id)! - 1);
  }
}

/** Those whose processes may still be there. */
export function withProcesses(controller: Controller): Job[] {
  return controller.accounted.filter(hasProcesses);
}

/** The other end of a job: what `exp queue run-task` does on the node that an engine has chosen. */
import type { Say, StageEnding } from "../common/mod.ts";
import type { Engine } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import type { RunningCommand } from "../host/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import type { Claim } from "./claim.ts";
import { type Ended, Job } from "./job.ts";
import { clearMark, markEnded } from "./jobs.ts";
import { expsFolder, pinOf, taskFolder } from "./layout.ts";
import { breakLease, type Lease, leaseOwner, readGroup, takeLease, withLease } from "./lease.ts";
import { endLeftovers, NO_LEFTOVERS, type ProcessIdentity, runMark, whoAmI } from "./machine.ts";
import { OwnThreadRunner } from "./own_thread_runner.ts";
import type { WatchTask } from "./onlooker.ts";
import { publish } from "./publish.ts";
import { returnToQueue, settleFailure } from "./settle.ts";
import { readJob, readTask, writeState } from "./store.ts";
import { isUnderWay, jobIn, type JobRef, maxTimeouts, move, requeued, type Task, type TaskState } from "./task.ts";
import { afterTimeout } from "./verdict.ts";

interface RunJobOptions {
  /** The job's name, as its tasks' states have it. */
  readonly job: string;
  readonly ids: readonly string[];
  /** Where checkouts are made, on the node; default: with DVC's, on the shared disk. */
  readonly scratch?: string;
  /** Seconds before the time limit at which the engine tells the job. */
  readonly warnSeconds: number;
  /** May a task go on in another job when the time is over? */
  readonly goesOn: boolean;
  readonly openEngine: (name: string) => Engine;
  /** Looks at what runs. */
  readonly watch?: WatchTask;
  /** How what stops a task is told in its log. */
  readonly say: Say;
  readonly onStart?: (task: Task) => void;
  readonly onEnd?: (ended: Ended) => void;
  /** Told why a task is not run after all: it is another job's by now, or gone. */
  readonly onLeft?: (id: string, why: string) => void;
}

interface JobReport {
  readonly ended: readonly Ended[];
  /** What this process is to exit with, so that the engine starts the job again. */
  readonly exitCode: number | undefined;
}

const TICK_MS = 150;

/** Runs the tasks of one element, one after the other. What is not theirs any more is left alone. */
export async function runTasksOfJob(repo: Repo, git: Git, options: RunJobOptions): Promise<JobReport> {
  return await new Element(repo, git, options).run();
}

class Element {
  readonly #me: ProcessIdentity;
  readonly #ended: Ended[] = [];
  #signal: string | undefined;
  #isTimeOver = false;
  #requeues = false;
  #exitCode: number | undefined;
  #job: Job | undefined;

  constructor(readonly repo: Repo, readonly git: Git, readonly options: RunJobOptions) {
    this.#me = whoAmI(repo.host);
  }

  async run(): Promise<JobReport> {
    const { repo, options } = this;
    const scratch = options.scratch === undefined ? expsFolder(repo) : joinPath(repo.root, options.scratch);
    repo.host.fs.makeDir(scratch);
    const listeners = SIGNALS.map((name) => repo.host.processes.onSignal(name, () => this.#onSignal(name)));
    using runner = new OwnThreadRunner(repo, options.say);
    try {
      for (const id of options.ids) {
        if (this.#signal !== undefined || runner.isBroken) break;
        await this.#runOne(id, runner, scratch);
      }
    } finally {
      for (const listener of listeners) listener[Symbol.dispose]();
    }
    if (this.#isTimeOver) { for (const id of options.ids) this.#giveBack(id); }
    return { ended: this.#ended, exitCode: this.#exitCode };
  }

  async #runOne(id: string, runner: OwnThreadRunner, scratch: string): Promise<void> {
    const { repo, git, options } = this;
    const claim = await this.#claim(id);
    if (typeof claim === "string") return void options.onLeft?.(id, claim);
    if (claim === undefined) return;
    options.onStart?.(claim.task);
    const guard = startGuard(repo, id);
    try {
      const settings = {
        scratch,
        watch: options.watch,
        onNotice: (task: Task, state: TaskState, signal: string) => this.#onNotice(task, state, signal),
      };
      this.#job = new Job(repo, git, claim, runner, settings);
      await this.#end(await this.#finished(this.#job), id);
    } finally {
      this.#job = undefined;
      guard.kill("SIGKILL");
    }
  }

  async #finished(job: Job): Promise<Ended> {
    const { clock } = this.repo.host;
    const done = new AbortController();
    const ended = job.done.finally(() => done.abort());
    while (!done.signal.aborted) {
      job.check();
      await clock.sleep(TICK_MS, done.signal);
    }
    return await ended;
  }

  async #end(ended: Ended, id: string): Promise<void> {
    this.#ended.push(ended);
    markEnded(this.repo, this.options.job, id);
    this.options.onEnd?.(ended);
    if (ended.kind === "suspended" && this.#requeues) await this.#requeueJob(ended.task);
  }

  /** @returns why it is not for this job to run; undefined when it has been settled here and now */
  async #claim(id: string): Promise<Claim | string | undefined> {
    const { repo } = this;
    const lease = await this.#patientLease(id);
    if (lease === undefined) return "another job or drain has it, or it has been removed";
    const claim = await this.#claimHeld(id, lease);
    if (claim === undefined || typeof claim === "string") lease[Symbol.dispose]();
    else clearMark(repo, this.options.job, id);
    return claim;
  }

  async #claimHeld(id: string, lease: Lease): Promise<Claim | string | undefined> {
    const { repo, git, options } = this;
    const stored = readTask(repo, id);
    if (stored?.kind !== "task") return "its folder cannot be read";
    const { task, state } = stored;
    const ref = jobIn(state);
    if (ref?.name !== options.job) return `it is ${state.kind}, and not this job's`;
    if (isUnderWay(state)) {
      this.#clearFormerLife(id, state);
      if (state.kind === "collecting") {
        const rev = publish(repo, git, task, state);
        if (rev !== undefined) return void await this.#end({ kind: "success", task, rev }, id);
      }
    }
    if (git.readRef(pinOf(id)) === undefined) return "it has been removed from the queue";
    const next = move(suspended(state, ref), { kind: "claim", by: this.#me });
    writeState(repo, id, next);
    const grant = { devices: new Map(), [Symbol.dispose]: () => {} };
    return { task, state: next, lease, grant, [Symbol.dispose]: () => lease[Symbol.dispose]() };
  }

  /** Whoever has a look at the queue has each lease for a moment. */
  async #patientLease(id: string): Promise<Lease | undefined> {
    const { clock, fs } = this.repo.host;
    const deadline = clock.monotonic() + LOOK_MS;
    for (;;) {
      const lease = this.#lease(id);
      const isGone = !fs.exists(taskFolder(this.repo, id));
      if (lease !== undefined || isGone || clock.monotonic() > deadline) return lease;
      await clock.sleep(LOOK_AGAIN_MS);
    }
  }

  /** The same job in its next life takes over from its last one: an engine runs a job once at a time. */
  #lease(id: string): Lease | undefined {
    const { repo, options } = this;
    const ref = readJob(repo, id);
    const here = ref === undefined ? undefined : options.openEngine(ref.engine).ownJob();
    const job = ref === undefined || here === undefined ? undefined : { ...ref, id: here.id, life: here.life };
    const lease = takeLease(repo, id, job);
    if (lease !== undefined || job === undefined) return lease;
    const owner = leaseOwner(repo, id);
    // not every engine counts its starts: some say only that it is not the first one
    const isFormerLife = owner?.job !== undefined && owner.job.id === job.id &&
      owner.job.element === job.element && owner.job.life <= job.life;
    if (!isFormerLife) return undefined;
    breakLease(repo, id, owner);
    return takeLease(repo, id, job);
  }

  #clearFormerLife(id: string, state: Extract<TaskState, { by: unknown }>): void {
    const { repo } = this;
    const isHere = state.by?.host === this.#me.host && state.by.bootId === this.#me.bootId;
    if (isHere) endLeftovers(repo.host, id, readGroup(repo, id));
    if (state.kind !== "preparing" && state.checkout !== "") repo.host.fs.removeTree(state.checkout);
  }

  #onSignal(name: typeof SIGNALS[number]): void {
    this.#signal ??= name;
    this.#job?.notice(name, this.#endingFor(name));
  }

  /** Whoever is told ahead of time may use nearly all of it; after TERM engines wait half a minute or so. */
  #endingFor(name: typeof SIGNALS[number]): StageEnding {
    const isWarning = name === "SIGUSR1" || name === "SIGUSR2";
    if (!isWarning) return { signal: "SIGTERM", graceMs: AFTER_TERM_MS };
    return { signal: name, graceMs: Math.max(AFTER_TERM_MS, this.options.warnSeconds * 1000 - SETTLING_MS) };
  }

  /** The run has been stopped by the engine: was its time over, or will the engine say what becomes of it? */
  async #onNotice(task: Task, state: TaskState, signal: string): Promise<Ended> {
    const { repo, git, options } = this;
    const ref = jobIn(state);
    if (ref === undefined) throw new Error("a task without a job cannot be stopped by its engine");
    const engine = options.openEngine(ref.engine);
    const atMs = repo.host.clock.now();
    this.#isTimeOver = await this.#hasNoTime(engine, signal);
    if (!this.#isTimeOver) {
      writeState(repo, task.id, move(state, { kind: "submit", job: ref, atMs }));
      return { kind: "suspended", task };
    }
    const goesOn = options.goesOn || task.options.requeue === true;
    const { retries } = task.options;
    const verdict = afterTimeout({ state, goesOn, maxTimeouts: maxTimeouts(repo.config), retries });
    if (verdict.do === "fail") {
      settleFailure(repo, git, task, state, verdict.cause);
      return { kind: "failed", task, cause: verdict.cause, leftovers: NO_LEFTOVERS };
    }
    if (verdict.after === "timeout" && options.ids.length === 1) {
      // before the engine is asked, which ends this process as it answers
      writeState(repo, task.id, move(state, { kind: "submit", job: ref, atMs, after: "timeout" }));
      this.#requeues = true;
      return { kind: "suspended", task };
    }
    returnToQueue(repo, git, task, requeued(state, { after: verdict.after }));
    return { kind: "requeued", task, why: verdict.after === "timeout" ? "timeout" : "retry" };
  }

  async #hasNoTime(engine: Engine, signal: string): Promise<boolean> {
    const own = await engine.ownState();
    if (own?.phase === "preempted" || own?.phase === "cancelled") return false;
    if (own?.phase === "timeout") return true;
    // with SIGUSR2 Grid Engine announces SIGKILL, whatever the reason
    if (own?.secondsLeft === undefined) return signal === "SIGUSR1";
    return own.secondsLeft <= this.options.warnSeconds + LATE_SECONDS;
  }

  /** The engine starts this job again; where it cannot, the task waits in our own queue. */
  async #requeueJob(task: Task): Promise<void> {
    const { repo, git } = this;
    const stored = readTask(repo, task.id);
    if (stored?.kind !== "task" || stored.state.kind !== "submitted") return;
    const { job } = stored.state;
    const answer = await this.options.openEngine(job.engine).ownRequeue();
    if (answer.kind === "exit") this.#exitCode = answer.code;
    if (answer.kind !== "impossible") return;
    const { state } = stored;
    withLease(repo, task.id, () => returnToQueue(repo, git, task, requeued(state, { after: "stop" })));
  }

  /** Tasks that were packed behind the one that took all the time wait for another job. */
  #giveBack(id: string): void {
    const { repo, git } = this;
    if (this.options.ids.length === 1) return;
    withLease(repo, id, () => {
      const stored = readTask(repo, id);
      if (stored?.kind !== "task" || stored.state.kind !== "submitted") return;
      if (stored.state.job.name !== this.options.job) return;
      returnToQueue(repo, git, stored.task, requeued(stored.state, { after: "stop" }));
    });
  }
}

const SIGNALS = ["SIGUSR1", "SIGUSR2", "SIGTERM", "SIGHUP", "SIGINT"] as const;
const LOOK_MS = 20_000;
const LOOK_AGAIN_MS = 100;
const AFTER_TERM_MS = 20_000;
/** What it takes to write down what came of a run. */
const SETTLING_MS = 15_000;
/** Engines send their warnings up to a minute late. */
const LATE_SECONDS = 60;

/** An earlier life of the job is as if it had never been: what counts is what it has written. */
function suspended(state: TaskState, job: JobRef): TaskState {
  return isUnderWay(state) ? move(state, { kind: "submit", job, atMs: 0 }) : state;
}

/**
 * Ends the processes of this run when this process dies without a word (kill -9): not every engine sees those that have a
 * group of their own.
 */
function startGuard(repo: Repo, id: string): RunningCommand {
  const { processes, pid } = repo.host;
  const { name, value } = runMark(repo.host, id);
  return processes.spawn({
    argv: ["sh", "-c", GUARD, "sh", String(pid), `${name}=${value}`],
    cwd: "/",
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  });
}

const GUARD = `
alive() { kill -s 0 "$1" && IFS= read -r s <"/proc/$1/stat" && case \${s##*) } in Z* | X*) return 1 ;; esac; }
marked() { for p in $(grep -lszx -- "$M" /proc/[0-9]*/environ); do p=\${p#/proc/}; echo "\${p%/environ}"; done; }
M=$2
{
  while alive "$1"; do sleep 1; done
  for p in $(marked); do kill -s TERM "$p"; done
  sleep 2
  for p in $(marked); do kill -s KILL "$p"; done
} 2>/dev/null`;

import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";
import type { Claim } from "./claim.ts";
import { clearKillRequest, readKillRequest } from "./kill_request.ts";
import { runFile } from "./layout.ts";
import { groupFile } from "./lease.ts";
import { endLeftovers, parseGroup } from "./machine.ts";
import type { RunOutcome, TaskRunner } from "./runner.ts";
import { returnToQueue, settleFailure, settleSuccess } from "./settle.ts";
import { slotVariables } from "./slots.ts";
import { readTask } from "./store.ts";
import { experimentRefName } from "../experiments/refs.ts";
import {
  backoffMs,
  type FailureCause,
  isUnderWay,
  MAX_INTERRUPTIONS,
  requeued,
  type Task,
  type TaskState,
} from "./task.ts";

/** Why a job was ended before its time. */
type StopCause =
  | { readonly kind: "killed" }
  | { readonly kind: "timeout"; readonly message: string }
  /** The drain itself has to go. */
  | { readonly kind: "shutdown" };

/** What became of a task. */
export type Ended =
  | { readonly kind: "success"; readonly task: Task; readonly rev: string }
  | { readonly kind: "failed" | "killed"; readonly task: Task; readonly cause: FailureCause }
  | { readonly kind: "requeued"; readonly task: Task; readonly why: "interrupted" | "retry" };

/** A runner has as long as this, after being told, to end its stage (5 s until KILL) and to answer. */
const PATIENCE_MS = 12_000;

/** A task that a runner is at work on. The drain looks at it now and then (`check`), and settles it when it has ended. */
export class Job {
  readonly done: Promise<Ended>;
  readonly #startedAt: number;
  #state: TaskState;
  #stop: { readonly cause: StopCause; readonly atMs: number } | undefined;
  #logSize = -1;
  #logAt: number;

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly claim: Claim,
    readonly runner: TaskRunner,
  ) {
    this.#state = claim.state;
    this.#startedAt = this.#logAt = repo.host.clock.monotonic();
    const visible = claim.task.options.env["CUDA_VISIBLE_DEVICES"] ?? repo.host.env.get("CUDA_VISIBLE_DEVICES");
    const env = slotVariables(claim.grant, visible);
    this.done = runner.run({ kind: "run", task: claim.task, state: claim.state, env }, (state) => this.#state = state)
      .then((outcome) => this.#settle(outcome));
  }

  get task(): Task {
    return this.claim.task;
  }

  get state(): TaskState {
    return this.#state;
  }

  /** Gives the task back: its stage is ended, and it is queued again. */
  shutDown(): void {
    this.#end({ kind: "shutdown" });
  }

  kill(): void {
    this.#end({ kind: "killed" });
  }

  /** KILL, now. */
  killStage(): void {
    const group = parseGroup(this.repo.host.fs.readTextIfThere(groupFile(this.repo, this.task.id)) ?? "");
    if (group !== undefined) this.repo.host.processes.signal(-group.pid, "KILL");
  }

  /** Looks at limits and at what other processes ask. */
  check(): void {
    const now = this.repo.host.clock.monotonic();
    if (this.#stop !== undefined) {
      if (now - this.#stop.atMs > PATIENCE_MS) this.runner.terminate();
      return;
    }
    const asked = readKillRequest(this.repo, this.task.id);
    if (asked !== undefined) {
      this.kill();
      if (asked === "force") this.killStage();
      return;
    }
    const { timeoutMs, idleTimeoutMs } = this.task.options;
    if (timeoutMs !== undefined && now - this.#startedAt > timeoutMs) {
      return this.#end({ kind: "timeout", message: `ran longer than ${timeoutMs / 1000} s` });
    }
    if (idleTimeoutMs === undefined) return;
    const size = this.repo.host.fs.stat(runFile(this.repo, this.task.entry.stashRev, "out"))?.size ?? 0;
    if (size !== this.#logSize) [this.#logSize, this.#logAt] = [size, now];
    else if (now - this.#logAt > idleTimeoutMs) {
      this.#end({ kind: "timeout", message: `printed nothing for ${idleTimeoutMs / 1000} s` });
    }
  }

  #end(cause: StopCause): void {
    if (this.#stop !== undefined) return;
    this.#stop = { cause, atMs: this.repo.host.clock.monotonic() };
    this.runner.abort();
  }

  #settle(outcome: RunOutcome): Ended {
    const { repo, git, task } = this;
    try {
      if (outcome.kind === "crashed") this.#cleanUp();
      const rev = outcome.kind === "done" ? outcome.rev : this.#resultRev();
      if (rev !== undefined) {
        settleSuccess(repo, git, task, this.#state, rev);
        return { kind: "success", task, rev };
      }
      const cause = this.#causeOf(outcome);
      if (outcome.kind === "crashed" || this.#stop !== undefined) this.#noteInLog(cause);
      if (this.#stop?.cause.kind === "killed") {
        settleFailure(repo, git, task, this.#state, "killed");
        return { kind: "killed", task, cause: { message: "killed", exitCode: cause.exitCode } };
      }
      const why = this.#whyAgain(outcome);
      if (why !== undefined) return this.#requeue(why);
      settleFailure(repo, git, task, this.#state, cause);
      return { kind: "failed", task, cause };
    } finally {
      clearKillRequest(repo, task.id);
      this.claim[Symbol.dispose]();
    }
  }

  /** The commit that this run made, if the experiment's ref points at it: then it is done, whatever went wrong later. */
  #resultRev(): string | undefined {
    const stored = readTask(this.repo, this.task.id);
    if (stored?.kind === "task" && isUnderWay(stored.state)) this.#state = stored.state;
    if (this.#state.kind !== "collecting") return undefined;
    const { baseline, name } = this.task.entry;
    return this.git.readRef(experimentRefName(baseline, name)) === this.#state.rev ? this.#state.rev : undefined;
  }

  #whyAgain(outcome: RunOutcome): "interrupted" | "retry" | undefined {
    if (this.#stop?.cause.kind === "shutdown") return "interrupted";
    const attempts = "attempts" in this.#state ? this.#state.attempts : 0;
    // not asked for by us: its checkout was taken away under it
    const isDisturbed = this.#stop === undefined && outcome.kind === "failed" && outcome.errorKind === "interrupted";
    const tries = isDisturbed ? Math.max(this.task.options.retries, MAX_INTERRUPTIONS - 1) : this.task.options.retries;
    return attempts < tries ? "retry" : undefined;
  }

  #requeue(why: "interrupted" | "retry"): Ended {
    const attempts = "attempts" in this.#state ? this.#state.attempts : 0;
    const notBeforeMs = this.repo.host.clock.now() + backoffMs(attempts + 1);
    const next = requeued(this.#state, {
      countsAsAttempt: why === "retry",
      ...(why === "retry" ? { notBeforeMs } : {}),
    });
    returnToQueue(this.repo, this.git, this.task, next);
    return { kind: "requeued", task: this.task, why };
  }

  /** What only the drain knows, as the last line of the log. */
  #noteInLog({ message }: FailureCause): void {
    const why = this.#stop?.cause.kind === "killed" ? "killed" : message;
    const log = runFile(this.repo, this.task.entry.stashRev, "out");
    if (this.repo.host.fs.exists(log)) this.repo.host.fs.append(log, `ERROR: ${why}\n`);
  }

  #causeOf(outcome: RunOutcome): FailureCause {
    const stop = this.#stop?.cause;
    if (stop?.kind === "timeout") return { message: stop.message, exitCode: 124 };
    if (outcome.kind === "failed") return { message: outcome.message, exitCode: outcome.exitCode };
    const message = outcome.kind === "crashed" ? `the Worker that drove it crashed: ${outcome.message}` : "";
    return { message, exitCode: 70 };
  }

  #cleanUp(): void {
    const { repo, task } = this;
    const group = parseGroup(repo.host.fs.readTextIfThere(groupFile(repo, task.id)) ?? "");
    endLeftovers(repo.host, task.id, group);
    const stored = readTask(repo, task.id);
    if (stored?.kind === "task" && isUnderWay(stored.state)) this.#state = stored.state;
    if ("checkout" in this.#state && this.#state.checkout !== "") repo.host.fs.removeTree(this.#state.checkout);
  }
}

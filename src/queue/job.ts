import { DEFAULT_ENDING, type StageEnding } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Claim } from "./claim.ts";
import { clearKillRequest, expectKillRequest, readKillRequest } from "./kill_request.ts";
import { expsFolder, runFile } from "./layout.ts";
import { isStillMine, readGroup } from "./lease.ts";
import { endLeftovers, familyOf, type Leftovers, NO_LEFTOVERS, type ProcessStart } from "./machine.ts";
import type { RunOutcome, TaskRunner } from "./runner.ts";
import { returnToQueue, settleFailure, settleSuccess } from "./settle.ts";
import { slotVariables } from "./slots.ts";
import { PatientOnlooker, type WatchTask } from "./onlooker.ts";
import { readTask } from "./store.ts";
import { experimentRefName } from "../records/mod.ts";
import {
  backoffMs,
  type FailureCause,
  isUnderWay,
  maxDeaths,
  type Requeue,
  requeued,
  type Task,
  type TaskReport,
  type TaskState,
} from "./task.ts";
import { TimeLimits } from "./time_limits.ts";

/** Why a job was ended before its time. */
type StopCause =
  | { readonly kind: "killed" }
  | { readonly kind: "timeout"; readonly message: string }
  /** It has fallen behind others. */
  | { readonly kind: "pruned"; readonly last: TaskReport }
  /** The drain itself has to go. */
  | { readonly kind: "shutdown" }
  /** The engine whose job this is has sent a signal: no time is left, others go first, or somebody cancelled it. */
  | { readonly kind: "notice"; readonly signal: string };

/** How a task that an engine runs is driven, where it differs. */
interface JobSettings {
  /** Where its checkout is made; default: with DVC's. */
  readonly scratch?: string;
  readonly watch?: WatchTask | undefined;
  /** What becomes of a task whose run the engine has stopped. */
  readonly onNotice?: (task: Task, state: TaskState, signal: string) => Promise<Ended>;
}

/** What became of a task. */
export type Ended =
  | { readonly kind: "success"; readonly task: Task; readonly rev: string }
  | {
    readonly kind: "failed" | "killed";
    readonly task: Task;
    readonly cause: FailureCause;
    readonly leftovers: Leftovers;
  }
  /** Ended early, for it had fallen behind others. */
  | { readonly kind: "pruned"; readonly task: Task; readonly last: TaskReport }
  | { readonly kind: "requeued"; readonly task: Task; readonly why: "interrupted" | "retry" | "timeout" }
  /** Its engine has it still, and tells later what becomes of it. */
  | { readonly kind: "suspended"; readonly task: Task };

/** A runner has as long as this, after its stage has been killed, to answer. */
const PATIENCE_MS = 7000;

/** A task that a runner is at work on. The drain looks at it now and then (`check`), and settles it when it has ended. */
export class Job {
  readonly done: Promise<Ended>;
  readonly #limits: TimeLimits;
  readonly #onlooker: PatientOnlooker | undefined;
  #state: TaskState;
  #stop: {
    readonly cause: StopCause;
    /** When the runner is given up. */
    readonly deadlineMs: number;
    readonly family: readonly ProcessStart[];
  } | undefined;
  #leftovers: Leftovers = NO_LEFTOVERS;
  /** Its runner has another task by now. */
  #hasEnded = false;

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly claim: Claim,
    readonly runner: TaskRunner,
    readonly settings: JobSettings = {},
  ) {
    this.#state = claim.state;
    this.#limits = new TimeLimits(repo, claim.task);
    this.#onlooker = settings.watch && new PatientOnlooker(repo, claim.task, settings.watch);
    const visible = claim.task.options.env["CUDA_VISIBLE_DEVICES"] ?? repo.host.env.get("CUDA_VISIBLE_DEVICES");
    const env = slotVariables(claim.grant, visible);
    const { task, state, lease: { owner } } = claim;
    const scratch = settings.scratch ?? expsFolder(repo);
    expectKillRequest(repo, task.id);
    this.done = runner.run({ kind: "run", task, state, env, owner, scratch }, (state) => this.#state = state)
      .then((outcome) => {
        this.#hasEnded = true;
        return this.#settle(outcome);
      });
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

  /** The engine wants it to stop. */
  notice(signal: string, ending: StageEnding): void {
    this.#end({ kind: "notice", signal }, ending);
  }

  /** KILL, now. */
  killStage(): void {
    const group = readGroup(this.repo, this.task.id);
    if (group !== undefined) this.repo.host.processes.signal(-group.pid, "KILL");
  }

  /** Looks at limits and at what other processes ask. */
  check(): void {
    if (this.#stop !== undefined) {
      if (this.#stop.cause.kind === "notice") this.#heedKill();
      if (this.repo.host.clock.monotonic() > this.#stop.deadlineMs) this.runner.terminate();
      return;
    }
    const asked = readKillRequest(this.repo, this.task.id);
    if (asked !== undefined) {
      this.kill();
      if (asked === "force") this.killStage();
      return;
    }
    const message = this.#limits.exceeded();
    if (message !== undefined) return this.#end({ kind: "timeout", message });
    this.#onlooker?.look(this.#state, (last) => this.#end({ kind: "pruned", last }));
  }

  /** What has been warned may take a minute and more to end; a user who kills it does not wait for that. */
  #heedKill(): void {
    if (this.#stopCause()?.kind !== "killed" || this.#stop === undefined) return;
    this.killStage();
    this.#stop = { ...this.#stop, deadlineMs: this.repo.host.clock.monotonic() + PATIENCE_MS };
  }

  #end(cause: StopCause, ending: StageEnding = DEFAULT_ENDING): void {
    if (this.#stop !== undefined || this.#hasEnded) return;
    // seen before its shell ends: what that leaves is nobody's child
    const family = familyOf(this.repo.host, readGroup(this.repo, this.task.id));
    const deadlineMs = this.repo.host.clock.monotonic() + ending.graceMs + PATIENCE_MS;
    this.#stop = { cause, deadlineMs, family };
    this.runner.abort(ending);
  }

  async #settle(outcome: RunOutcome): Promise<Ended> {
    const { repo, git, task } = this;
    try {
      if (outcome.kind === "crashed" || this.#stop !== undefined) this.#cleanUp();
      // its lease was taken away, for this machine was taken for dead: what becomes of the task is another's to say
      if (!isStillMine(repo, this.claim.lease)) return { kind: "suspended", task };
      const rev = outcome.kind === "done" ? outcome.rev : this.#resultRev();
      if (rev !== undefined) {
        settleSuccess(repo, git, task, this.#state, rev);
        return { kind: "success", task, rev };
      }
      const stop = this.#stopCause();
      if (stop?.kind === "notice" && this.settings.onNotice !== undefined) {
        return await this.settings.onNotice(task, this.#state, stop.signal);
      }
      const cause = this.#causeOf(outcome);
      if (outcome.kind === "crashed" || this.#stop !== undefined) this.#noteInLog(cause);
      if (stop?.kind === "pruned") {
        settleFailure(repo, git, task, this.#state, stop.last);
        return { kind: "pruned", task, last: stop.last };
      }
      if (stop?.kind === "killed") {
        settleFailure(repo, git, task, this.#state, "killed");
        return {
          kind: "killed",
          task,
          cause: { message: "killed", exitCode: cause.exitCode },
          leftovers: this.#leftovers,
        };
      }
      const why = this.#whyAgain(outcome);
      if (why !== undefined) return this.#requeue(why);
      settleFailure(repo, git, task, this.#state, cause);
      return { kind: "failed", task, cause, leftovers: this.#leftovers };
    } finally {
      clearKillRequest(repo, task.id);
      this.claim[Symbol.dispose]();
    }
  }

  /** A user's kill goes through the engine, whose signal may be here before the request is seen. */
  #stopCause(): StopCause | undefined {
    if (this.#stop?.cause.kind === "notice" && readKillRequest(this.repo, this.task.id) !== undefined) {
      this.#stop = { ...this.#stop, cause: { kind: "killed" } };
    }
    return this.#stop?.cause;
  }

  /** The commit that this run made, if the experiment's ref points at it: then it is done, whatever went wrong later. */
  #resultRev(): string | undefined {
    const stored = readTask(this.repo, this.task.id);
    if (stored?.kind === "task" && isUnderWay(stored.state)) this.#state = stored.state;
    if (this.#state.kind !== "collecting") return undefined;
    const { baseline, name } = this.task.entry;
    return this.git.readRef(experimentRefName(baseline, name)) === this.#state.rev ? this.#state.rev : undefined;
  }

  #whyAgain(outcome: RunOutcome): Requeue["after"] | undefined {
    if (this.#stop?.cause.kind === "shutdown") return "stop";
    const { attempts = 0, deaths = 0 } = this.#state as { attempts?: number; deaths?: number };
    // not asked for by us: its checkout was taken away under it
    const isDisturbed = this.#stop === undefined && outcome.kind === "failed" && outcome.errorKind === "interrupted";
    if (isDisturbed && deaths + 1 < maxDeaths(this.repo.config)) return "death";
    return attempts < this.task.options.retries ? "failure" : undefined;
  }

  #requeue(after: Requeue["after"]): Ended {
    const { attempts = 0, deaths = 0 } = this.#state as { attempts?: number; deaths?: number };
    const notBeforeMs = this.repo.host.clock.now() + backoffMs((after === "death" ? deaths : attempts) + 1);
    const next = requeued(this.#state, { after, ...(after === "stop" ? {} : { notBeforeMs }) });
    returnToQueue(this.repo, this.git, this.task, next);
    return { kind: "requeued", task: this.task, why: after === "stop" ? "interrupted" : "retry" };
  }

  /** What only the drain knows, as the last line of the log. */
  #noteInLog({ message }: FailureCause): void {
    const why = this.#stop?.cause.kind === "killed" ? "killed" : message;
    const log = runFile(this.repo, this.task.entry.stashRev, "out");
    const { alive } = this.#leftovers;
    const left = alive.length === 0 ? "" : ` (still alive: ${alive.join(" ")})`;
    if (this.repo.host.fs.exists(log)) this.repo.host.fs.append(log, `ERROR: ${why}${left}\n`);
  }

  #causeOf(outcome: RunOutcome): FailureCause {
    const stop = this.#stop?.cause;
    if (stop?.kind === "timeout") return { message: stop.message, exitCode: 124 };
    if (stop?.kind === "pruned") return { message: `pruned at step ${stop.last.step}`, exitCode: 255 };
    if (outcome.kind === "failed") return { message: outcome.message, exitCode: outcome.exitCode };
    const message = outcome.kind === "crashed" ? `the Worker that drove it crashed: ${outcome.message}` : "";
    return { message, exitCode: 70 };
  }

  #cleanUp(): void {
    const { repo, task } = this;
    this.#leftovers = endLeftovers(repo.host, task.id, readGroup(repo, task.id), this.#stop?.family ?? []);
    const stored = readTask(repo, task.id);
    if (stored?.kind === "task" && isUnderWay(stored.state)) this.#state = stored.state;
    if ("checkout" in this.#state && this.#state.checkout !== "") repo.host.fs.removeTree(this.#state.checkout);
  }
}

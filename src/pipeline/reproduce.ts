/** `repro`: brings stages up to date, in order or side by side, and writes dvc.lock as they end. */
import { type EmitEvent, ExpError } from "../common/mod.ts";
import type { HashInfo } from "../data/mod.ts";
import { gitMissing } from "../host/mod.ts";
import {
  isInside,
  type LockWait,
  type Repo,
  type RepoLock,
  type TellHold,
  withRepoLock,
  withWorkspace,
} from "../repo/mod.ts";
import {
  type CheckpointWatch,
  type CommandOutput,
  displayAddress,
  hasCheckpoints,
  type Input,
  isImport,
  type LockEntry,
  reproduceStage,
  type Saved,
  type Stage,
  type StageOptions,
  type StageResult,
} from "../stage/mod.ts";
import { Children } from "./children.ts";
import { keepSources, movedSources } from "./edited_sources.ts";
import { fault, type PipelineFaults } from "./faults.ts";
import { reach } from "./graph.ts";
import { type Plan, type PlanOptions, planRun } from "./plan.ts";
import { Project } from "./project.ts";
import type { Puller } from "./pull.ts";
import { Records } from "./records.ts";
import { runSideBySide } from "./schedule.ts";

export interface ReproOptions extends PlanOptions {
  readonly force?: boolean;
  /** What depends on a stage that ran is run too, changed or not. */
  readonly forceDownstream?: boolean;
  /** Asked before each stage that has to run; false ends the command with an error. */
  readonly interactive?: (stage: string) => Promise<boolean> | boolean;
  readonly dry?: boolean;
  /** `fail` (default): stop at the first; `keep-going`: leave out what depends on it; `ignore`: go on with all. */
  readonly onError?: "fail" | "keep-going" | "ignore";
  readonly noCommit?: boolean;
  readonly noRunCache?: boolean;
  readonly allowMissing?: boolean;
  /** Fetch missing data from the default remote first. */
  readonly pull?: boolean;
  /** Added to each command's environment. */
  readonly runEnv?: Readonly<Record<string, string | undefined>>;
  /** Stages at once; default 1. */
  readonly jobs?: number;
  /** Where commands print: to this process's own streams, as `stage-output` events, or to a file. Default: as `jobs` asks. */
  readonly output?: CommandOutput;
  /** Standard output is for our results: what commands print there goes to standard error. */
  readonly keepStdout?: boolean;
  /** Ends the run: TERM to all commands, KILL after 5 s. Without it, this process's signals do. */
  readonly signal?: AbortSignal;
  /** Told of each started command's process group (0 commands share ours when output is inherited). */
  readonly onCommand?: (pid: number) => void;
  /** Registers checkpoints of stages that have `checkpoint: true` outs; without it those are ordinary outs. */
  readonly checkpoints?: RunCheckpoints;
  /** See {@link StageOptions.keepInputs}. */
  readonly keepInputs?: boolean;
  /** How to meet other processes; default `patient`. */
  readonly wait?: LockWait;
  /** The caller holds the workspace, or it is a place of its own. */
  readonly isHeld?: boolean;
  /** The repository's lock, when the caller has it. */
  readonly lock?: RepoLock;
  /** The project, when the caller has read it. */
  readonly project?: Project;
}

export interface RunCheckpoints {
  /** Start over instead of going on. */
  readonly reset: boolean;
  /** @param put writes dvc.lock, and tells how all stages stand with it */
  open(stage: Stage, put: (saved: Saved) => ReproResult): CheckpointWatch;
}

/** What became of a stage. */
export interface StageReport {
  /** Relative to the root. */
  readonly address: string;
  readonly outcome: StageResult["outcome"] | "failed" | "blocked";
  /** As written to dvc.lock in this run; for `.dvc` files as it would be. */
  readonly lockEntry: LockEntry | undefined;
  /** With `keepInputs`: what changed while it ran, as it was before. */
  readonly moved?: readonly Input[];
}

export interface ReproResult {
  /** In the order in which they are run with one job. */
  readonly stages: readonly StageReport[];
  /** Objects of the cache that lock entries made by this run name; absolute paths. */
  readonly objects: readonly string[];
  /** With `keepInputs`: pipeline files and vars that define other stages by now, as they were. */
  readonly moved?: readonly Input[];
}

/** Stages failed. The others' results are kept; {@link result} has all. */
export class ReproFailure extends ExpError {
  /** @param isTold each failure was told when it happened (`--keep-going`) */
  constructor(first: ExpError, readonly result: ReproResult, failed: readonly string[], isTold = false) {
    super("within/repro" satisfies keyof PipelineFaults, { failed, isTold }, first);
  }
}

/** @throws {ExpError} when nothing could be started; {@link ReproFailure} when a stage failed */
export async function reproduce(repo: Repo, options: ReproOptions, emit: EmitEvent): Promise<ReproResult> {
  if (repo.git !== undefined && !repo.host.processes.hasGit()) throw gitMissing(); // before any command has run
  const wait = options.wait ?? "patient";
  const onWait = (text: string) => emit({ kind: "info", text });
  const work = (lock: RepoLock) => reproduceLocked(repo, options, emit, lock, wait);
  if (options.lock) return await work(options.lock);
  if (options.isHeld || options.dry) return await withRepoLock(repo, { wait, onWait }, work);
  const tell: TellHold = (text, kind) => emit({ kind, text });
  return await withWorkspace(repo, { as: "change", what: "repro", wait, tell }, async (hold) => {
    const runEnv = { ...options.runEnv, ...hold.env };
    const held = (lock: RepoLock) => reproduceLocked(repo, { ...options, runEnv }, emit, lock, wait);
    return await withRepoLock(repo, { wait, onWait }, held);
  });
}

async function reproduceLocked(
  repo: Repo,
  options: ReproOptions,
  emit: EmitEvent,
  lock: RepoLock,
  wait: LockWait,
): Promise<ReproResult> {
  const project = options.project ?? new Project(repo, (text) => emit({ kind: "warning", text }));
  const plan = await planRun(project, options);
  const sources = options.keepInputs && !options.dry ? keepSources(repo, plan.stages) : [];
  const isParallel = (options.jobs ?? 1) > 1 && plan.stages.length > 1 && !options.dry && !options.interactive;
  const output = options.output ?? (isParallel ? "events" : options.keepStdout ? "stderr" : "inherit");
  const hasOldHashes = repo.rules.checkpoints === "dvc2" && options.checkpoints && plan.stages.some(hasCheckpoints);
  using records = new Records(project, emit, hasOldHashes);
  records.expect(plan.stages);
  const pull = options.pull ? await openPull(records, options, emit) : undefined;
  using children = new Children(repo.host, {
    ownGroups: output !== "inherit" && output !== "stderr",
    onInterrupt: (times) => emit({ kind: "interrupted", times }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const run = new Run(plan, options, records, pull, children, lock, wait, output);
  if (isParallel) {
    await lock.pauseFor(() =>
      runSideBySide(plan, options.jobs ?? 1, (stage) => lock.hold(() => run.settle(stage)), run)
    );
  } else for (const stage of plan.stages) if (!await run.settle(stage)) break;
  const result = run.finish();
  const known = new Set(result.stages.flatMap((stage) => stage.moved?.map(({ path }) => path) ?? []));
  const moved = await movedSources(repo, plan.stages, sources, known, emit);
  return moved.length === 0 ? result : { ...result, moved };
}

/** The default remote, whose results of earlier runs are had at once; where none is set that is said once. */
async function openPull(records: Records, options: ReproOptions, emit: EmitEvent): Promise<Puller> {
  const { repo } = records.project;
  const { openRemote, noRemote } = await import("../data/mod.ts");
  const { Puller } = await import("./pull.ts");
  const remote = repo.config.get("core", "remote") ? openRemote(repo) : undefined;
  if (remote === undefined) emit({ kind: "warned", error: fault("within/not-pulled", {}, noRemote(repo)) });
  if (!options.noRunCache && !options.dry) remote?.fetchRuns();
  return new Puller(records.project, records.bench.store, remote);
}

/** One `repro` under way. */
class Run {
  readonly #reports = new Map<Stage, StageReport>();
  readonly #failures: { readonly stage: string; readonly error: ExpError }[] = [];
  /** Hashes that stages of this run gave to paths. */
  readonly #produced = new Map<string, HashInfo>();

  constructor(
    readonly plan: Plan,
    readonly options: ReproOptions,
    readonly records: Records,
    readonly pull: Puller | undefined,
    readonly children: Children,
    readonly lock: RepoLock,
    readonly wait: LockWait,
    readonly output: CommandOutput,
  ) {}

  /** Is there to be no further stage? */
  get isOver(): boolean {
    return this.children.isStopped || (this.#failures.length > 0 && (this.options.onError ?? "fail") === "fail");
  }

  end(): void {
    this.children.end();
  }

  /** Brings one stage up to date, whose upstream is settled. @returns false when nothing further is to be started */
  async settle(stage: Stage): Promise<boolean> {
    const blocker = this.options.onError === "keep-going" ? this.#failedUpstream(stage) : undefined;
    const name = displayAddress(this.records.project.repo, stage);
    if (blocker) {
      this.#report(stage, "blocked");
      this.records.emit({ kind: "stage-blocked", stage: name, because: blocker });
      return !this.isOver;
    }
    if (stage.frozen && !isImport(stage)) this.records.emit({ kind: "stage-is-frozen", stage: name });
    try {
      const result = await reproduceStage(this.records.bench, stage, this.#stageOptions(stage));
      for (const [out, info] of result.saved?.outs ?? []) this.#produced.set(out.path, info);
      if (result.saved) this.records.put(stage, result.saved);
      this.#report(stage, result.outcome, result.saved?.entry, result.moved);
      if (result.saved) this.records.emit({ kind: "stage-done", stage: name, elapsedMs: result.elapsedMs ?? 0 });
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      this.#report(stage, "failed", this.#reports.get(stage)?.lockEntry);
      const what = error.kind === "interrupted" ? this.#interruption(error) : error;
      this.#failures.push({ stage: name, error: fault("within/stage", { stage: name }, what) });
      this.records.emit({
        kind: "stage-failed",
        stage: name,
        error,
        onError: this.options.onError ?? "fail",
        blocks: this.options.onError === "keep-going" ? this.#blockedBy(stage) : [],
      });
    }
    return !this.isOver;
  }

  finish(): ReproResult {
    const order = this.plan.stages;
    this.records.finish(order);
    const result = this.#result();
    const [first] = this.#failures;
    if (this.children.isStopped && (first === undefined || first.error.kind !== "interrupted")) {
      throw new ReproFailure(this.#interruption(), result, []);
    }
    if (first && this.options.onError !== "ignore") {
      const names = this.#failures.map((failure) => failure.stage);
      throw new ReproFailure(first.error, result, names, this.options.onError === "keep-going");
    }
    this.records.hint();
    return result;
  }

  #interruption(cause?: ExpError): ExpError {
    return fault("interrupted/run", { signal: this.children.stoppedBy }, cause);
  }

  /** The stages of the plan that cannot be run any more, as shown. */
  #blockedBy(stage: Stage): string[] {
    const { graph, stages } = this.plan;
    const after = reach([stage], graph.downstream);
    return stages.filter((each) => each !== stage && after.has(each))
      .map((each) => displayAddress(this.records.project.repo, each));
  }

  #failedUpstream(stage: Stage): string | undefined {
    for (const needed of this.plan.graph.upstream(stage)) {
      const outcome = this.#reports.get(needed)?.outcome;
      if (outcome === "failed" || outcome === "blocked") return displayAddress(this.records.project.repo, needed);
    }
    return undefined;
  }

  /** A stage before it that a dry run has announced, or that waits for such a one. */
  #awaited(stage: Stage): string | undefined {
    const found = this.plan.graph.upstream(stage).find((needed) =>
      ["ran", "undecided"].includes(this.#reports.get(needed)?.outcome ?? "")
    );
    return found && displayAddress(this.records.project.repo, found);
  }

  /** What a path holds according to the stage before this one that makes it, in this run or before. */
  #made(stage: Stage, path: string): { readonly hash: string | undefined } | undefined {
    for (const needed of this.plan.graph.upstream(stage)) {
      for (const out of needed.outs) {
        const info = this.#produced.get(out.path) ?? out.locked;
        if (out.path === path) return { hash: info?.hash };
        if (info === undefined || !isInside(path, out.path)) continue;
        const entry = this.records.bench.store.readTree(info)?.find(({ relpath }) => `${out.path}/${relpath}` === path);
        if (entry) return entry;
      }
    }
    return undefined;
  }

  #report(stage: Stage, outcome: StageReport["outcome"], lockEntry?: LockEntry, moved: readonly Input[] = []): void {
    const more = moved.length === 0 ? {} : { moved };
    this.#reports.set(stage, { address: stage.address, outcome, lockEntry, ...more });
  }

  #putMidway(stage: Stage, saved: Saved): ReproResult {
    this.records.put(stage, saved);
    this.#report(stage, "ran", saved.entry);
    return this.#result();
  }

  #checkpointsOf(stage: Stage): StageOptions["checkpoints"] {
    const { checkpoints } = this.options;
    return checkpoints && {
      reset: checkpoints.reset,
      open: () => checkpoints.open(stage, (saved) => this.#putMidway(stage, saved)),
    };
  }

  #result(): ReproResult {
    return {
      stages: this.plan.stages.flatMap((stage) => this.#reports.get(stage) ?? []),
      objects: this.records.bench.store.committed(),
    };
  }

  #stageOptions(stage: Stage): StageOptions {
    const { options, children } = this;
    const ranBefore = (needed: Stage) =>
      ["ran", "restored", "verified"].includes(this.#reports.get(needed)?.outcome ?? "");
    return {
      force: options.force ?? false,
      dry: options.dry ?? false,
      noCommit: options.noCommit ?? false,
      noRunCache: options.noRunCache ?? false,
      allowMissing: options.allowMissing ?? false,
      upstreamChanged: (options.forceDownstream ?? false) && this.plan.graph.upstream(stage).some(ranBefore),
      awaits: options.dry && this.records.project.repo.rules.dryRun === "reasons" ? this.#awaited(stage) : undefined,
      checkpoints: this.#checkpointsOf(stage),
      keepInputs: options.keepInputs ?? false,
      made: (path) => this.#made(stage, path),
      confirm: options.interactive,
      pull: options.dry ? undefined : this.pull,
      command: {
        env: options.runEnv ?? {},
        output: this.output,
        isStopped: () => children.isStopped,
        onStart: (command) => {
          options.onCommand?.(command.pid);
          return children.add(command);
        },
      },
      lock: {
        pauseFor: (work) => {
          children.listen();
          return this.lock.pauseFor(work);
        },
        hold: (work) => this.lock.hold(work),
      },
      wait: this.wait,
    };
  }
}

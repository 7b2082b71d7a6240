/** `repro`: brings stages up to date, in order or side by side, and writes dvc.lock as they end. */
import { type EmitEvent, ExpError } from "../common/mod.ts";
import type { Endable } from "../data/mod.ts";
import { gitMissing } from "../host/mod.ts";
import { type LockWait, type Repo, type RepoLock, type TellHold, withRepoLock, withWorkspace } from "../repo/mod.ts";
import {
  type CommandOutput,
  displayAddress,
  hasCheckpoints,
  isImport,
  reproduceStage,
  type Saved,
  type Stage,
  type StageOptions,
  type StageResult,
  urlItems,
} from "../stage/mod.ts";
import { Children } from "./children.ts";
import { keepSources, movedSources } from "./edited_sources.ts";
import { fault } from "./faults.ts";
import { type Plan, planRun } from "./plan.ts";
import { Progress } from "./progress.ts";
import { Project } from "./project.ts";
import type { Puller } from "./pull.ts";
import { Records } from "./records.ts";
import { ReproFailure, type ReproOptions, type ReproResult } from "./repro_options.ts";
import { runSideBySide } from "./schedule.ts";

/** @throws {ExpError} when nothing could be started; {@link ReproFailure} when a stage failed */
export async function reproduce(repo: Repo, options: ReproOptions, emit: EmitEvent): Promise<ReproResult> {
  if (repo.git !== undefined && !repo.host.processes.hasGit()) throw gitMissing(); // before any command has run
  const wait = options.wait ?? "patient";
  const onWait = (text: string) => emit({ kind: "info", text });
  const work = (lock: RepoLock) => reproduceLocked(repo, { ...options, wait, lock }, emit);
  if (options.lock) return await work(options.lock);
  if (options.isHeld || options.dry) return await withRepoLock(repo, { wait, onWait }, work);
  const tell: TellHold = (text, kind) => emit({ kind, text });
  return await withWorkspace(repo, { as: "change", what: "repro", wait, tell }, async (hold) => {
    const runEnv = { ...options.runEnv, ...hold.env };
    const held = (lock: RepoLock) => reproduceLocked(repo, { ...options, runEnv, wait, lock }, emit);
    return await withRepoLock(repo, { wait, onWait }, held);
  });
}

type LockedOptions = ReproOptions & { readonly lock: RepoLock; readonly wait: LockWait };

async function reproduceLocked(repo: Repo, options: LockedOptions, emit: EmitEvent): Promise<ReproResult> {
  const { lock, jobs = 1 } = options;
  const project = options.project ?? new Project(repo, (text) => emit({ kind: "warning", text }));
  const plan = await planRun(project, options);
  const sources = options.keepInputs && !options.dry ? keepSources(repo, plan.stages) : [];
  const isParallel = jobs > 1 && plan.stages.length > 1 && !options.dry && !options.interactive;
  const output = options.output ?? (isParallel ? "events" : options.keepStdout ? "stderr" : "inherit");
  const hasOldHashes = repo.rules.checkpoints === "dvc2" && options.checkpoints && plan.stages.some(hasCheckpoints);
  const children = new Children(repo.host, {
    ownGroups: output !== "inherit" && output !== "stderr",
    onInterrupt: (times, during) => emit({ kind: "interrupted", times, during }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  using records = new Records(project, emit, { hasOldHashes, endable: endableBy(children) });
  records.expect(plan.stages);
  await lookAtUrls(records, plan.stages, options);
  const pull = options.pull ? await openPull(records, plan, options, emit) : undefined;
  const names = plan.stages.map((stage) => displayAddress(repo, stage));
  if (!options.dry) emit({ kind: "stages-planned", stages: names, sideBySide: output === "events" });
  using run = new Run({ ...options, plan, records, pull, children, output });
  if (isParallel) {
    await lock.pauseFor(() => runSideBySide(plan, jobs, (stage) => lock.hold(() => run.settle(stage)), run));
  } else for (const stage of plan.stages) if (!await run.settle(stage)) break;
  const result = run.finish();
  const known = new Set(result.stages.flatMap((stage) => stage.moved?.map(({ path }) => path) ?? []));
  const moved = await movedSources(repo, plan.stages, sources, known, emit);
  return moved.length === 0 ? result : { ...result, moved };
}

/** What an earlier run has made is there for the next time; what a command has just made is not, and is stored first. */
function endableBy(children: Children): Endable {
  return async (makes, work) => {
    using _ = children.listenFor();
    try {
      await work(makes === "checkout" ? children.over : children.forced);
    } catch (error) {
      if (error instanceof ExpError || !children.isStopped) throw error;
      throw fault("interrupted/run", { signal: children.stoppedBy }, error);
    }
  };
}

/** All that lies at URLs is looked at together; with `--keep-going` what is not to be seen only stops its own stage. */
async function lookAtUrls(records: Records, stages: readonly Stage[], options: ReproOptions): Promise<void> {
  const items = stages.flatMap(urlItems);
  if (items.length === 0) return;
  const { urls } = records.bench;
  await urls.prefetch(items);
  const onlyLists = options.dry && records.project.repo.rules.dryRun === "commands";
  if ((options.onError ?? "fail") !== "fail" || onlyLists) return;
  const { refuseUnseenUrls } = await import("./unseen_urls.ts");
  refuseUnseenUrls(records.project, stages, urls, options);
}

/** The default remote, whose results of earlier runs are had at once; where none is set that is said once. */
async function openPull(
  records: Records,
  plan: Plan,
  options: ReproOptions,
  emit: EmitEvent,
): Promise<Puller> {
  const { repo } = records.project;
  const { openRemote, noRemote } = await import("../data/mod.ts");
  const { Puller } = await import("./pull.ts");
  const remote = repo.config.get("core", "remote") ? await openRemote(repo) : undefined;
  if (remote === undefined) emit({ kind: "warned", error: fault("within/not-pulled", {}, noRemote(repo)) });
  if (!options.noRunCache && !options.dry) await remote?.fetchRuns();
  const puller = new Puller(records.project, records.bench, remote);
  if (!options.dry) await puller.prefetch(plan, options);
  return puller;
}

interface RunParts extends Omit<LockedOptions, "pull"> {
  readonly plan: Plan;
  readonly records: Records;
  readonly pull: Puller | undefined;
  readonly children: Children;
  readonly output: CommandOutput;
}

/** For so long dvc.lock may be behind its journal, while a long stage runs after many short ones. */
const CATCH_UP_MS = 1000;

/** One `repro` under way. */
class Run implements Disposable {
  readonly #progress: Progress;
  #settled = 0;
  readonly #ended = new AbortController();
  #catchingUp: Promise<void> | undefined;
  readonly #failures: { readonly stage: string; readonly error: ExpError }[] = [];

  constructor(readonly parts: RunParts) {
    this.#progress = new Progress(parts.plan, parts.records);
  }

  get #onError() {
    return this.parts.onError ?? "fail";
  }

  /** Is there to be no further stage? */
  get isOver(): boolean {
    return this.parts.children.isStopped || (this.#failures.length > 0 && this.#onError === "fail");
  }

  end(): void {
    this.parts.children.end();
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
    this.parts.children[Symbol.dispose]();
  }

  /** Brings one stage up to date, whose upstream is settled. @returns false when nothing further is to be started */
  async settle(stage: Stage): Promise<boolean> {
    const { records } = this.parts;
    const blocker = this.#onError === "keep-going" ? this.#progress.failedBefore(stage) : undefined;
    const name = displayAddress(records.project.repo, stage);
    if (blocker) {
      this.#progress.note(stage, "blocked");
      records.emit({ kind: "stage-blocked", stage: name, because: blocker });
      return !this.isOver;
    }
    if (stage.frozen && !isImport(stage)) records.emit({ kind: "stage-is-frozen", stage: name });
    try {
      const { outcome, saved, moved, elapsedMs } = await this.#bringUpToDate(stage);
      if (saved) this.#record(stage, saved);
      this.#progress.note(stage, outcome, saved, moved);
      if (saved) records.emit({ kind: "stage-done", stage: name, elapsedMs: elapsedMs ?? 0 });
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      this.#fail(stage, name, error);
    }
    this.#settled++;
    return !this.isOver;
  }

  #record(stage: Stage, saved: Saved): void {
    const { records } = this.parts;
    records.put(stage, saved);
    if (records.isBehind) this.#catchingUp ??= this.#catchUpSoon();
  }

  async #catchUpSoon(): Promise<void> {
    const { records, lock } = this.parts;
    await records.project.repo.host.clock.sleep(CATCH_UP_MS, this.#ended.signal);
    this.#catchingUp = undefined;
    if (this.#ended.signal.aborted) return;
    try {
      await lock.hold(() => Promise.resolve(records.catchUp()));
    } catch (error) {
      if (!(error instanceof ExpError)) throw error; // the journal has it all, and the end of the run tries again
    }
  }

  async #bringUpToDate(stage: Stage): Promise<StageResult> {
    const { records, importer, dry } = this.parts;
    if (importer === undefined || stage.frozen || !isImport(stage) || dry) {
      return await reproduceStage(records.bench, stage, this.#stageOptions(stage));
    }
    const outcome = await importer(stage);
    if (outcome === "ran") records.noteImport(stage);
    else records.emit({ kind: "stage-skipped", stage: displayAddress(records.project.repo, stage) });
    return { outcome };
  }

  #fail(stage: Stage, name: string, error: ExpError): void {
    this.#progress.note(stage, "failed");
    const what = error.kind === "interrupted" ? this.#interruption(error) : error;
    this.#failures.push({ stage: name, error: fault("within/stage", { stage: name }, what) });
    this.parts.records.emit({
      kind: "stage-failed",
      stage: name,
      error,
      onError: this.#onError,
      blocks: this.#onError === "keep-going" ? this.#progress.blockedBy(stage) : [],
    });
  }

  finish(): ReproResult {
    const { records, plan, children } = this.parts;
    records.finish(plan.stages);
    const result = this.#progress.result();
    const [first] = this.#failures;
    const isWhole = this.#settled === plan.stages.length && children.isUnmoved;
    if (children.isStopped && !isWhole && (first === undefined || first.error.kind !== "interrupted")) {
      throw new ReproFailure(this.#interruption(), result, []);
    }
    if (first && this.#onError !== "ignore") {
      const names = this.#failures.map((failure) => failure.stage);
      throw new ReproFailure(first.error, result, names, this.#onError === "keep-going");
    }
    records.hint();
    return result;
  }

  #interruption(cause?: ExpError): ExpError {
    return fault("interrupted/run", { signal: this.parts.children.stoppedBy }, cause);
  }

  #stageOptions(stage: Stage): StageOptions {
    const { parts } = this;
    const tellsReasons = parts.records.project.repo.rules.dryRun === "reasons";
    return {
      force: parts.force ?? false,
      dry: parts.dry ?? false,
      noCommit: parts.noCommit ?? false,
      noRunCache: parts.noRunCache ?? false,
      allowMissing: parts.allowMissing ?? false,
      upstreamChanged: (parts.forceDownstream ?? false) && this.#progress.hasNewInputs(stage),
      awaits: parts.dry && tellsReasons ? this.#progress.awaited(stage) : undefined,
      checkpoints: this.#checkpointsOf(stage),
      keepInputs: parts.keepInputs ?? false,
      made: (path) => this.#progress.made(stage, path),
      confirm: parts.interactive && ((name) => this.#ask(parts.interactive!, name)),
      pull: parts.dry ? undefined : parts.pull,
      command: this.#commandOptions(),
      forced: parts.children.forced,
      lock: {
        pauseFor: (work) => {
          parts.children.listen();
          return parts.lock.pauseFor(work);
        },
        hold: (work) => parts.lock.hold(work),
      },
      wait: parts.wait,
    };
  }

  /** @throws {ExpError} `interrupted` when a signal comes before the answer */
  async #ask(asked: NonNullable<RunParts["interactive"]>, stage: string): Promise<boolean> {
    const { over } = this.parts.children;
    if (over.aborted) throw this.#interruption();
    const ended = Promise.withResolvers<never>();
    const end = () => ended.reject(this.#interruption());
    over.addEventListener("abort", end);
    try {
      return await Promise.race([asked(stage), ended.promise]);
    } finally {
      over.removeEventListener("abort", end);
    }
  }

  #commandOptions(): StageOptions["command"] {
    const { runEnv = {}, output, children, onCommand } = this.parts;
    return {
      env: runEnv,
      output,
      isStopped: () => children.isStopped,
      onStart: (command) => {
        onCommand?.(command.pid);
        return children.add(command);
      },
    };
  }

  #checkpointsOf(stage: Stage): StageOptions["checkpoints"] {
    const { checkpoints, records } = this.parts;
    return checkpoints && {
      reset: checkpoints.reset,
      open: () =>
        checkpoints.open(stage, (saved) => {
          records.put(stage, saved);
          records.catchUp(); // it becomes part of a commit
          this.#progress.note(stage, "ran", saved);
          return this.#progress.result();
        }),
    };
  }
}

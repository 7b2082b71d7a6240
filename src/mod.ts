/**
 * Experiments for Deno programs: run a pipeline as an experiment, queue many, run single stages, or fill an experiment
 * call by call. The command line is built on the same functions; both can be used side by side.
 *
 * A program is started with this project's settings, for they name its packages:
 * `deno run -A --config PATH/deno.json program.ts`.
 *
 * ```ts
 * import { openRepo, run } from "./src/mod.ts";
 *
 * const repo = await openRepo(".");
 * for (const [rev, name] of await run(repo, { params: ["lr=0.2"] })) console.log(`${name}: ${rev.slice(0, 7)}`);
 * ```
 *
 * @module
 */
import { type EmitEvent, ExpError } from "./common/mod.ts";
import { DEFAULT_CHOICES, type ExperimentRequest } from "./entries/mod.ts";
import { type Git, openGit, type Rev } from "./git/mod.ts";
import { createHost } from "./host/mod.ts";
import { joinPath, openRepo as openRepoOf, type Repo } from "./repo/mod.ts";
import { completeLocks, type StageReport } from "./pipeline/mod.ts";
import type { QueueFaults } from "./queue/mod.ts";
import { type ParamsRequest, type SavedTrack, Tracked, type TrackInit, type TrackState } from "./tracking/mod.ts";

import { expSays } from "./voice/mod.ts";

export { type ErrorKind, ExpError } from "./common/mod.ts";
export type { EmitEvent, RunEvent } from "./common/mod.ts";
export type { Repo } from "./repo/mod.ts";
export type { Rev } from "./git/mod.ts";
export { LIFECYCLE, type ParamsRequest, type SavedTrack, type TrackInit, type TrackState } from "./tracking/mod.ts";

ExpError.say = expSays; // a program reads `message`

/**
 * Opens the repository around a folder.
 *
 * @param path default: the current folder
 * @throws {ExpError} `not-a-repo`
 */
export async function openRepo(path = "."): Promise<Repo> {
  const host = createHost();
  const repo = await openRepoOf(host, { cwd: host.fs.realPath(joinPath(host.cwd, path)) });
  await completeLocks(repo);
  return repo;
}

/** What {@link run} is asked. Everything is optional. */
export interface RunOptions {
  /** Stages, files or outputs; default: the pipeline of the current folder. */
  readonly targets?: readonly string[];
  /** `[file:]key=value`; several values (`lr=0.1,0.2`, `choice(…)`, `range(…)`) need `queue`. */
  readonly params?: readonly string[];
  /** Run what is queued instead, and wait for it. */
  readonly runAll?: boolean;
  /** With `runAll`: how many at once; default 1. */
  readonly jobs?: number;
  /** Run in a temporary checkout; the workspace is only read. */
  readonly tmpDir?: boolean;
  /** Queue it: one experiment, or one for each point of a sweep. */
  readonly queue?: boolean;
  /** Untracked paths for the checkout. */
  readonly copyPaths?: readonly string[];
  /** The commit message. */
  readonly message?: string;
  readonly noHydra?: boolean;
  /** Default: two random words. */
  readonly name?: string;
  /** Run every stage, and replace an experiment of the same name. */
  readonly force?: boolean;
  /** Told what happens, as it happens. */
  readonly onEvent?: EmitEvent;
}

/** Some experiments of `runAll` failed; the others are done. */
export class ExperimentsFailed extends ExpError {
  constructor(
    /** What is done: commit → name. */
    readonly results: ReadonlyMap<Rev, string>,
    readonly failed: readonly { readonly name: string; readonly message: string }[],
  ) {
    super("failed/experiments" satisfies keyof QueueFaults, { failed });
  }
}

/**
 * Runs the pipeline as an experiment: in the workspace, in a checkout, or later from the queue. Preparing it is the same
 * in all modes; HEAD, the branch and the index stay as they are.
 *
 * ```ts
 * import { openRepo, run } from "./src/mod.ts";
 *
 * const repo = await openRepo(".");
 * await run(repo, { params: ["lr=0.1,0.2", "epochs=1,2"], queue: true, name: "grid" }); // grid-1 … grid-4
 * const results = await run(repo, { runAll: true, jobs: 2 });
 * console.log([...results.values()].sort().join(" "));
 * ```
 *
 * @returns the experiments' commits and names; empty when they were queued
 * @throws {ExpError} when it could not be run; {@link ExperimentsFailed} when some of `runAll` failed
 */
export async function run(repo: Repo, options: RunOptions = {}): Promise<Map<Rev, string>> {
  const git = openGit(repo);
  const emit = options.onEvent ?? (() => {});
  if (options.runAll) return await runAllOf(repo, git, options);
  if (options.jobs !== undefined) {
    throw new ExpError("usage/jobs-without-run-all" satisfies keyof QueueFaults, {});
  }
  const request = requestOf(options);
  if (options.queue) {
    const { DEFAULT_TASK_OPTIONS, submitExperiments } = await import("./queue/mod.ts");
    await submitExperiments(repo, git, request, DEFAULT_TASK_OPTIONS, emit);
    return new Map();
  }
  const { runNow } = await import("./executors/mod.ts");
  return await runNow(repo, git, request, { temp: options.tmpDir ?? false }, emit);
}

async function runAllOf(repo: Repo, git: Git, { jobs = 1 }: RunOptions): Promise<Map<Rev, string>> {
  const { runAll } = await import("./queue/mod.ts");
  const { done, failed } = await runAll(repo, git, { jobs });
  if (failed.length === 0) return new Map(done);
  throw new ExperimentsFailed(done, failed.map(({ task, message }) => ({ name: task.entry.name, message })));
}

function requestOf({ targets, params, copyPaths, message, noHydra, name, force }: RunOptions): ExperimentRequest {
  return {
    choices: { ...DEFAULT_CHOICES, targets: targets ?? [], force: force ?? false },
    params: params ?? [],
    ...(copyPaths === undefined ? {} : { copyPaths }),
    ...(message === undefined ? {} : { message }),
    ...(noHydra === undefined ? {} : { noHydra }),
    ...(name === undefined ? {} : { name }),
  };
}

/** What {@link PipelineStage.run} is asked. */
export interface StageRunOptions {
  /** Only say what would be run. */
  readonly dry?: boolean;
  /** Run the command even if a result is known. */
  readonly force?: boolean;
  /** Leave the outputs out of the cache. */
  readonly noCommit?: boolean;
  /** Outputs that were not made are no error. */
  readonly allowMissing?: boolean;
  /** Fetch nothing from a remote. Default: what is missing is fetched from the default remote, if there is one. */
  readonly noDownload?: boolean;
  /** Added to the command's environment. */
  readonly runEnv?: Readonly<Record<string, string>>;
  readonly onEvent?: EmitEvent;
}

/** A stage of the pipeline. */
export interface PipelineStage {
  /** `train`, `sub/dvc.yaml:train`, `data/raw.dvc` */
  readonly address: string;
  /** The command, or several; undefined for data. */
  readonly cmd: string | readonly string[] | undefined;
  /**
   * Brings this stage alone up to date: skipped when nothing has changed, restored when its result is known, else run.
   * dvc.lock is written.
   *
   * @throws {ExpError} `stage-failed` with the command and its exit code
   */
  run(options?: StageRunOptions): Promise<StageReport["outcome"]>;
}

/**
 * The stages that a word means; without one all of the repository.
 *
 * ```ts
 * import { openRepo, stages } from "./src/mod.ts";
 *
 * const [train] = await stages(await openRepo("."), "train");
 * await train?.run({ dry: true });
 * await train?.run({ force: true, runEnv: { CUDA_VISIBLE_DEVICES: "0" } });
 * ```
 *
 * @param target as on the command line: `train`, `sub/dvc.yaml:train`, an output
 */
export async function stages(repo: Repo, target?: string): Promise<PipelineStage[]> {
  const { findTargets, Project } = await import("./pipeline/mod.ts");
  const project = new Project(repo);
  const found = target === undefined
    ? await project.stages()
    : await findTargets(project, [target], { recursive: false, outputs: true });
  return found.map(({ address, cmd }): PipelineStage => ({
    address,
    cmd,
    run: (options = {}) => runStage(repo, address, options),
  }));
}

async function runStage(repo: Repo, address: string, options: StageRunOptions): Promise<StageReport["outcome"]> {
  const { reproduce } = await import("./pipeline/mod.ts");
  const hasRemote = repo.config.get("core", "remote") !== undefined;
  const { stages: [report] } = await reproduce({ ...repo, cwd: repo.root }, {
    targets: [address],
    singleItem: true,
    dry: options.dry ?? false,
    force: options.force ?? false,
    noCommit: options.noCommit ?? false,
    allowMissing: options.allowMissing ?? false,
    pull: hasRemote && options.noDownload !== true && options.dry !== true,
    runEnv: options.runEnv ?? {},
  }, options.onEvent ?? (() => {}));
  return report?.outcome ?? "skipped";
}

/**
 * An experiment that a program fills itself. Each call is checked (see {@link LIFECYCLE}) and on the disk when it
 * returns; the user's index, branch and files are never touched. Other processes wait while one holds it.
 *
 * ```ts
 * import { Experiment } from "./src/mod.ts";
 *
 * using experiment = await Experiment.init(".", { name: "by-hand" });
 * await experiment.setParams({ overrides: ["lr=0.2"] });
 * for (let step = 1; step <= 3; step++) experiment.logMetric("loss", 1 / step, step);
 * await experiment.makeCheckpoint();
 * const { name, rev } = await experiment.save();
 * console.log(name, rev.length);
 * ```
 */
export class Experiment implements Disposable {
  private constructor(private readonly tracked: Tracked) {}

  /** Begins an experiment on HEAD. @throws {ExpError} `exists` when the name is taken */
  static async init(repo: Repo | string = ".", options: TrackInit = {}): Promise<Experiment> {
    const opened = typeof repo === "string" ? await openRepo(repo) : repo;
    return new Experiment(Tracked.init(opened, openGit(opened), options));
  }

  /** Takes up an experiment that some process began, by its id. @throws {ExpError} `invalid-state`, `busy` */
  static async open(repo: Repo | string, id: string): Promise<Experiment> {
    const opened = typeof repo === "string" ? await openRepo(repo) : repo;
    return new Experiment(Tracked.open(opened, openGit(opened), id));
  }

  /** For {@link Experiment.open}, and for `exp track --id`. */
  get id(): string {
    return this.tracked.id;
  }

  get state(): TrackState {
    return this.tracked.state;
  }

  /** Sets parameters by overrides (`lr=0.2`), or records whole params files. */
  setParams(params: ParamsRequest): Promise<void> {
    return this.tracked.setParams(params);
  }

  /** @param name `/` groups: `train/loss` */
  logMetric(name: string, value: number, step?: number): void {
    this.tracked.logMetric(name, value, step);
  }

  /** Commits what was recorded so far. @returns the commit */
  makeCheckpoint(): Promise<Rev> {
    return this.tracked.makeCheckpoint();
  }

  /** Ends recording; `save` and `discard` are left. */
  complete(): void {
    this.tracked.complete();
  }

  /** Makes it an experiment like any other. Saving again changes nothing. */
  save(): Promise<SavedTrack> {
    return this.tracked.save();
  }

  /** Forgets all of it. */
  discard(): void {
    this.tracked.discard();
  }

  /** Gives it back; its state stays on the disk. */
  [Symbol.dispose](): void {
    this.tracked[Symbol.dispose]();
  }
}

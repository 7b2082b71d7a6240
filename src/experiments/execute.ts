import { ExpError } from "../common/errors.ts";
import type { EmitEvent } from "../common/events.ts";
import type { ValueMap } from "../common/value.ts";
import type { Git, RefUpdate, Rev } from "../git/mod.ts";
import { reproduce, type ReproOptions, type ReproResult } from "../pipeline/reproduce.ts";
import type { Config, Repo } from "../repo/types.ts";
import { experimentHash } from "./exp_hash.ts";
import type { ReproChoices } from "./options.ts";
import { defaultMessage, recordExperiment } from "./record.ts";
import { resultFiles } from "./result_files.ts";

/** What an executor decides about how stages run. */
export type StageManner = Pick<
  ReproOptions,
  "interactive" | "jobs" | "output" | "signal" | "onCommand" | "wait" | "dryAsDvc" | "noRunCache" | "checkpoints"
>;

export interface ExecuteRequest {
  /** The repository as stages see it, and its git: the workspace, or a checkout. */
  readonly repo: Repo;
  readonly git: Git;
  /** The git of the repository that gets the experiment. */
  readonly home: Git;
  readonly baseline: Rev;
  readonly name: string;
  readonly choices: ReproChoices;
  readonly message: string | undefined;
  readonly runEnv: Readonly<Record<string, string>>;
  /** Files that belong to the experiment even if git ignores them; relative to the top. */
  readonly always: readonly string[];
  readonly manner: StageManner;
  readonly also?: readonly RefUpdate[];
  /** Told of the experiment's commit before its ref is made. */
  readonly onCommit?: (rev: Rev) => void;
  /** Called between the stages and the commit, with the files that join it. */
  readonly beforeRecord?: (extra: readonly string[]) => void;
}

/** An experiment that is done. */
export interface Finished {
  readonly name: string;
  readonly rev: Rev;
  readonly ref: string;
  readonly hash: string;
}

/** Runs the stages where it is told to, and records what came of it. With `dry` nothing is recorded. */
export async function executeExperiment(request: ExecuteRequest, emit: EmitEvent): Promise<Finished | undefined> {
  const { choices, git } = request;
  const repo = withoutAutostage(request.repo);
  const result = await runStages(repo, request, emit);
  if (choices.dry) return undefined;
  const hash = await experimentHash(doneEntries(result));
  const extra = await resultFiles(repo, result.stages.map((stage) => stage.address), git.top);
  request.beforeRecord?.(extra);
  const recorded = recordExperiment({
    place: git,
    home: request.home,
    baseline: request.baseline,
    name: request.name,
    force: choices.force,
    message: request.message ?? defaultMessage(hash),
    extra,
    always: request.always,
    ...(request.also === undefined ? {} : { also: request.also }),
    ...(request.onCommit === undefined ? {} : { onCommit: request.onCommit }),
  });
  emit({ kind: "experiment-done", name: request.name, rev: recorded.rev });
  return { name: request.name, rev: recorded.rev, ref: recorded.ref, hash };
}

async function runStages(repo: Repo, request: ExecuteRequest, emit: EmitEvent): Promise<ReproResult> {
  try {
    return await reproduce(repo, reproOptions(request), (event) => {
      // Git is told of these files by the experiment's commit
      if (event.kind !== "git-track-hint") emit(event);
    });
  } catch (error) {
    if (!(error instanceof ExpError) || error.kind !== "interrupted") throw error;
    // DVC reports a stage that was interrupted inside of an experiment as one that failed
    throw new ExpError(error.kind, error.message, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
      dvcMessage: error.dvcMessage,
      dvcExitCode: 255,
    });
  }
}

function reproOptions({ choices, manner, runEnv }: ExecuteRequest): ReproOptions {
  const { interactive, ...rest } = manner;
  return {
    ...rest,
    targets: choices.targets,
    singleItem: choices.singleItem,
    force: choices.force,
    dry: choices.dry,
    ...(choices.interactive ? { interactive: interactive ?? (() => false) } : {}),
    pipeline: choices.pipeline,
    allPipelines: choices.allPipelines,
    downstream: choices.downstream,
    recursive: choices.recursive,
    forceDownstream: choices.forceDownstream,
    pull: choices.pull,
    allowMissing: choices.allowMissing,
    onError: choices.onError,
    runEnv,
  };
}

/** Lock entries of the pipeline's stages that were run or restored, by stage name. */
function doneEntries(result: ReproResult): Map<string, ValueMap> {
  const entries = new Map<string, ValueMap>();
  for (const { address, outcome, lockEntry } of result.stages) {
    const isDone = outcome === "ran" || outcome === "restored";
    if (!isDone || lockEntry === undefined || isDataFile(address)) continue;
    entries.set(address.slice(address.lastIndexOf(":") + 1), lockEntry);
  }
  return entries;
}

function isDataFile(address: string): boolean {
  return address.endsWith(".dvc") && !address.includes(":");
}

/** An experiment never stages anything in the user's index, whatever `core.autostage` says. */
function withoutAutostage(repo: Repo): Repo {
  const { config } = repo;
  const quiet: Config = {
    get: (section, option) => config.get(section, option),
    getBool: (section, option, fallback) =>
      section === "core" && option === "autostage" ? false : config.getBool(section, option, fallback),
    getList: (section, option) => config.getList(section, option),
    remote: (name) => config.remote(name),
    remoteNames: () => config.remoteNames(),
  };
  return { ...repo, config: quiet };
}

import { ExpError } from "../common/errors.ts";
import type { EmitEvent } from "../common/events.ts";
import type { Git, RefUpdate, Rev, TreeChange } from "../git/mod.ts";
import { reproduce, ReproFailure, type ReproOptions, type ReproResult } from "../pipeline/reproduce.ts";
import type { Config, Repo } from "../repo/types.ts";
import { CheckpointChain } from "./checkpoint_chain.ts";
import { watchCheckpoints } from "./checkpoint_watch.ts";
import type { ReproChoices } from "./options.ts";
import { fault } from "./faults.ts";

/** What an executor decides about how stages run. */
export type StageSettings = Pick<
  ReproOptions,
  "interactive" | "jobs" | "output" | "keepStdout" | "signal" | "onCommand" | "wait" | "noRunCache"
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
  /** Parameter files that were edited; untracked ones join the experiment, ignored ones do not. Relative to the top. */
  readonly edited: readonly string[];
  readonly stages: StageSettings;
  /** The commit that this run's commits follow (checkpoints); is it the tip of this very experiment? */
  readonly goesOn?: { readonly from: Rev; readonly isSame: boolean };
  /** Refs that follow the experiment's when it has checkpoints. */
  readonly mirrors?: readonly string[];
  readonly also?: readonly RefUpdate[];
  /** Files as they are to be in each commit, whatever the place has. */
  readonly changes?: readonly TreeChange[];
  /** Told of the experiment's commit before its ref is made. */
  readonly onCommit?: (rev: Rev) => void;
  /** Called before each commit. */
  readonly beforeCommit?: () => void;
  /** Called between the stages and the last commit, with the files that join it. */
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
  const repo = withoutAutostage(request.repo);
  using chain = new CheckpointChain(repo, request, emit);
  const result = await runStages(repo, request, chain, emit);
  if (request.choices.dry) return undefined;
  const done = await chain.finish(result);
  emit({ kind: "experiment-done", name: done.name, rev: done.rev });
  return done;
}

async function runStages(
  repo: Repo,
  request: ExecuteRequest,
  chain: CheckpointChain,
  emit: EmitEvent,
): Promise<ReproResult> {
  try {
    return await reproduce(repo, { ...reproOptions(request), checkpoints: watchCheckpoints(repo, request, chain) }, (
      event,
    ) => {
      // Git is told of these files by the experiment's commit
      if (event.kind !== "git-track-hint") emit(event);
    });
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    if (chain.count > 0 && error instanceof ReproFailure) return afterFailure(request, chain, error, emit);
    throw error;
  }
}

/** Checkpoints stay, whatever happens later. @returns what counts as the result, as DVC 2 has it */
function afterFailure(
  request: ExecuteRequest,
  chain: CheckpointChain,
  error: ReproFailure,
  emit: EmitEvent,
): ReproResult {
  const failed = error.result.stages.find((stage) => stage.outcome === "failed" && chain.watches(stage.address));
  if (request.repo.rules.checkpoints === "dvc2" && failed !== undefined) {
    emit({
      kind: "warning",
      text: `Checkpoint stage '${failed.address}' was interrupted remaining stages in pipeline will not be reproduced.`,
    });
    return error.result;
  }
  throw fault("within/checkpoints", { count: chain.count, name: request.name }, error);
}

function reproOptions({ choices, stages, runEnv }: ExecuteRequest): ReproOptions {
  const { interactive, ...rest } = stages;
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
    keepInputs: true,
    isHeld: true,
    runEnv,
  };
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

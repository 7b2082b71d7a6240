import { watchCheckpoints } from "../checkpoints/mod.ts";
import type { EmitEvent } from "../common/mod.ts";
import { reproduce, ReproFailure, type ReproOptions, type ReproResult } from "../pipeline/mod.ts";
import type { Config, Repo } from "../repo/mod.ts";
import { CommitChain } from "./commit_chain.ts";
import type { ExecuteRequest, Finished } from "./execute_request.ts";
import { fault } from "./faults.ts";

/** Runs the stages where it is told to, and records what came of it. With `dry` nothing is recorded. */
export async function executeExperiment(request: ExecuteRequest, emit: EmitEvent): Promise<Finished | undefined> {
  const repo = withoutAutostage(request.repo);
  using chain = new CommitChain(repo, request, emit);
  const result = await runStages(repo, request, chain, emit);
  if (request.choices.dry) return undefined;
  const done = await chain.finish(result);
  emit({ kind: "experiment-done", name: done.name, rev: done.rev });
  return done;
}

async function runStages(
  repo: Repo,
  request: ExecuteRequest,
  chain: CommitChain,
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
    if (chain.count > 0 && error instanceof ReproFailure) return afterFailure(request, chain, error, emit);
    throw error;
  }
}

/** Checkpoints stay, whatever happens later. @returns what counts as the result, as DVC 2 has it */
function afterFailure(
  request: ExecuteRequest,
  chain: CommitChain,
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

import type { EmitEvent } from "../common/events.ts";
import { autoPush } from "../experiments/auto_push.ts";
import { executeExperiment, type Finished } from "../experiments/execute.ts";
import { INFO_STATUS, writeInfo, writeProcessInfo } from "../experiments/info_file.ts";
import { sweepLeftovers } from "../experiments/leftovers.ts";
import type { ExperimentRequest } from "../experiments/options.ts";
import { editWorkspace } from "../experiments/param_edits.ts";
import { experimentEnv, planExperiments, refuseUnmerged } from "../experiments/prepare.ts";
import { checkTargets } from "../experiments/targets.ts";
import type { Git } from "../git/mod.ts";
import { relativeInside } from "../repo/mod.ts";
import type { Repo } from "../repo/types.ts";
import type { ExecutorOptions } from "./place.ts";

/**
 * Runs an experiment in the workspace. HEAD, index and stash stay as they are all the time; the work tree changes only
 * by `-S` and by what the stages do.
 *
 * @returns undefined for a dry run
 * @throws {ExpError} before anything is changed when the request is wrong; `ReproFailure` when a stage fails
 */
export async function runInWorkspace(
  repo: Repo,
  git: Git,
  request: ExperimentRequest,
  options: ExecutorOptions,
  emit: EmitEvent,
): Promise<Finished | undefined> {
  sweepLeftovers(repo, git);
  refuseUnmerged(git);
  const plan = planExperiments(repo, git, request, { allowSweep: false });
  const point = plan.points[0];
  if (point === undefined) return undefined;
  await checkTargets(repo, request.choices);
  const edited = await editWorkspace(repo, request, point.overrides);
  emit({ kind: "experiment-started", name: point.name });
  using _visible = request.choices.dry ? undefined : showRunning(repo, git, plan.head, point.name);
  const done = await executeExperiment({
    repo,
    git,
    home: git,
    baseline: plan.head,
    name: point.name,
    choices: request.choices,
    message: request.message,
    runEnv: experimentEnv(repo, plan.head, point.name),
    always: edited.flatMap((path) => relativeInside(git.top, path) ?? []),
    manner: options.manner ?? {},
    ...(options.also === undefined ? {} : { also: options.also }),
  }, emit);
  if (done !== undefined) await autoPush(repo, git, done.ref, emit);
  return done;
}

/** Lets DVC and its clients see the run: `run/workspace/workspace.json` with a live pid, and `workspace.run`. */
function showRunning(repo: Repo, git: Git, baseline: string, name: string): Disposable {
  const { host } = repo;
  const folder = `${repo.tmpDir}/exps/run/workspace`;
  writeInfo(host, `${folder}/workspace.run`, {
    rootDir: git.top,
    baseline,
    location: "workspace",
    dvcDir: relativeInside(git.top, repo.dvcDir) ?? ".dvc",
    wdir: relativeInside(git.top, repo.cwd) || ".",
    name,
    status: INFO_STATUS.running,
    resultHash: null,
    resultRef: null,
    force: false,
  });
  writeProcessInfo(host, `${folder}/workspace.json`, { pid: host.pid, stdout: null, returncode: null });
  return { [Symbol.dispose]: () => host.fs.removeTree(folder) };
}

import type { EmitEvent } from "../common/mod.ts";
import type { Endable } from "../data/mod.ts";
import { autoPush, executeExperiment, type ExecuteRequest, type Finished } from "../experiments/mod.ts";
import { markLine } from "../host/mod.ts";
import { OWNER_FILE, sweepLeftovers, writeProcessInfo } from "../records/mod.ts";
import {
  checkEdited,
  checkTargets,
  dropStrayDat,
  editWorkspace,
  experimentEnv,
  type ExperimentRequest,
  planExperiments,
  type Point,
  refuseOddDates,
  refuseUnmerged,
  withoutEditing,
} from "../entries/mod.ts";
import { CHECKPOINT_MIRRORS, continueOrStart, forgetCheckpoint, mayContinue, rewindTo } from "../checkpoints/mod.ts";
import type { Git } from "../git/mod.ts";
import { type Hold, relativeInside, type Repo, type TellHold, withWorkspace } from "../repo/mod.ts";
import { restoreOutputs } from "./checkout_data.ts";
import type { ExecutorOptions, Place } from "./place.ts";
import { runReport } from "./run_info.ts";

/**
 * Runs an experiment in the workspace. HEAD, index and stash stay as they are all the time; the work tree changes only
 * by `-S`, by what the stages do and by outputs that are restored for them, and on a dry run not at all.
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
  if (request.choices.dry) return await runHeld({ repo, git }, request, options, emit);
  const tell: TellHold = (text, kind) => emit({ kind, text });
  const wait = options.stages?.wait ?? "patient";
  return await withWorkspace(repo, { as: "run", what: "a run", wait, tell }, async (hold) => {
    return await runHeld({ repo, git }, request, options, emit, hold);
  });
}

async function runHeld(
  { repo, git }: Place,
  request: ExperimentRequest,
  options: ExecutorOptions,
  emit: EmitEvent,
  hold?: Hold,
): Promise<Finished | undefined> {
  sweepLeftovers(repo, git);
  refuseUnmerged(git);
  refuseOddDates(repo, git);
  const plan = planExperiments(repo, git, request, { allowSweep: false, allowTaken: mayContinue(git, request) });
  const point = plan.points[0];
  if (point === undefined) return undefined;
  await checkTargets(repo, request.choices);
  const goesOn = await continueOrStart(repo, git, { head: plan.head, point }, request, emit);
  const name = goesOn?.isSame ? goesOn.of.name : point.name;
  hold?.sign(`experiment '${name}'`);
  const execution: Execution = {
    changes: request.choices.dry ? [] : dropStrayDat(repo, git, emit),
    git,
    home: git,
    baseline: plan.head,
    name,
    choices: request.choices,
    message: request.message,
    runEnv: { ...experimentEnv(repo, plan.head, name), ...hold?.env },
    stages: options.stages ?? {},
    goesOn,
    mirrors: CHECKPOINT_MIRRORS.workspace,
    also: options.also,
    endable: options.endable,
  };
  if (request.choices.dry) return await runDry(repo, request, point, execution, emit);
  return await runHere(repo, request, point, execution, emit);
}

type Execution = Omit<ExecuteRequest, "repo" | "edited"> & { readonly endable: Endable | undefined };

/** Tells what would be run with the overrides, which are not written. */
async function runDry(
  repo: Repo,
  request: ExperimentRequest,
  point: Point,
  execution: Execution,
  emit: EmitEvent,
): Promise<Finished | undefined> {
  if (repo.rules.dryRun === "commands") emit({ kind: "experiment-started", name: execution.name });
  return await withoutEditing(
    repo,
    request,
    point.overrides,
    (edited) => executeExperiment({ ...execution, repo: edited, edited: [] }, emit),
  );
}

async function runHere(
  repo: Repo,
  request: ExperimentRequest,
  point: Point,
  execution: Execution,
  emit: EmitEvent,
): Promise<Finished | undefined> {
  const { git, baseline, name, goesOn } = execution;
  if (point.overrides.size > 0) await checkEdited(repo, request, point.overrides);
  if (request.choices.reset) forgetCheckpoint(git, emit);
  if (goesOn !== undefined && repo.rules.checkpoints === "exp") await rewindTo(repo, git, goesOn.from);
  const files = await editWorkspace(repo, request, point.overrides);
  emit({ kind: "experiment-started", name });
  using _visible = showRunning(repo, git, baseline, name);
  await restoreOutputs(repo, request.choices, execution.endable);
  const edited = files.flatMap((path) => relativeInside(git.top, path) ?? []);
  const done = await executeExperiment({ ...execution, repo, edited }, emit);
  if (done !== undefined) await autoPush(repo, git, done.ref, emit);
  return done;
}

/** Lets DVC and its clients see the run: `run/workspace/workspace.json` with a live pid, and `workspace.run`. */
function showRunning(repo: Repo, git: Git, baseline: string, name: string): Disposable {
  const { host } = repo;
  const folder = `${repo.tmpDir}/exps/run/workspace`;
  const where = { rootDir: git.top, baseline, location: "workspace", name } as const;
  host.fs.makeDir(folder);
  host.fs.writeAtomic(`${folder}/${OWNER_FILE}`, markLine(host));
  runReport(repo, git, `${folder}/workspace.run`, where)("running");
  writeProcessInfo(host, `${folder}/workspace.json`, { pid: host.pid, stdout: null, returncode: null });
  return { [Symbol.dispose]: () => host.fs.removeTree(folder) };
}

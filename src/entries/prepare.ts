/**
 * From a request to entries that are ready to run, the same for every mode: names, overrides, sweeps, edited
 * parameters, one stash commit an entry. The user's index and work tree are only read, except that a workspace run edits
 * its parameter files in place.
 */
import { type CommitSpec, type Git, type Rev, takesDate, type TreeChange, unmergedError } from "../git/mod.ts";
import { expandSweeps, isSweepOverride, parsePathOverrides, splitSetParam } from "@exp/hydra";
import { checkName, generateName, nameTaken, stashMessage, takenNames } from "../records/mod.ts";
import { joinPath, relativeInside, type Repo } from "../repo/mod.ts";
import { HYDRA_OUTPUT, usesHydra } from "./hydra_step.ts";
import { TreeEditor } from "./param_files.ts";
import { encodeReproDat, REPRO_DAT } from "./repro_dat.ts";
import type { Entry, ExperimentRequest } from "./request.ts";
import { drawSamples } from "./sampling.ts";
import { fault } from "./faults.ts";

/** One point of the request: a name and what to change in which params file. */
export interface Point {
  readonly name: string;
  /** Override texts by params file, relative to the folder that the command was started in. */
  readonly overrides: ReadonlyMap<string, readonly string[]>;
}

export interface ExperimentPlan {
  readonly head: Rev;
  readonly points: readonly Point[];
  /** To be called when all points are in the queue. */
  readonly onQueued?: () => void;
}

interface PlanOptions {
  /** Sweeps make several points (queue); otherwise they are an error. */
  readonly allowSweep: boolean;
  /** Names that waiting entries have reserved. */
  readonly reserved?: ReadonlySet<string>;
  /** A name may be taken: the run may turn out to go on with that experiment. See {@link refuseTaken}. */
  readonly allowTaken?: boolean;
}

/** Decides names and points; refuses what cannot succeed before anything is changed. */
export function planExperiments(
  repo: Repo,
  git: Git,
  request: ExperimentRequest,
  options: PlanOptions,
): ExperimentPlan {
  const head = requireHead(git);
  if (request.name !== undefined) checkName(request.name);
  const overrides = splitSetParam(request.params, { severalInOne: repo.rules.oneTextManyOverrides });
  // a composed file joins even without overrides
  if (request.noHydra !== true && usesHydra(repo) && !overrides.has(HYDRA_OUTPUT)) overrides.set(HYDRA_OUTPUT, []);
  const random = repo.host.random.next;
  const parsed = parsePathOverrides(overrides, random);
  const isSweep = [...parsed.values()].some((list) => list.some(isSweepOverride));
  if (isSweep && !options.allowSweep) throw fault("invalid-override/sweep-without-queue", {});
  const drawn = request.sampling === undefined ? undefined : drawSamples(repo, overrides, request.sampling);
  const points = drawn?.points ?? (isSweep ? expandSweeps(overrides, random) : [overrides]);
  if (points.length === 0) throw fault("invalid-override/empty-sweep", {});
  const isExperiment = takenNames(git, head);
  const isTaken = (name: string) => options.reserved?.has(name) === true || isExperiment(name);
  const numbering = drawn !== undefined || isSweep ? { from: 1 + (drawn?.startIndex ?? 0) } : undefined;
  const names = choosePointNames(repo, request, points.length, numbering, isTaken);
  if (request.name !== undefined && options.allowTaken !== true) refuseTaken(request, names, isTaken);
  return {
    head,
    points: points.map((point, i) => ({ name: names[i] as string, overrides: point })),
    ...(drawn === undefined ? {} : { onQueued: drawn.remember }),
  };
}

/** The commit that experiments start from. @throws {ExpError} `not-found` in a repository without commits */
export function requireHead(git: Git): Rev {
  const { rev } = git.head();
  if (rev !== undefined) return rev;
  throw fault("not-found/first-commit", {});
}

/** @throws {ExpError} `conflict` in the middle of a merge */
export function refuseUnmerged(git: Git): void {
  const paths = git.unmergedPaths();
  if (paths.length > 0) throw unmergedError(paths);
}

/** What Git takes for sure, and is not asked about. */
const PLAIN_DATE =
  /^(@\d{1,10} [+-]\d{4}|20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d([+-]\d{4}|Z)?)$/;

/** A date that Git does not take is found before anything runs, not by the commit afterwards. */
export function refuseOddDates({ host }: Repo, git: Git): void {
  for (const who of ["AUTHOR", "COMMITTER"] as const) {
    const date = host.env.get(`GIT_${who}_DATE`);
    if (!date || PLAIN_DATE.test(date) || takesDate(git, who)) continue;
    throw fault("config/odd-date", { variable: `GIT_${who}_DATE`, date });
  }
}

function choosePointNames(
  repo: Repo,
  request: ExperimentRequest,
  count: number,
  numbering: { readonly from: number } | undefined,
  isTaken: (name: string) => boolean,
): string[] {
  if (request.name === undefined) {
    const chosen = new Set<string>();
    for (let i = 0; i < count; i++) {
      chosen.add(generateName(repo.host.random, (name) => chosen.has(name) || isTaken(name)));
    }
    return [...chosen];
  }
  return numbering === undefined
    ? [request.name]
    : Array.from({ length: count }, (_, i) => `${request.name}-${numbering.from + i}`);
}

/** @throws {ExpError} `exists` for the first name that is taken, unless it is to be replaced */
export function refuseTaken(
  request: ExperimentRequest,
  names: readonly string[],
  isTaken: (name: string) => boolean,
): void {
  const taken = request.choices.force ? undefined : names.find(isTaken);
  if (taken !== undefined) throw nameTaken(taken);
}

/** What a stage learns about its experiment. */
export function experimentEnv(repo: Repo, baseline: Rev, name: string): Record<string, string> {
  const env: Record<string, string> = { DVC_EXP_BASELINE_REV: baseline, DVC_EXP_NAME: name, DVC_ROOT: repo.root };
  const studio = (option: string) => repo.config.get("studio", option);
  const token = studio("token");
  if (token !== undefined) {
    env["DVC_STUDIO_TOKEN"] = token;
    for (const option of ["repo_url", "url", "offline"]) {
      const value = studio(option);
      if (value !== undefined) env[`DVC_STUDIO_${option.toUpperCase()}`] = value;
    }
  }
  return env;
}

/** A checkpoint that entries go on from. */
interface GoingOn {
  readonly from: Rev;
  readonly tree: string;
  /** The ref of the experiment that they add to. */
  readonly branch: string | undefined;
}

/**
 * Turns points into entries: the workspace as it is now, with each point's edits and arguments, as one stash commit a
 * point, all made in one pass. No ref points at them yet.
 *
 * @param data changes to tracked data's `.dvc` files, whose present content is in the cache already
 */
export async function stashPoints(
  repo: Repo,
  git: Git,
  plan: ExperimentPlan,
  request: ExperimentRequest,
  data: readonly TreeChange[] = [],
  goesOn?: GoingOn,
): Promise<Entry[]> {
  const trees = goesOn === undefined
    ? git.snapshotTree({ withIndex: true })
    : { workTree: goesOn.tree, indexTree: goesOn.tree };
  const { workTree, indexTree } = trees;
  const head = goesOn?.from ?? plan.head;
  const top = git.top;
  const reproDat = relativeInside(top, joinPath(repo.root, REPRO_DAT)) ?? REPRO_DAT;
  const editor = new TreeEditor(repo, request, top);
  const specs: CommitSpec[] = [];
  for (const point of plan.points) {
    const env = experimentEnv(repo, plan.head, point.name);
    const staged: TreeChange[] = [
      ...await editor.changes(point.overrides),
      { path: reproDat, content: { bytes: encodeReproDat(request.choices, env), mode: "100644" } },
    ];
    const message = stashMessage(head, plan.head, point.name, goesOn?.branch);
    specs.push({ tree: indexTree, changes: staged, parents: [head], message: "Index stash" });
    specs.push({ tree: workTree, changes: [...data, ...staged], parents: [head, specs.length - 1], message });
  }
  const revs = git.createCommits(specs);
  return plan.points.map((point, i): Entry => ({
    stashRev: revs[2 * i + 1] as Rev,
    head,
    baseline: plan.head,
    name: point.name,
    branch: goesOn?.branch,
    choices: request.choices,
    copyPaths: request.copyPaths ?? [],
    message: request.message,
  }));
}

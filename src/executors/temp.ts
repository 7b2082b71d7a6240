import {
  CHECKPOINT_MIRRORS,
  continueOrStart,
  earlierAttempt,
  mayContinue,
  rewindTo,
  treeGoingOn,
} from "../checkpoints/mod.ts";
import type { EmitEvent } from "../common/mod.ts";
import {
  checkTargets,
  dataOfPoints,
  dropStrayDat,
  type Entry,
  experimentEnv,
  type ExperimentPlan,
  type ExperimentRequest,
  planExperiments,
  refuseUnmerged,
  stashPoints,
} from "../entries/mod.ts";
import { autoPush, executeExperiment, type ExecuteRequest, type Finished } from "../experiments/mod.ts";
import type { Git } from "../git/mod.ts";
import { sweepLeftovers } from "../records/mod.ts";
import { markRun, pathsOverlap, type Repo } from "../repo/mod.ts";
import { checkOutData } from "./checkout_data.ts";
import type { ExecutorOptions, Place } from "./place.ts";
import { runReport } from "./run_info.ts";
import { openTempCheckout, type TempCheckout } from "./temp_checkout.ts";
import { adoptObjects } from "./temp_git.ts";

/** Runs an experiment in a checkout of its own; the workspace and the index are only read. */
export async function runInTemp(
  repo: Repo,
  git: Git,
  request: ExperimentRequest,
  options: ExecutorOptions,
  emit: EmitEvent,
): Promise<Finished | undefined> {
  sweepLeftovers(repo, git);
  refuseUnmerged(git);
  const plan = planExperiments(repo, git, request, { allowSweep: false, allowTaken: mayContinue(git, request) });
  await checkTargets(repo, request.choices);
  dropStrayDat(repo, git, emit); // no checkout has it
  const [entry] = await stashEntries(repo, git, plan, request, emit);
  if (entry === undefined) return undefined;
  const parent = `${repo.tmpDir}/exps/standalone`;
  const infoFile = `${parent}/run/${entry.stashRev}/${entry.stashRev}.run`;
  using hold = markRun(repo, `experiment '${entry.name}' in a checkout`, (text, kind) => emit({ kind, text }));
  const env = { ...options.env, ...hold.env };
  return await runEntry(repo, git, entry, { ...options, env, parent, infoFile, location: "tempdir" }, emit);
}

export interface EntryOptions extends ExecutorOptions {
  /** Folder to make the checkout in; absolute. */
  readonly parent: string;
  /** The `.run` file that tells DVC and its clients how it goes; absolute. */
  readonly infoFile: string;
  readonly location: "tempdir" | "dvc-task";
  /** Told where the checkout is, before anything happens in it. */
  readonly onCheckout?: (top: string) => void;
}

/**
 * Runs an entry, whoever made it, in a checkout that is removed afterwards, whatever happens.
 *
 * @returns undefined for a dry run
 */
export async function runEntry(
  repo: Repo,
  git: Git,
  entry: Entry,
  options: EntryOptions,
  emit: EmitEvent,
): Promise<Finished | undefined> {
  emit({ kind: "experiment-started", name: experimentOf(entry) });
  repo.host.fs.makeDir(options.parent);
  const { head, stashRev: rev, copyPaths, baseline, name } = entry;
  using checkout = await openTempCheckout(repo, git, { head, rev, parent: options.parent, copyPaths });
  options.onCheckout?.(checkout.top);
  const where = { rootDir: checkout.top, baseline, location: options.location, name };
  const report = runReport(repo, git, options.infoFile, where);
  report("running");
  try {
    const request = await fillCheckout(checkout, { repo, git }, entry, options, emit);
    const done = await executeExperiment(request, emit);
    report("finished", done);
    if (done !== undefined) await autoPush(repo, git, done.ref, emit);
    return done;
  } catch (error) {
    report("failed");
    throw checkout.failure(error);
  }
}

/** The name of the experiment that an entry makes, or goes on with. */
function experimentOf({ branch, name }: Entry): string {
  return branch?.slice(branch.lastIndexOf("/") + 1) ?? name;
}

/** Puts data where it belongs, and goes on from what an earlier attempt has left. @returns what is to be run there */
async function fillCheckout(
  checkout: TempCheckout,
  { repo, git }: Place,
  entry: Entry,
  options: EntryOptions,
  emit: EmitEvent,
): Promise<ExecuteRequest> {
  const name = experimentOf(entry);
  const attempt = await earlierAttempt(checkout, git, entry, name);
  if (attempt !== undefined) await rewindTo(checkout.repo, checkout.git, attempt);
  const from = attempt ?? (entry.head === entry.baseline ? undefined : entry.head);
  await checkOutData(checkout.repo);
  return {
    repo: checkout.repo,
    git: checkout.git,
    home: git,
    baseline: entry.baseline,
    name,
    choices: attempt === undefined ? entry.choices : { ...entry.choices, reset: false },
    message: entry.message,
    runEnv: { ...experimentEnv(repo, entry.baseline, name), ...options.env },
    edited: [],
    stages: options.stages ?? {},
    goesOn: from === undefined ? undefined : { from, isSame: attempt !== undefined || entry.branch !== undefined },
    mirrors: CHECKPOINT_MIRRORS.checkout,
    also: options.also,
    onCommit: options.onCommit,
    beforeCommit: () => adoptObjects(repo.host, `${checkout.git.gitDir}/objects`, `${git.commonDir}/objects`),
    beforeRecord: (extra) => {
      const untracked = checkout.git.untrackedPaths({ repositories: true });
      warnUntracked(untracked, extra, emit);
      return extra.filter((own) => untracked.some((path) => pathsOverlap(own, path.replace(/\/$/, ""))));
    },
  };
}

/** The points of a plan as entries; they go on from a checkpoint, or start from HEAD. */
export async function stashEntries(
  repo: Repo,
  git: Git,
  plan: ExperimentPlan,
  request: ExperimentRequest,
  emit: EmitEvent,
): Promise<Entry[]> {
  const data = await dataOfPoints(repo, git, request, plan.points);
  if (!mayContinue(git, request)) return await stashPoints(repo, git, plan, request, data);
  const entries: Entry[] = [];
  for (const point of plan.points) {
    const found = await continueOrStart(repo, git, { head: plan.head, point }, request, emit);
    const goesOn = found === undefined ? undefined : {
      from: found.from,
      tree: await treeGoingOn(repo, git, plan.head, found.from, request.rev !== undefined),
      branch: found.isSame ? found.of.ref : undefined,
    };
    entries.push(...await stashPoints(repo, git, { ...plan, points: [point] }, request, data, goesOn));
  }
  return entries;
}

function warnUntracked(untracked: readonly string[], extra: readonly string[], emit: EmitEvent): void {
  const left = untracked.filter((path) => !path.endsWith("/") && !extra.some((own) => pathsOverlap(own, path)));
  if (left.length === 0) return;
  emit({
    kind: "warning",
    text: "The following untracked files were present in the experiment directory after reproduction but will not be " +
      `included in experiment commits:\n\t${left.join(", ")}`,
  });
}

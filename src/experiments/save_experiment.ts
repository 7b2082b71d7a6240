import { type EmitEvent, ExpError, type ValueMap } from "../common/mod.ts";
import {
  DEFAULT_CHOICES,
  encodeReproDat,
  experimentEnv,
  refuseUnmerged,
  reproDatPath,
  requireHead,
} from "../entries/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import { findTargets, lockFileOf, Project, Records, topLevelPaths } from "../pipeline/mod.ts";
import {
  checkName,
  defaultMessage,
  experimentRefName,
  generateName,
  nameTaken,
  recordExperiment,
} from "../records/mod.ts";
import {
  joinPath,
  type LockWait,
  pathsOverlap,
  relativeInside,
  type Repo,
  type TellHold,
  withRepoLock,
  withWorkspace,
} from "../repo/mod.ts";
import { absolutePath, saveStage, type Stage } from "../stage/mod.ts";
import { autoPush } from "./auto_push.ts";
import type { Finished } from "./execute_request.ts";
import { experimentHash } from "./exp_hash.ts";
import { fault } from "./faults.ts";

interface SaveRequest {
  /** Stages, outs or `.dvc` files whose data is taken into the cache; default: all. */
  readonly targets: readonly string[];
  readonly recursive?: boolean;
  readonly name?: string;
  readonly force?: boolean;
  readonly message?: string;
  /** Untracked paths to include; relative to the folder that the command was started in. */
  readonly includeUntracked?: readonly string[];
  readonly wait?: LockWait;
}

/** Makes an experiment of the workspace as it is: outs go into the cache and dvc.lock, nothing is run. */
export async function saveExperiment(repo: Repo, git: Git, request: SaveRequest, emit: EmitEvent): Promise<Finished> {
  const head = requireHead(git);
  try {
    const tell: TellHold = (text, kind) => emit({ kind, text });
    const hold = { as: "run", what: "save", wait: request.wait ?? "patient", tell } as const;
    return await withWorkspace(repo, hold, () => save(repo, git, head, request, emit));
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    throw fault("within/save", {}, error);
  }
}

async function save(
  repo: Repo,
  git: Git,
  head: Rev,
  request: SaveRequest,
  emit: EmitEvent,
): Promise<Finished> {
  refuseUnmerged(git);
  const isTaken = (name: string) => git.readRef(experimentRefName(head, name)) !== undefined;
  const name = request.name ?? generateName(repo.host.random, isTaken);
  checkName(name);
  if (request.force !== true && isTaken(name)) throw nameTaken(name, { as: "save" });
  const included = (request.includeUntracked ?? []).flatMap((path) => pathInTop(repo, git, path));

  const project = new Project(repo, (text) => emit({ kind: "warning", text }));
  const early = await ownFiles(repo, git, project);
  const { entries, objects } = await commitOuts(repo, project, request, emit);
  const own = repo.rules.savesNewLockFiles ? await ownFiles(repo, git, project) : early;
  const hash = experimentHash(request.targets.length === 0 ? entries : new Map());
  warnUntracked(git, [...own, ...included], emit);
  const recorded = await withReproDat(
    repo,
    git,
    encodeReproDat(DEFAULT_CHOICES, experimentEnv(repo, head, name)),
    (dat) =>
      recordExperiment({
        place: git,
        home: git,
        baseline: head,
        name,
        expected: request.force === true ? "any" : "absent",
        message: request.message ?? defaultMessage(hash),
        extra: own,
        always: [...included, dat],
        data: repo.host.fs.syncFiles(objects),
      }),
  );
  emit({ kind: "experiment-done", name, rev: recorded.rev });
  await autoPush(repo, git, recorded.ref, emit);
  return { name, rev: recorded.rev, ref: recorded.ref, hash };
}

/** Takes what stages read and wrote into cache and dvc.lock; returns the lock entries by stage name, and their objects. */
async function commitOuts(
  repo: Repo,
  project: Project,
  request: SaveRequest,
  emit: EmitEvent,
): Promise<{ entries: Map<string, ValueMap>; objects: readonly string[] }> {
  const stages: readonly Stage[] = request.targets.length === 0
    ? await project.stages()
    : await findTargets(project, request.targets, { recursive: request.recursive ?? false, outputs: true });
  const entries = new Map<string, ValueMap>();
  let objects: readonly string[] = [];
  await withRepoLock(
    repo,
    { wait: request.wait ?? "patient", onWait: (text) => emit({ kind: "info", text }) },
    async () => {
      using records = new Records(project, emit);
      for (const stage of stages) {
        if (stage.name === undefined && stage.deps.length > 0) continue; // an import: its data is not made here
        const saved = await saveStage(records.bench, stage);
        records.put(stage, saved);
        if (stage.name !== undefined) entries.set(stage.name, saved.entry);
      }
      records.finish(stages);
      objects = records.bench.store.committed();
    },
  );
  return { entries, objects };
}

/** Lock files, and what dvc.yaml names as metrics, params and plots, may be untracked yet; relative to the top. */
async function ownFiles(repo: Repo, git: Git, project: Project): Promise<string[]> {
  const paths = new Set<string>();
  for (const file of await project.files()) {
    const lock = lockFileOf(file.file);
    const joins = repo.rules.savesNewLockFiles || (lock === "dvc.lock" && repo.cwd === git.top);
    if (file.kind === "pipeline" && joins) paths.add(lock);
    for (const path of topLevelPaths(repo, file)) paths.add(path);
  }
  return [...paths].flatMap((path) => {
    const absolute = absolutePath(repo, path);
    return repo.host.fs.lstat(absolute) === undefined ? [] : relativeInside(git.top, absolute) ?? [];
  });
}

function pathInTop(repo: Repo, git: Git, path: string): string[] {
  const absolute = joinPath(repo.cwd, path);
  const inTop = relativeInside(git.top, absolute);
  if (inTop === undefined) throw fault("usage/include-outside", { path });
  if (repo.host.fs.lstat(absolute) !== undefined) return [inTop];
  if (!repo.rules.includesMustExist) return [];
  throw fault("not-found/include", { path });
}

/** The arguments are part of a saved experiment, as of DVC's; the file is there only while git reads it. */
async function withReproDat<T>(repo: Repo, git: Git, bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const path = reproDatPath(repo);
  const absolute = `${git.top}/${path}`;
  repo.host.fs.makeDir(repo.tmpDir);
  // one that was committed by mistake is the user's to remove
  const before = repo.host.fs.exists(absolute) ? repo.host.fs.readBytes(absolute) : undefined;
  repo.host.fs.writeAtomic(absolute, bytes);
  try {
    return await use(path);
  } finally {
    if (before === undefined) repo.host.fs.remove(absolute);
    else repo.host.fs.writeAtomic(absolute, before);
  }
}

function warnUntracked(git: Git, included: readonly string[], emit: EmitEvent): void {
  const left = git.untrackedPaths().filter((path) => !included.some((own) => pathsOverlap(own, path)));
  if (left.length === 0) return;
  emit({
    kind: "warning",
    text: "The following untracked files were present in the workspace before saving but will not be included in the " +
      `experiment commit:\n\t${left.join(", ")}`,
  });
}

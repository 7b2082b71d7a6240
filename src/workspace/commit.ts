import type { EmitEvent } from "../common/mod.ts";
import type { DataStore, Endable } from "../data/mod.ts";
import { buildGraph, findStatus, orderStages, type Project, Records, type StageStatus } from "../pipeline/mod.ts";
import {
  absolutePath,
  displayAddress,
  hashLargeOuts,
  type Out,
  type RepoPath,
  type Saved,
  saveStage,
  type Stage,
} from "../stage/mod.ts";
import { chooseOuts, chooseStages, type OutChoice, type TargetChoice } from "./choose.ts";
import { fault } from "./faults.ts";

interface CommitOptions extends TargetChoice {
  readonly force?: boolean;
  /** Leave the workspace's files as they are instead of linking them to the cache. */
  readonly noRelink?: boolean;
  /** Asked for each changed stage without `force`; default: no. */
  readonly confirm?: (stage: string) => boolean;
  /** Told of outs that the cache lacks; nothing is stored then. Its host is to hold back what is written down. */
  readonly instead?: (path: RepoPath) => void;
  /** By whom work on a large file is ended. */
  readonly endable?: Endable | undefined;
}

/**
 * Accepts data as it is: stores outs, updates dvc.lock and `.dvc` files, runs nothing. A target that is an out stores
 * that one alone (of a part of a folder: that part), though all of its stage are written down. Of a target's stages, those of one file are written down
 * together, when all of them are stored.
 * @throws {ExpError} `failed` for a changed stage that nobody confirmed
 */
export async function commitData(project: Project, options: CommitOptions, emit: EmitEvent): Promise<void> {
  const { targets = [] } = options;
  const stages = await chooseStages(project, options);
  using records = new Records(project, emit, { endable: options.endable });
  for (const stage of stages) await hashLargeOuts(records.bench, stage);
  const changed = new Set(
    (await findStatus(project, {
      ...targetsOf(options),
      wholeStages: true,
      store: records.bench.store,
      urls: records.bench.urls,
    }))
      .filter((each) => isChanged(each) || each.stage.outs.some((out) => isOther(project, records.bench.store, out)))
      .map((each) => each.stage.address),
  );
  const only = partsOf(await chooseOuts(project, options));
  const save = async (stage: Stage): Promise<Saved> => {
    const name = displayAddress(project.repo, stage);
    if (changed.has(stage.address) && !options.force && !options.confirm?.(name)) {
      throw fault("failed/changed-stage", { stage: name });
    }
    const noCommit = options.instead !== undefined;
    const saved = await saveStage(records.bench, stage, { noLink: options.noRelink ?? false, only, noCommit });
    for (const [out, info] of saved.outs) {
      if (out.cache && only.has(out.path) && !records.bench.store.has(info)) options.instead?.(out.path);
    }
    return saved;
  };
  const byTarget = targets.length === 0
    ? [stages]
    : await Promise.all(targets.map((target) => chooseStages(project, { ...options, targets: [target] })));
  for (const batch of byTarget.flatMap(byFile)) {
    const saved: [Stage, Saved][] = [];
    for (const stage of batch) saved.push([stage, await save(stage)]);
    for (const [stage, each] of saved) records.put(stage, each);
  }
  records.finish(targets.length > 0 ? stages : orderStages(buildGraph(project.repo, stages), new Set(stages)));
}

/** Data that is only not in the cache yet is what commit is for. */
function isChanged({ deps, outs, isCommandChanged, isChecksumChanged }: StageStatus): boolean {
  return deps.size > 0 || isCommandChanged || isChecksumChanged ||
    [...outs.values()].some((state) => state !== "not in cache");
}

/** What the status calls "not in cache" may be other data than was recorded, too. */
function isOther({ repo }: Project, store: DataStore, { path, locked, cache, isUrl }: Out): boolean {
  if (locked === undefined || !cache || isUrl || store.has(locked)) return false;
  const now = store.observe(absolutePath(repo, path), locked.algorithm);
  return now.kind !== "missing" && now.info.hash !== locked.hash;
}

/** The outs to store, with the parts that were named; undefined: the whole. */
function partsOf(chosen: readonly OutChoice[]): Map<RepoPath, readonly string[] | undefined> {
  const parts = new Map<RepoPath, readonly string[] | undefined>();
  for (const { out: { path }, inside } of chosen) {
    const known = parts.get(path);
    const isWhole = inside === undefined || (parts.has(path) && known === undefined);
    parts.set(path, isWhole ? undefined : [...known ?? [], inside]);
  }
  return parts;
}

/** Runs of stages of one file. */
function byFile(stages: readonly Stage[]): Stage[][] {
  const runs: Stage[][] = [];
  for (const stage of stages) {
    const last = runs.at(-1);
    if (last?.[0]?.file === stage.file) last.push(stage);
    else runs.push([stage]);
  }
  return runs;
}

function targetsOf(options: TargetChoice): TargetChoice {
  return {
    ...(options.targets === undefined ? {} : { targets: options.targets }),
    withDeps: options.withDeps ?? false,
    recursive: options.recursive ?? false,
  };
}

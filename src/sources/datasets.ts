/** `dataset`: data sets that a project names, with what they are now in dvc.lock. */
import { type Key, nearestWord, pyEqual, type Value, type ValueMap } from "../common/mod.ts";
import {
  datasetLockPath,
  type DatasetSpec,
  formatSpec,
  listDatasets,
  lockedDataset,
  type Project,
  putDataset,
} from "../pipeline/mod.ts";
import { joinPath, parentOf, relativeFrom, relativeInside, type Repo } from "../repo/mod.ts";
import { displayPath } from "../stage/mod.ts";
import { withoutPassword } from "./address.ts";
import { fault } from "./faults.ts";
import { readerOf } from "./import_repo.ts";
import { baseOfUrl, revNow } from "./open_source.ts";
import { openUrl, stateOf } from "./url_place.ts";

/** What has become of a data set. */
export interface DatasetChange {
  readonly spec: DatasetSpec;
  /** The commits before and after, of a repository's. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly isNew: boolean;
  readonly isChanged: boolean;
  /** Files for Git, relative to the current folder. */
  readonly touched: readonly string[];
}

/** @throws {ExpError} `exists` without `force`; what its source may throw */
export async function addDataset(project: Project, spec: DatasetSpec, force: boolean): Promise<DatasetChange> {
  const known = (await listDatasets(project)).find((each) => each.spec.name === spec.name);
  if (known !== undefined && !force) {
    throw fault("exists/dataset", { name: spec.name, file: displayPath(project.repo, known.file) });
  }
  const { repo } = project;
  const file = relativeFrom(repo.root, joinPath(repo.cwd, "dvc.yaml"));
  const lock = await lockOf(repo, file, spec);
  const touched = write(repo, known?.file ?? file, spec, lock);
  return { spec, from: undefined, to: textAt(lock, "rev_lock"), isNew: true, isChanged: true, touched };
}

/** @throws {ExpError} `not-found`; what its source may throw */
export async function updateDataset(project: Project, name: string, rev: string | undefined): Promise<DatasetChange> {
  const { repo } = project;
  const all = await listDatasets(project);
  const known = all.find((each) => each.spec.name === name);
  if (known === undefined) {
    throw fault("not-found/dataset", { name, nearest: nearestWord(name, all.map((each) => each.spec.name)) });
  }
  if (rev !== undefined && known.spec.type !== "dvc") throw fault("usage/rev-of-url", { name });
  const spec: DatasetSpec = rev === undefined ? known.spec : { ...known.spec, rev };
  const lock = await lockOf(repo, known.file, spec);
  const before = lockedDataset(repo, known);
  const isChanged = before === undefined || !pyEqual(before, lock);
  const touched = isChanged ? write(repo, known.file, spec, lock) : [];
  const from = before === undefined ? undefined : textAt(before, "rev_lock");
  return { spec, from, to: textAt(lock, "rev_lock"), isNew: before === undefined, isChanged, touched };
}

/** What a data set is now. */
async function lockOf(repo: Repo, file: string, spec: DatasetSpec): Promise<ValueMap> {
  switch (spec.type) {
    case "dvc": {
      const reader = { ...readerOf(repo), cwd: baseOfUrl(repo, { file }, spec.url) };
      const rev = await revNow(reader, spec);
      if (rev === undefined) {
        throw fault("not-found/source-rev", { source: withoutPassword(spec.url), rev: spec.rev ?? "HEAD" });
      }
      return new Map<Key, Value>([...formatSpec(spec), ["rev_lock", rev]]);
    }
    case "url":
      return new Map<Key, Value>([...formatSpec(spec), ["meta", await metaOf(repo, file, spec.url)]]);
    default:
      throw fault("usage/dataset-type", { type: spec.type });
  }
}

async function metaOf(repo: Repo, file: string, url: string): Promise<ValueMap> {
  const opened = await openUrl(repo.host, repo.config, joinPath(repo.root, parentOf(file)), url);
  const { hash, size, nfiles, versionId } = await stateOf(opened);
  const meta: ValueMap = new Map<Key, Value>();
  if (nfiles !== undefined) meta.set("isdir", true);
  meta.set("size", BigInt(size));
  if (nfiles !== undefined) meta.set("nfiles", BigInt(nfiles));
  if (versionId !== undefined) meta.set("version_id", versionId);
  meta.set(hash.name, hash.value);
  return meta;
}

function write(repo: Repo, file: string, spec: DatasetSpec, lock: ValueMap): string[] {
  const { fs } = repo.host;
  const paths = [[joinPath(repo.root, file), formatSpec(spec)], [datasetLockPath(repo, file), lock]] as const;
  const changed = paths.flatMap(([path, item]) => {
    const before = fs.readTextIfThere(path);
    const text = putDataset(before, item, path);
    if (text === before) return [];
    fs.writeAtomic(path, text, { sync: "content" });
    return [path];
  });
  return changed.map((path) => displayPath(repo, relativeInside(repo.root, path) ?? path)).sort();
}

function textAt(item: ValueMap, key: string): string | undefined {
  const value = item.get(key);
  return typeof value === "string" ? value : undefined;
}

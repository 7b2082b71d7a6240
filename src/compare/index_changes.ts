import { compareCodePoints } from "../common/mod.ts";
import type { DataEntry, DataIndex } from "./data_index.ts";

/** `unknown`: it lies in a folder of which one side does not know what it held. */
export type ChangeKind = "added" | "modified" | "deleted" | "renamed" | "unchanged" | "unknown";

export interface Change {
  readonly kind: ChangeKind;
  readonly old: DataEntry | undefined;
  readonly new: DataEntry | undefined;
}

interface WalkOptions {
  /** Only hashes count, not whether it is a file or a folder. */
  readonly hashOnly: boolean;
  /** Folders with a hash are compared by it alone. */
  readonly shallow: boolean;
  /** Where to begin; default: everything. */
  readonly roots?: readonly string[];
  /** What else is passed over, with all below it. */
  readonly isWanted?: (path: string) => boolean;
}

/** What differs between two sides, and what does not, by path; a file that is gone here and new there was renamed. */
export function indexChanges(old: DataIndex, fresh: DataIndex, options: WalkOptions): Change[] {
  return withRenames(walk(old, fresh, options));
}

function* walk(old: DataIndex, fresh: DataIndex, options: WalkOptions): Generator<Change> {
  const { hashOnly, shallow, roots = [""], isWanted = () => true } = options;
  for (const path of roots) [old, fresh].forEach((side) => side.reach(path));
  const todo = [...roots].sort(compareKeys).map((path) => ({ path, isUnknown: false }));
  for (let at = todo.shift(); at !== undefined; at = todo.shift()) {
    const { path, isUnknown } = at;
    const [before, after] = [old.find(path), fresh.find(path)];
    if (old.isFolder(path) || fresh.isFolder(path)) {
      const isClosed = (entry: DataEntry | undefined) => shallow && entry?.hash !== undefined;
      const here = isClosed(before) ? [] : old.list(path), there = isClosed(after) ? [] : fresh.list(path);
      const known = [here, there].flatMap((names) => names === "unknown" ? [] : [...names]);
      for (const name of [...new Set(known)].filter(isWanted).sort(compareKeys)) {
        todo.push({ path: name, isUnknown: isUnknown || here === "unknown" || there === "unknown" });
      }
    }
    if (before === undefined && after === undefined) continue;
    yield { kind: isUnknown ? "unknown" : kindOf(before, after, hashOnly), old: before, new: after };
  }
}

function kindOf(old: DataEntry | undefined, fresh: DataEntry | undefined, hashOnly: boolean): ChangeKind {
  const hash = hashChange(old, fresh);
  if (hashOnly) return hash;
  if (old === undefined) return "added";
  if (fresh === undefined) return "deleted";
  const isSame = hash === "unchanged" && old.isFolder === fresh.isFolder;
  return isSame ? "unchanged" : "modified";
}

function hashChange(old: DataEntry | undefined, fresh: DataEntry | undefined): ChangeKind {
  if (old?.hash === undefined) return fresh?.hash === undefined ? "unchanged" : "added";
  if (fresh?.hash === undefined) return "deleted";
  return hashKey(old) === hashKey(fresh) ? "unchanged" : "modified";
}

function hashKey({ hash }: DataEntry): string {
  return hash === undefined ? "" : `${hash.algorithm} ${hash.hash}`;
}

/** Each new file with the content of one that is gone takes the first such; in the order of their paths. */
function withRenames(changes: Iterable<Change>): Change[] {
  const others: Change[] = [], added: DataEntry[] = [], deleted: DataEntry[] = [];
  for (const change of changes) {
    if (change.kind === "added" && change.new) added.push(change.new);
    else if (change.kind === "deleted" && change.old) deleted.push(change.old);
    else others.push(change);
  }
  const byHash = Map.groupBy(deleted.sort(byPath), hashKey);
  const found = added.sort(byPath).map((fresh): Change => {
    const old = fresh.hash === undefined ? undefined : byHash.get(hashKey(fresh))?.shift();
    return { kind: old === undefined ? "added" : "renamed", old, new: fresh };
  });
  const gone = [...byHash.values()].flat().sort(byPath);
  return [...others, ...found, ...gone.map((old): Change => ({ kind: "deleted", old, new: undefined }))];
}

function byPath(a: DataEntry, b: DataEntry): number {
  return compareKeys(a.path, b.path);
}

/** Part by part, so that what is in a folder stands right behind it. */
function compareKeys(a: string, b: string): number {
  return compareCodePoints(a.replaceAll("/", "\0"), b.replaceAll("/", "\0"));
}

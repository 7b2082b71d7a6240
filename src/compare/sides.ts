/** The two sides of a comparison of tracked data: what is recorded, and what lies on the disk. */
import type { DataStore, HashInfo, TreeEntry } from "../data/mod.ts";
import { absolutePath, isImport, type Out, type Stage } from "../stage/mod.ts";
import { isInside, type Repo } from "../repo/mod.ts";
import { DataIndex, entryOf } from "./data_index.ts";

/** What a folder object holds, from wherever it can be had. */
export type ReadTree = (info: HashInfo) => readonly TreeEntry[] | undefined;

/** Tracked data, or a part of it, that is compared. */
export interface Wanted {
  readonly stage: Stage;
  readonly out: Out;
  /** Below the out's folder, when only that is meant. */
  readonly inside?: string;
}

/** The outs of stages that the cache keeps and that lie in the repository. */
export function trackedOuts(stages: readonly Stage[]): Wanted[] {
  return stages.flatMap((stage) => stage.outs.map((out) => ({ stage, out }))).filter(isTrackedOut);
}

export function isTrackedOut({ out }: Wanted): boolean {
  return out.cache && !out.isUrl && isInside(out.path, "");
}

export function pathOf({ out, inside }: Wanted): string {
  return inside === undefined ? out.path : `${out.path}/${inside}`;
}

/** What is recorded. Of an import that was never downloaded it is what its source had. */
export function recordedIndex(wanted: readonly Wanted[], readTree: ReadTree): DataIndex {
  const index = new DataIndex();
  for (const { stage, out } of wanted) {
    const hash = out.locked ?? (isImport(stage) ? stage.deps[0]?.locked : undefined);
    const entry = entryOf(out.path, hash);
    if (entry.isFolder && hash !== undefined) index.add(entry, () => out.files ?? readTree(hash));
    else index.add(entry);
  }
  return index;
}

/** What lies on the disk now. A part of a folder has no hash of its own. */
export function diskIndex(repo: Repo, wanted: readonly Wanted[], store: DataStore): DataIndex {
  const index = new DataIndex();
  for (const each of wanted) {
    const { out, inside } = each;
    const path = pathOf(each);
    const now = store.observe(absolutePath(repo, path), out.locked?.algorithm ?? "md5", { noData: true });
    if (now.kind === "file") index.add({ path, isFolder: false, hash: now.info });
    if (now.kind === "dir") {
      index.add({ path, isFolder: true, hash: inside === undefined ? now.info : undefined }, () => now.tree);
    }
  }
  return index;
}

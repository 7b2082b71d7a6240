import type { TreeEntry } from "../data/mod.ts";
import { mergeEntries, type Sides } from "./three_way.ts";

type MergedTree =
  | { readonly kind: "merged"; readonly entries: readonly TreeEntry[] }
  /** Paths that both sides have changed, each in another way. */
  | { readonly kind: "conflict"; readonly paths: readonly string[] };

/**
 * A folder that both sides have changed: file by file. What both have removed is removed (DVC 3.67.1 refuses that:
 * dvc_data/hashfile/tree.py `_merge`), and no path is a file to one and a folder to the other.
 */
export function mergeFolderLists(sides: Sides<readonly TreeEntry[]>): MergedTree {
  const byPath = (entries: readonly TreeEntry[]) => new Map(entries.map((entry) => [entry.relpath, entry]));
  const merged = mergeEntries({
    ancestor: byPath(sides.ancestor),
    our: byPath(sides.our),
    their: byPath(sides.their),
  }, (a, b) => a.hash === b.hash);
  const entries = merged.flatMap((entry) => entry.kind === "agreed" ? [entry.value] : []);
  const paths = merged.flatMap((entry) => entry.kind === "conflict" ? [entry.name] : []);
  const clashes = fileAndFolder(entries.map(({ relpath }) => relpath));
  return paths.length + clashes.length > 0
    ? { kind: "conflict", paths: [...paths, ...clashes].sort() }
    : { kind: "merged", entries };
}

/** Files with others below them. */
function fileAndFolder(paths: readonly string[]): string[] {
  const folders = new Set(paths.flatMap((path) => {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
  }));
  return paths.filter((path) => folders.has(path));
}

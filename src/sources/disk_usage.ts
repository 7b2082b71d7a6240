/** `du`: how much a repository's files and data are, at a commit or as they lie there. */
import { objectPath } from "../data/mod.ts";
import { nameOf } from "../repo/mod.ts";
import type { SourceAddress } from "./address.ts";
import { withFoundPath } from "./found_path.ts";
import type { Reader, Source } from "./open_source.ts";
import type { SourceNode, SourceTree } from "./source_tree.ts";

interface Usage {
  /** As DVC names it: in the source; `""` is all of it. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * What is directly in a folder, with all that is below it, and the sum at the end; of a file, or with `onlySum`, that alone.
 * Files that only say what is tracked do not count, as in DVC.
 *
 * @throws {ExpError} `not-found`
 */
export async function diskUsage(
  reader: Reader,
  address: SourceAddress,
  { path, onlySum }: { readonly path: string; readonly onlySum: boolean },
): Promise<Usage[]> {
  return await withFoundPath(
    reader,
    address,
    path,
    ({ source, tree, top }) => usageBelow(source, tree, top, path, onlySum),
  );
}

async function usageBelow(
  source: Source,
  tree: SourceTree,
  top: SourceNode,
  path: string,
  onlySum: boolean,
): Promise<Usage[]> {
  if (onlySum || !top.isFolder) return [{ path, bytes: await sizeOf(source, tree, top) }];
  const start = path === "" ? "" : `${path.replace(/\/+$/, "")}/`;
  const parts: Usage[] = [];
  for (const node of await tree.children(top)) {
    if (!node.isFolder && (await tree.files(node, { onlyData: true })).length === 0) continue;
    parts.push({ path: start + nameOf(node.path), bytes: await sizeOf(source, tree, node) });
  }
  return [...parts, { path, bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) }];
}

async function sizeOf(source: Source, tree: SourceTree, top: SourceNode): Promise<number> {
  const whole = top.stat === undefined && top.tracked?.kind === "folder" && top.tracked.inside === ""
    ? top.tracked.of.out.locked?.size
    : undefined;
  if (whole !== undefined) return whole;
  let bytes = 0;
  for (const { node } of await tree.files(top, { onlyData: true })) bytes += fileSize(source, node);
  return bytes;
}

/** What is not there is as large as it is recorded, or as its object in the source's cache; else nobody knows. */
function fileSize({ rev, fs }: Source, { path, stat, tracked, project }: SourceNode): number {
  if (stat !== undefined) return rev === undefined ? stat.size : fs.readBytes(path).length;
  const known = tracked === undefined || tracked.kind === "around" ? undefined : tracked;
  if (known?.size !== undefined) return known.size;
  const { host, cacheDir } = project.home;
  return known?.info === undefined ? 0 : host.fs.stat(objectPath(cacheDir, known.info))?.size ?? 0;
}

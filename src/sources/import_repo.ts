/** `import`: a file or folder of another repository, tracked here with where it came from. */
import type { Key, Value, ValueMap } from "../common/mod.ts";
import { type HashInfo, storeTree } from "../data/mod.ts";
import type { Rev } from "../git/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { formatAddress, type SourceAddress, withoutPassword } from "./address.ts";
import { fault } from "./faults.ts";
import { checkOutImport, clearOut, planImport, recordImport } from "./import_out.ts";
import { type Reader, type Source, withSource } from "./open_source.ts";
import { findOutPlace } from "./out_place.ts";
import { bringAll, type Receiver, type Travel, treeOf } from "./receive.ts";

/** How much is done of an import: all, all but getting the data, or nothing but its `.dvc` file. */
export type ImportDepth = "all" | "no-download" | "no-exec";

export interface ImportOptions extends Travel {
  readonly out: string | undefined;
  readonly force: boolean;
  readonly depth: ImportDepth;
  /** Told before anything is asked of the source. */
  readonly onBegin?: (begun: Imported) => void;
}

/** What comes from where. */
export interface Imported {
  /** `data (../src)` */
  readonly from: string;
  /** As shown. */
  readonly out: string;
}

/**
 * @returns the files that Git should have, relative to the current folder
 * @throws {ExpError} `exists`; `not-found` for source, rev or path; `missing-data`; `invalid-graph`
 */
export async function importData(
  project: Project,
  address: SourceAddress,
  path: string,
  options: ImportOptions,
): Promise<string[]> {
  const { repo } = project;
  const planned = await planImport(project, findOutPlace(repo.host, repo.cwd, path, options), () => path);
  const { depth } = options;
  if (depth === "no-exec") {
    return recordImport(repo, planned, {
      dep: depOf(path, address, undefined),
      info: undefined,
      frozen: true,
      hasChecksum: false,
    });
  }
  options.onBegin?.({ from: `${path} (${withoutPassword(address.url)})`, out: planned.shown });
  return await withSource(readerOf(repo, options), address, {}, async (source) => {
    const info = await bringImport(source, path, receiverOf(repo, options), depth);
    if (info === undefined) clearOut(repo, planned.out);
    else checkOutImport(repo, planned.out, info);
    return recordImport(repo, planned, {
      dep: depOf(path, address, source.rev),
      info,
      frozen: true,
      hasChecksum: true,
    });
  });
}

export function readerOf(repo: Repo, { signal }: Pick<Travel, "signal"> = {}): Reader {
  return { host: repo.host, cwd: repo.cwd, clones: repo, signal };
}

export function receiverOf(repo: Repo, { jobs, tell, signal }: Travel): Receiver {
  return { reader: readerOf(repo, { signal }), repo, jobs, tell, signal };
}

/** Brings what a path of a source holds into our cache. @returns undefined where it is not to be downloaded */
export async function bringImport(
  source: Source,
  path: string,
  receiver: Receiver,
  depth: Exclude<ImportDepth, "no-exec">,
): Promise<HashInfo | undefined> {
  const tree = treeOf(source, receiver);
  const node = await tree.find(path);
  if (node === undefined) throw fault("not-found/source-path", { source: source.shown, path, at: source.rev });
  if (depth === "no-download") return undefined;
  const entries = await bringAll(tree, node, receiver);
  if (node.isFolder) return storeTree(receiver.repo, entries);
  const [file] = entries;
  return { algorithm: "md5", hash: file?.hash ?? "", ...(file?.size === undefined ? {} : { size: file.size }) };
}

/** `path` and `repo`, as DVC writes them. */
export function depOf(path: string, address: SourceAddress, rev: Rev | undefined): ValueMap {
  return new Map<Key, Value>([["path", path], ["repo", formatAddress(address, rev)]]);
}

/** What Git calls for a file that both sides have changed: it reads three files, and writes the result into ours. */
import { ExpError } from "../common/mod.ts";
import {
  formatDvcFile,
  type HashInfo,
  objectPath,
  openRemote,
  readStoredTree,
  storeTree,
  type TreeEntry,
} from "../data/mod.ts";
import { mergeTexts } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";
import { openRepo, parentOf, type Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { type DvcFileMerge, planDvcFileMerge } from "./merge_dvc_file.ts";
import { mergeLock } from "./merge_lock.ts";
import { mergeFolderLists } from "./merge_folder_lists.ts";
import type { Sides } from "./three_way.ts";

export interface MergeRequest {
  /** The three files; absolute. The result goes into `our`. */
  readonly files: Sides<string>;
  /** What the file is called in the work tree; absolute. */
  readonly path: string;
  readonly shown: string;
  readonly markerSize: number;
  /** What cannot be merged by its meaning is merged as text, with what is in conflict between markers. */
  readonly thenAsText: boolean;
}

/** @throws {ExpError} `conflict` when both sides have changed the same in other ways */
export async function mergeDvcFile(host: Host, request: MergeRequest): Promise<void> {
  const texts = readSides(host, request.files);
  const plan = planDvcFileMerge(texts);
  const done = plan.kind === "folders" ? await mergeFolders(host, request, texts.our, plan) : plan;
  if (done.kind === "text") return host.fs.writeAtomic(request.files.our, done.text);
  if (request.thenAsText && mergeTexts(host, request.files, request.markerSize)) return;
  throw fault("conflict/merge", { path: request.shown, why: done.why });
}

type Done = Exclude<DvcFileMerge, { kind: "folders" }>;

async function mergeFolders(
  host: Host,
  { path, files }: MergeRequest,
  text: string,
  plan: Extract<DvcFileMerge, { kind: "folders" }>,
): Promise<Done> {
  const repo = await openRepo(host, { cwd: parentOf(path) });
  const { ancestor, our, their } = plan.infos;
  const trees = await readTrees(repo, [our, their, ...ancestor === undefined ? [] : [ancestor]], plan.remote);
  const treeOf = (info: HashInfo | undefined) => info === undefined ? [] : trees.get(info.hash);
  const sides = { ancestor: treeOf(ancestor), our: treeOf(our), their: treeOf(their) };
  for (const [side, tree] of Object.entries(sides)) {
    if (tree === undefined) {
      return { kind: "refused", why: `the cache does not know which files '${plan.path}' held (${side})` };
    }
  }
  const merged = mergeFolderLists(sides as Sides<readonly TreeEntry[]>);
  if (merged.kind === "conflict") {
    return { kind: "refused", why: `unable to auto-merge the following paths:\n${merged.paths.join("\n")}` };
  }
  const { hash } = storeTree(repo, merged.entries);
  const size = sizeOf(repo, merged.entries);
  const info: HashInfo = {
    algorithm: "md5",
    hash,
    nfiles: merged.entries.length,
    ...size === undefined ? {} : { size },
  };
  return { kind: "text", text: formatDvcFile(text, [{ written: plan.path, info }], files.our) };
}

/** Undefined, and so not written down, where the cache lacks some of it: as DVC has it. */
function sizeOf({ host, cacheDir }: Repo, entries: readonly TreeEntry[]): number | undefined {
  let sum = 0;
  for (const { hash } of entries) {
    const size = host.fs.glance(objectPath(cacheDir, { algorithm: "md5", hash }))?.size;
    if (size === undefined) return undefined;
    sum += size;
  }
  return sum;
}

/** From the cache; what it lacks, for nobody has fetched what the others have pushed, from a remote; default: the default one. */
async function readTrees(
  repo: Repo,
  infos: readonly HashInfo[],
  remote: string | undefined,
): Promise<ReadonlyMap<string, readonly TreeEntry[]>> {
  const known = new Map<string, readonly TreeEntry[]>();
  for (const info of infos) {
    const tree = readStoredTree(repo, info);
    if (tree !== undefined) known.set(info.hash, tree);
  }
  if (infos.every(({ hash }) => known.has(hash))) return known;
  try {
    return await (await openRemote(repo, remote)).readTrees(infos);
  } catch (error) {
    // no remote, or none that answers: then nobody knows
    if (error instanceof ExpError && error.kind !== "interrupted") return known;
    throw error;
  }
}

/** @throws {ExpError} `conflict` when both sides have changed the same stage in other ways */
export function mergeLockFile(host: Host, { files, shown, markerSize }: MergeRequest): void {
  const merged = mergeLock(readSides(host, files), markerSize);
  if (merged === undefined) {
    if (mergeTexts(host, files, markerSize)) return;
    throw fault("conflict/merge", { path: shown, why: "unable to auto-merge what is no dvc.lock of schema 2.0" });
  }
  host.fs.writeAtomic(files.our, merged.text);
  if (merged.conflicts.length === 0) return;
  throw fault("conflict/merge", {
    path: shown,
    why: `unable to auto-merge what both have changed: ${merged.conflicts.join(", ")}`,
  });
}

function readSides({ fs }: Host, files: Sides<string>): Sides<string> {
  return { ancestor: fs.readText(files.ancestor), our: fs.readText(files.our), their: fs.readText(files.their) };
}

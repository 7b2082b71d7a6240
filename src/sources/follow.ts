/** What comes with imports that are in our repository: is there something newer, and their data, from where they are from. */
import type { HashInfo, RemoteItem } from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { type Dep, displayAddress, isAsLocked, type Out, type Stage } from "../stage/mod.ts";
import { writtenAddress } from "./address.ts";
import { fault } from "./faults.ts";
import { bringImport, readerOf, receiverOf } from "./import_repo.ts";
import { baseOfUrl, revNow, withSource } from "./open_source.ts";
import { bringUrl, openImported } from "./import_url.ts";
import { placedAt, stateOf } from "./url_place.ts";
import { importedFrom, isInCache, type Travel } from "./receive.ts";
import { checkOutImport, recordImport } from "./import_out.ts";

/** Is an import's source at another commit now? @throws {ExpError} where it cannot be asked */
export async function isOutdated(repo: Repo, stage: Stage): Promise<boolean> {
  const from = importedFrom({ stage });
  if (from === undefined) return false;
  const { revLock, ...address } = writtenAddress(from.repo);
  if (revLock === undefined) return false; // never done
  const reader = { ...readerOf(repo), cwd: baseOfUrl(repo, stage, address.url) };
  const now = await revNow(reader, address);
  return now !== undefined && now !== revLock;
}

/** An import's data that is wanted. */
interface ImportItem extends RemoteItem {
  readonly imported: Stage;
}

interface FetchedImports {
  readonly copied: number;
  readonly missing: readonly RemoteItem[];
}

/** Brings the data of imports into our cache, by the commits that they were made at. */
export async function fetchImports(
  repo: Repo,
  items: readonly ImportItem[],
  how: Travel,
): Promise<FetchedImports> {
  let copied = 0;
  const missing: RemoteItem[] = [];
  for (const item of items) {
    if (isInCache(repo, item.info, item.inside)) continue;
    await bring(repo, item.imported, how);
    if (isInCache(repo, item.info, item.inside)) copied += item.info.nfiles ?? 1;
    else missing.push(item);
  }
  return { copied, missing };
}

async function bring(repo: Repo, stage: Stage, how: Travel) {
  const from = importedFrom({ stage });
  if (from === undefined) return undefined;
  const { revLock, ...address } = writtenAddress(from.repo);
  const reader = { ...readerOf(repo, how), cwd: baseOfUrl(repo, stage, address.url) };
  return await withSource(reader, address, { revLock }, (source) => {
    if (source.rev === undefined && revLock !== undefined) {
      throw fault("not-found/source-rev", { source: source.shown, rev: revLock });
    }
    return bringImport(source, from.dep.written, { ...receiverOf(repo, how), reader }, "all");
  });
}

/**
 * Gets the data of an import whose data was never asked for.
 *
 * @param how.isRecorded whether the `.dvc` file says then what it is @returns what came; undefined where nothing did
 * @throws {ExpError} `conflict` where a URL has something else by now
 */
export async function completeImport(
  repo: Repo,
  stage: Stage,
  how: Travel & { readonly isRecorded: boolean },
): Promise<HashInfo | undefined> {
  const [dep] = stage.deps, [out] = stage.outs;
  if (dep?.source === undefined || out === undefined) return undefined;
  const isFromRepo = importedFrom({ stage }) !== undefined;
  const info = isFromRepo ? await bring(repo, stage, how) : await bringRecorded(repo, stage, dep, out, how);
  if (info === undefined) return undefined;
  if (isFromRepo) checkOutImport(repo, out, info);
  if (how.isRecorded) {
    recordImport(repo, { out, file: stage.file }, { dep: dep.source, info, frozen: stage.frozen, hasChecksum: true });
  }
  return info;
}

async function bringRecorded(repo: Repo, stage: Stage, dep: Dep, out: Out, how: Travel) {
  const opened = await openImported(repo, stage, dep);
  if (!isAsLocked(await stateOf(opened, how.signal), dep.source)) {
    throw fault("conflict/url-changed", { url: placedAt(opened), stage: displayAddress(repo, stage) });
  }
  return await bringUrl(repo, opened, out, "all", how);
}

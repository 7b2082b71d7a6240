/** Run-cache entries travel as they are: `runs/KK/KEY/VALUE`, the same for all sides. */
import { makeScratchFolder } from "../host/mod.ts";
import { joinPath, makeCacheFolder, parentOf, type Repo, SHARED_FILE_MODE } from "../repo/mod.ts";
import type { MoveFailure, MoveOptions, PutOptions, Storage } from "../storage/mod.ts";
import { ioFault } from "./fault.ts";
import { failedFault, failedMove } from "./failed_fault.ts";

const ENTRY = /^runs\/[0-9a-f]{2}\/[^/]+\/[0-9a-f]{64}$/;

/** @returns how many the remote lacked */
export async function pushRuns(repo: Repo, storage: Storage, options: PutOptions, dry = false): Promise<number> {
  if (!storage.canList) return 0;
  const here = entriesOf(repo);
  if (here.length === 0) return 0;
  const listed = await storage.list("runs", { passesUnreadable: true, signal: options.signal });
  const there = new Set(listed.filter(({ unseen }) => unseen === undefined).map(({ path }) => path));
  const lacking = here.filter((path) => !there.has(path));
  if (lacking.length === 0 || dry) return lacking.length;
  refuseFailures(storage, await storage.put(repo.cacheDir, lacking, options));
  return lacking.length;
}

/** @returns how many the cache lacked */
export async function fetchRuns(repo: Repo, storage: Storage, options: MoveOptions, dry = false): Promise<number> {
  const { fs } = repo.host;
  if (!storage.canList) return 0;
  const listed = await storage.list("runs", { passesUnreadable: true, signal: options.signal });
  const unseen = listed.flatMap(({ path, unseen }) => unseen === undefined ? [] : [{ path, ...unseen }]);
  const entries = listed.filter(({ path, unseen }) => unseen === undefined && ENTRY.test(path));
  const lacking = entries.filter(({ path }) => !fs.exists(joinPath(repo.cacheDir, path)));
  if (dry) return lacking.length;
  if (lacking.length === 0) {
    refuseFailures(storage, unseen);
    return 0;
  }
  const sizes = new Map(lacking.map(({ path, size }) => [path, size]));
  fs.makeDir(repo.cacheDir);
  const folder = makeScratchFolder(repo.host, repo.cacheDir, ".incoming-runs-");
  let count = 0;
  try {
    const failures = await storage.fetch([...sizes.keys()], folder, {
      ...options,
      onMoved: (path) => {
        const file = joinPath(folder, path);
        if (fs.glance(file)?.size !== sizes.get(path)) return;
        takeIn(repo, file, joinPath(repo.cacheDir, path));
        count++;
      },
    });
    refuseFailures(storage, [...failures.filter(({ kind }) => kind !== "missing"), ...unseen]);
  } finally {
    fs.removeTree(folder);
  }
  return count;
}

function takeIn(repo: Repo, file: string, target: string): void {
  const { host } = repo;
  const isShared = repo.config.get("cache", "shared") === "group";
  try {
    makeCacheFolder(host, parentOf(target), isShared);
    if (isShared) host.fs.chmod(file, SHARED_FILE_MODE);
    host.fs.rename(file, target);
  } catch (error) {
    throw ioFault(error, "write", target);
  }
}

function refuseFailures({ shown }: Storage, failures: readonly MoveFailure[]): void {
  const failure = failedFault({ failed: failures.map((each) => failedMove(each, shown)), copied: 0 });
  if (failure !== undefined) throw failure;
}

function entriesOf({ host: { fs }, cacheDir }: Repo): string[] {
  const found: string[] = [];
  const visit = (below: string) => {
    for (const { name, kind } of fs.listIfThere(joinPath(cacheDir, below))) {
      const path = `${below}/${name}`;
      if (kind === "dir") visit(path);
      else if (kind === "file" && ENTRY.test(path)) found.push(path);
    }
  };
  if (fs.stat(joinPath(cacheDir, "runs"))?.kind === "dir") visit("runs");
  return found;
}

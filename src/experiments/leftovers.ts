import type { Git, RefUpdate } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";
import type { Repo } from "../repo/types.ts";
import { INFO_STATUS, parseInfo } from "./info_file.ts";

/** Inside of a checkout's `.git`: who made it. */
export const OWNER_FILE = "exp-owner";

/** What a sweep found and removed. */
export interface Swept {
  /** Checkouts and scratch folders; absolute. */
  readonly folders: readonly string[];
  /** `.run` files of runs that are no more. */
  readonly infoFiles: readonly string[];
  readonly refs: readonly string[];
}

/**
 * Removes what runs left that died: checkouts, scratch folders, `.run` files. Costs a look at three folders when there
 * is nothing, and one process for each thing whose owner has to be asked for. What DVC made is left alone, for it tells
 * no owner.
 */
export function sweepLeftovers(repo: Repo, git: Git): Swept {
  const { host } = repo;
  const exps = `${repo.tmpDir}/exps`;
  const isDead = deathOf(host);
  const folders = [
    ...scratchFolders(host, git.gitDir, "exp-index-"),
    ...scratchFolders(host, exps, "edit-"),
  ].flatMap(({ path, pid }) => isDead(pid) ? [path] : []);
  for (const parent of [exps, `${exps}/standalone`]) {
    for (const path of checkouts(host, parent)) {
      const owner = Number(host.fs.readTextIfThere(`${path}/.git/${OWNER_FILE}`) ?? NaN);
      if (Number.isInteger(owner) && isDead(owner)) folders.push(path);
    }
  }
  for (const path of folders) host.fs.removeTree(path);
  return { folders, infoFiles: sweepInfoFiles(repo, isDead), refs: [] };
}

/** The same, and the EXEC refs of a workspace run that is no more, which make `dvc exp list` believe in it. */
export function cleanUp(repo: Repo, git: Git): Swept {
  const swept = sweepLeftovers(repo, git);
  if (repo.host.fs.exists(`${repo.tmpDir}/exps/run/workspace`)) return swept; // one is under way
  const refs = ["EXEC_BASELINE", "EXEC_MERGE", "EXEC_BRANCH"].map((name) => `refs/exps/exec/${name}`)
    .filter((ref) => repo.host.fs.exists(`${git.commonDir}/${ref}`) || git.readRef(ref) !== undefined);
  git.updateRefs(refs.map((ref): RefUpdate => ({ ref, to: null })));
  return { ...swept, refs };
}

/** The name of a scratch folder tells its owner. */
export function scratchPrefix(host: Host, prefix: string): string {
  return `${prefix}${host.pid}-`;
}

function scratchFolders(host: Host, parent: string, prefix: string): { path: string; pid: number }[] {
  return foldersIn(host, parent).flatMap((name) => {
    const pid = name.startsWith(prefix) ? Number(/^(\d+)-/.exec(name.slice(prefix.length))?.[1] ?? NaN) : NaN;
    return Number.isInteger(pid) ? [{ path: `${parent}/${name}`, pid }] : [];
  });
}

function checkouts(host: Host, parent: string): string[] {
  return foldersIn(host, parent).filter((name) => name.startsWith("tmp")).map((name) => `${parent}/${name}`);
}

function foldersIn(host: Host, parent: string): string[] {
  if (!host.fs.exists(parent)) return [];
  return host.fs.list(parent).filter((entry) => entry.kind === "dir").map((entry) => entry.name);
}

function sweepInfoFiles(repo: Repo, isDead: (pid: number) => boolean): string[] {
  const { fs } = repo.host;
  const removed: string[] = [];
  const workspace = `${repo.tmpDir}/exps/run/workspace`;
  const pid = Number(/"pid":\s*(\d+)/.exec(fs.readTextIfThere(`${workspace}/workspace.json`) ?? "")?.[1] ?? NaN);
  if (fs.exists(workspace) && (!Number.isInteger(pid) || isDead(pid))) {
    fs.removeTree(workspace);
    removed.push(`${workspace}/workspace.run`);
  }
  const standalone = `${repo.tmpDir}/exps/standalone/run`;
  for (const rev of foldersIn(repo.host, standalone)) {
    const path = `${standalone}/${rev}/${rev}.run`;
    const info = parseInfo(fs.readTextIfThere(path) ?? "");
    if (info === undefined || info.status > INFO_STATUS.running || fs.exists(info.rootDir)) continue;
    fs.removeTree(`${standalone}/${rev}`);
    removed.push(path);
  }
  return removed;
}

/** Asks for each process once. A reused pid keeps a leftover a while longer, which does no harm. */
function deathOf(host: Host): (pid: number) => boolean {
  const known = new Map<number, boolean>([[host.pid, false]]);
  return (pid) => {
    const dead = known.get(pid) ?? !host.processes.signal(pid, "0");
    known.set(pid, dead);
    return dead;
  };
}

import { breakDeadLocks, type Git, type RefUpdate } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";
import { parentOf, type Repo } from "../repo/mod.ts";
import { INFO_STATUS, parseInfo } from "./info_file.ts";

/** Inside of a checkout's `.git`: who made it. */
export const OWNER_FILE = "exp-owner";

/** What dead runs left behind. */
interface Leftovers {
  /** Checkouts and scratch folders; absolute. */
  readonly folders: readonly string[];
  /** `.run` files of runs that are no more. */
  readonly infoFiles: readonly string[];
  /** EXEC refs of a workspace run that is no more, which make `dvc exp list` believe in it. */
  readonly refs: readonly string[];
}

/**
 * Removes what runs left that died: checkouts, scratch folders, `.run` files, locks on refs. Costs a look at three folders when there
 * is nothing, and one process for each thing whose owner has to be asked for. What DVC made is left alone, for it tells
 * no owner.
 */
export function sweepLeftovers(repo: Repo, git: Git): Leftovers {
  const found = { ...findFiles(repo, git), refs: [] };
  removeFiles(repo, found);
  breakDeadLocks(repo.host, git.commonDir);
  return found;
}

/** The same, and the EXEC refs. */
export function cleanUp(repo: Repo, git: Git): Leftovers {
  const found = findLeftovers(repo, git);
  removeFiles(repo, found);
  breakDeadLocks(repo.host, git.commonDir);
  git.updateRefs(found.refs.map((ref): RefUpdate => ({ ref, to: null })));
  return found;
}

/** What `cleanUp` would remove. */
export function findLeftovers(repo: Repo, git: Git): Leftovers {
  const { fs } = repo.host;
  const files = findFiles(repo, git);
  const workspace = `${repo.tmpDir}/exps/run/workspace`;
  const isUnderWay = fs.exists(workspace) && !files.infoFiles.some((path) => path.startsWith(`${workspace}/`));
  const refs = isUnderWay ? [] : ["EXEC_BASELINE", "EXEC_MERGE", "EXEC_BRANCH"]
    .map((name) => `refs/exps/exec/${name}`)
    .filter((ref) => fs.exists(`${git.commonDir}/${ref}`) || git.readRef(ref) !== undefined);
  return { ...files, refs };
}

function removeFiles(repo: Repo, { folders, infoFiles }: Leftovers): void {
  for (const path of folders) repo.host.fs.removeTree(path);
  for (const path of infoFiles) repo.host.fs.removeTree(parentOf(path)); // its folder is for this run alone
}

function findFiles(repo: Repo, git: Git): Pick<Leftovers, "folders" | "infoFiles"> {
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
  return { folders, infoFiles: findInfoFiles(repo, isDead, folders) };
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

function findInfoFiles(repo: Repo, isDead: (pid: number) => boolean, doomed: readonly string[]): string[] {
  const { fs } = repo.host;
  const found: string[] = [];
  const workspace = `${repo.tmpDir}/exps/run/workspace`;
  const pid = Number(/"pid":\s*(\d+)/.exec(fs.readTextIfThere(`${workspace}/workspace.json`) ?? "")?.[1] ?? NaN);
  if (fs.exists(workspace) && (!Number.isInteger(pid) || isDead(pid))) found.push(`${workspace}/workspace.run`);
  const standalone = `${repo.tmpDir}/exps/standalone/run`;
  for (const rev of foldersIn(repo.host, standalone)) {
    const path = `${standalone}/${rev}/${rev}.run`;
    const info = parseInfo(fs.readTextIfThere(path) ?? "");
    if (info === undefined || info.status > INFO_STATUS.running) continue;
    if (doomed.includes(info.rootDir) || !fs.exists(info.rootDir)) found.push(path);
  }
  return found;
}

/** Asks for each process once. A reused pid keeps a leftover a while longer, which does no harm. */
function deathOf(host: Host): (pid: number) => boolean {
  const known = new Map<number, boolean>([[host.pid, false]]);
  return (pid) => {
    const dead = known.get(pid) ?? !host.processes.isAlive(pid);
    known.set(pid, dead);
    return dead;
  };
}

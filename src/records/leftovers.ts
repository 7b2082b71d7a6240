import { breakDeadLocks, type Git, type RefUpdate } from "../git/mod.ts";
import { hasDied, type Host, MachineError, processMark, readMark } from "../host/mod.ts";
import { parentOf, type Repo } from "../repo/mod.ts";
import { INFO_STATUS, parseInfo } from "./info_file.ts";

/** Inside of a checkout's `.git`, and beside DVC's files of a run in the workspace: who made it, as a mark of the process. */
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
  for (const path of folders) removeLeft(repo.host, path);
  for (const path of infoFiles) repo.host.fs.removeTree(parentOf(path)); // its folder is for this run alone
}

/** Removes what a dead run left, or as much of it as this user may: what is another's, its owner's next command removes. */
export function removeLeft({ fs }: Host, folder: string): void {
  try {
    fs.removeTree(folder);
  } catch (error) {
    if (!(error instanceof MachineError) || error.refusal !== "no-rights") throw error;
  }
}

function findFiles(repo: Repo, git: Git): Pick<Leftovers, "folders" | "infoFiles"> {
  const { host } = repo;
  const exps = `${repo.tmpDir}/exps`;
  const isDead = deathOf(host);
  const folders = [
    ...scratchFolders(host, git.gitDir, "exp-index-"),
    ...scratchFolders(host, exps, "edit-"),
  ].flatMap(({ path, mark }) => isDead(mark) ? [path] : []);
  for (const parent of [exps, `${exps}/standalone`]) {
    for (const path of checkouts(host, parent)) {
      if (isDead(ownerOf(host, `${path}/.git`) ?? "")) folders.push(path);
    }
  }
  return { folders, infoFiles: findInfoFiles(repo, isDead, folders) };
}

/** Checkouts that tell no owner, and that no file of a run names: somebody was killed before, or after he had told. */
export function findUnowned(repo: Repo): string[] {
  const { host } = repo;
  const exps = `${repo.tmpDir}/exps`;
  const known = new Set([`${exps}/run`, `${exps}/standalone/run`].flatMap((folder) => runsUnderWay(host, folder)));
  return [exps, `${exps}/standalone`].flatMap((parent) => checkouts(host, parent)).filter((path) =>
    ownerOf(host, `${path}/.git`) === undefined && !known.has(path)
  );
}

/** Where the runs are that have not said that they are over. */
function runsUnderWay(host: Host, folder: string): string[] {
  return foldersIn(host, folder).flatMap((rev) => {
    const info = parseInfo(host.fs.readTextIfThere(`${folder}/${rev}/${rev}.run`) ?? "");
    return info === undefined || info.status > INFO_STATUS.running ? [] : [info.rootDir];
  });
}

/** The mark of who made a checkout, or runs in the workspace. @param folder that the owner's file is in */
export function ownerOf(host: Host, folder: string): string | undefined {
  const text = host.fs.readTextIfThere(`${folder}/${OWNER_FILE}`);
  return text === undefined ? undefined : readMark(text);
}

/** Of a checkout whose owner tells nothing of itself nothing is known. */
export function isOfAnotherMachine(host: Host, checkout: string): boolean {
  const owner = ownerOf(host, `${checkout}/.git`) ?? "";
  return owner.includes("@") && !owner.endsWith(`@${host.platform.hostname}`);
}

/** The name of a scratch folder tells its owner. */
export function scratchPrefix(host: Host, prefix: string): string {
  return `${prefix}${processMark(host)}-`;
}

function scratchFolders(host: Host, parent: string, prefix: string): { path: string; mark: string }[] {
  return foldersIn(host, parent).filter((name) => name.startsWith(prefix)).map((name) => ({
    path: `${parent}/${name}`,
    mark: name.slice(prefix.length, name.lastIndexOf("-")),
  }));
}

function checkouts(host: Host, parent: string): string[] {
  return foldersIn(host, parent).filter((name) => name.startsWith("tmp")).map((name) => `${parent}/${name}`);
}

function foldersIn(host: Host, parent: string): string[] {
  return host.fs.listIfThere(parent).filter((entry) => entry.kind === "dir").map((entry) => entry.name);
}

function findInfoFiles(repo: Repo, isDead: (mark: string) => boolean, doomed: readonly string[]): string[] {
  const { fs } = repo.host;
  const found: string[] = [];
  const workspace = `${repo.tmpDir}/exps/run/workspace`;
  if (fs.exists(workspace)) {
    const pid = /"pid":\s*(\d+)/.exec(fs.readTextIfThere(`${workspace}/workspace.json`) ?? "")?.[1];
    const owner = ownerOf(repo.host, workspace) ?? pid; // DVC's runs have a number only
    if (owner === undefined || isDead(owner)) found.push(`${workspace}/workspace.run`);
  }
  const standalone = `${repo.tmpDir}/exps/standalone/run`;
  for (const rev of foldersIn(repo.host, standalone)) {
    const path = `${standalone}/${rev}/${rev}.run`;
    const info = parseInfo(fs.readTextIfThere(path) ?? "");
    if (info === undefined || info.status > INFO_STATUS.running) continue;
    if (doomed.includes(info.rootDir) || !fs.exists(info.rootDir)) found.push(path);
  }
  return found;
}

/** Asks for each process once. What no process has marked is left alone. */
function deathOf(host: Host): (mark: string) => boolean {
  const known = new Map<string, boolean>();
  return (mark) => {
    const dead = known.get(mark) ?? hasDied(host, mark) ?? false;
    known.set(mark, dead);
    return dead;
  };
}

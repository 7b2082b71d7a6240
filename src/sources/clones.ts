/** Copies of repositories elsewhere, kept to be used again: one for each URL, below `.dvc/tmp/exp/clones`. */
import { ExpError } from "../common/mod.ts";
import { cloneBare, type Git, openClone, type Rev, tipOf, updateClone } from "../git/mod.ts";
import { digestOf, type Host, inTemporaryFolder, makeScratchFolder, temporaryFolders } from "../host/mod.ts";
import { makeOwnFolder, ownFolder } from "../repo/mod.ts";
import { withoutPassword } from "./address.ts";
import { fault } from "./faults.ts";

/** Another `exp` may be copying something large. */
const PATIENCE_MS = 3_600_000;

/** Where copies are kept; undefined outside of a repository, where they go away again. */
export type ClonesPlace = { readonly tmpDir: string } | undefined;

interface Clone {
  readonly git: Git;
  /** The commit that was asked for. */
  readonly rev: Rev;
  readonly close: () => void;
}

/**
 * A copy that has a commit. Branches, tags and HEAD are what they are now; a commit's id is looked for in the copy first.
 * One process at a time makes or renews a copy (the lock ends with it, also by kill -9), any number reads.
 *
 * @param rev default: the tip of the default branch
 * @param signal ends what git fetches: the call throws, and half a copy gets no name
 * @throws {ExpError} `not-found` for what is no repository or no commit of it; `io`
 */
export async function openCloneAt(
  host: Host,
  place: ClonesPlace,
  url: string,
  rev: string | undefined,
  { isFresh = false, signal }: { readonly isFresh?: boolean | undefined; readonly signal?: AbortSignal | undefined },
): Promise<Clone> {
  const folder = place === undefined ? temporaryFolder(host) : keptFolder(host, place);
  const path = `${folder}/${digestOf("sha256", url)}`;
  const end = () => {
    if (place === undefined) host.fs.removeTree(folder);
  };
  try {
    const taken = host.fs.lock(`${path}.lock`, { exclusive: true, timeoutMs: PATIENCE_MS });
    const lock = await Promise.race([taken, endOf(signal)]);
    try {
      const { git, isNew } = await openOrClone(host, url, path, signal);
      const found = await findRev(host, git, { url, path, isNew, isFresh, signal }, rev);
      return { ...found, close: end };
    } finally {
      lock?.release();
    }
  } catch (error) {
    end();
    throw readable(error, url);
  }
}

/** Never comes, or fails when the signal does. */
function endOf(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

function keptFolder(host: Host, place: { readonly tmpDir: string }): string {
  makeOwnFolder({ host, tmpDir: place.tmpDir });
  const folder = `${ownFolder(place)}/clones`;
  host.fs.makeDir(folder, 0o700);
  return folder;
}

function temporaryFolder(host: Host): string {
  const make = (folder: string) => makeScratchFolder(host, folder, "exp-clone-");
  return inTemporaryFolder(temporaryFolders(host.env), make, host.cwd);
}

/** The copy gets its name when it is whole: what lies under another one was left by a process that died. */
async function openOrClone(
  host: Host,
  url: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ git: Git; isNew: boolean }> {
  if (host.fs.exists(path)) return { git: openClone(host, path), isNew: false };
  const half = `${path}.half`;
  host.fs.removeTree(half);
  await cloneBare(host, url, half, signal);
  host.fs.rename(half, path);
  return { git: openClone(host, path), isNew: true };
}

/** A copy, and how it is to be looked at. */
interface Copy {
  readonly url: string;
  readonly path: string;
  readonly isNew: boolean;
  readonly isFresh: boolean;
  readonly signal: AbortSignal | undefined;
}

async function findRev(
  host: Host,
  git: Git,
  copy: Copy,
  wanted: string | undefined,
): Promise<{ git: Git; rev: Rev }> {
  const { url, path, isNew, signal } = copy;
  const isId = wanted !== undefined && /^[0-9a-f]{4,64}$/.test(wanted);
  const known = isId ? resolve(git, wanted) : undefined;
  if (known !== undefined) return { git, rev: known };
  const tip = wanted === undefined ? await tipOf(git, url, signal) : undefined;
  if (!copy.isFresh && tip !== undefined && git.resolve(tip) !== undefined) return { git, rev: tip };
  if (!isNew && !await updateClone(git, url, signal)) {
    host.fs.removeTree(path);
    const anew = await openOrClone(host, url, path, signal);
    return await findRev(host, anew.git, { ...copy, isNew: true }, wanted);
  }
  const rev = wanted === undefined ? tip : resolve(git, wanted);
  if (rev !== undefined) return { git, rev };
  throw fault("not-found/source-rev", { source: withoutPassword(url), rev: wanted ?? "HEAD" });
}

/** A branch, a tag, an id or its beginning, an expression; or the name of an experiment. */
export function resolve(git: Git, rev: string): Rev | undefined {
  return git.resolve(rev) ?? git.refs("refs/exps").find(({ name }) => name.endsWith(`/${rev}`))?.rev;
}

function readable(error: unknown, url: string): unknown {
  if (!(error instanceof ExpError) || error.fault !== "not-found/git-remote") return error;
  const why = "no Git repository was found there";
  return fault("not-found/source-repo", { source: withoutPassword(url), why }, error);
}

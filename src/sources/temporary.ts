/** A cache for the time of one command, where there is no repository to keep what comes. */
import { type Host, inTemporaryFolder, makeScratchFolder, temporaryFolders } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";

/** How folders are called in which what is got comes together. */
export const GETTING = ".exp-get-";

/**
 * Does some work with it.
 *
 * @param beside a folder on whose disk it shall be, which is made if need be; default: where temporary files are
 */
export async function withTemporaryCache<T>(
  host: Host,
  beside: string | undefined,
  like: Repo,
  work: (repo: Repo) => Promise<T>,
): Promise<T> {
  const { fs } = host;
  if (beside !== undefined && !fs.exists(beside)) fs.makeDir(beside);
  const make = (parent: string) => makeScratchFolder(host, parent, GETTING);
  const folder = beside === undefined ? inTemporaryFolder(temporaryFolders(host.env), make, host.cwd) : make(beside);
  const places = { root: folder, cwd: folder, cacheDir: `${folder}/cache`, tmpDir: `${folder}/tmp` };
  try {
    return await work({ ...like, ...places, host });
  } finally {
    fs.removeTree(folder);
  }
}

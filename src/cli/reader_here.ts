import { findDvcDir, joinPath, openRepo } from "../repo/mod.ts";
import type { Reader, UrlReader } from "../sources/mod.ts";
import type { Context } from "./command.ts";

/** Who reads from URLs here, where the repository's remotes may be meant, if there is one. */
export async function urlReaderHere({ host, cwd }: Context): Promise<UrlReader> {
  const { config } = await openRepo(host, { cwd, uninitialized: true });
  return { host, cwd, config };
}

/** Who reads other repositories from the current folder: inside of a repository their copies are kept. */
export function readerHere(context: Context): Reader {
  const { host, cwd } = context;
  const dvcDir = findDvcDir(host, cwd);
  return { host, cwd, clones: dvcDir === undefined ? undefined : { tmpDir: joinPath(dvcDir, "tmp") } };
}

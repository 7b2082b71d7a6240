import { findDvcDir, joinPath } from "../repo/mod.ts";
import type { Reader } from "../sources/mod.ts";
import type { Context } from "./command.ts";

/** Who reads other repositories from the current folder: inside of a repository their copies are kept. */
export function readerHere(context: Context): Reader {
  const { host, cwd } = context;
  const dvcDir = findDvcDir(host, cwd);
  return { host, cwd, clones: dvcDir === undefined ? undefined : { tmpDir: joinPath(dvcDir, "tmp") } };
}

import { entriesInside, type RemoteItem } from "../data/mod.ts";
import type { Out } from "./types.ts";

/**
 * An out's data as it travels. Files that are listed one by one (of remotes that keep versions) need no folder object.
 * @param inside of a folder, only what is at or below these paths in it
 */
export function dataOfOut(out: Out, inside?: readonly string[]): RemoteItem[] {
  if (!out.cache || out.isUrl || out.locked === undefined) return [];
  const remote = out.remote === undefined ? {} : { remote: out.remote };
  if (out.files === undefined) {
    return [{ path: out.path, info: out.locked, ...remote, ...(inside === undefined ? {} : { inside }) }];
  }
  return entriesInside(out.files, inside).map(({ hash, relpath, size }) => ({
    path: `${out.path}/${relpath}`,
    info: { algorithm: "md5", hash, ...(size === undefined ? {} : { size }) },
    ...remote,
  }));
}

import type { Host } from "../host/mod.ts";
import { parentOf } from "./paths.ts";

/** With `cache.shared = group`: folders of the cache give what is made in them to their group, which may write. */
const SHARED_FOLDER_MODE = 0o2775;
/** … and files that are not objects may be replaced by any member. */
export const SHARED_FILE_MODE = 0o664;

/** Makes a folder of the cache, and those above it that are missing; whatever the umask is, when the cache is shared. */
export function makeCacheFolder({ fs }: Pick<Host, "fs">, path: string, shared: boolean): void {
  if (!shared) return fs.makeDir(path);
  const made: string[] = [];
  for (let folder = path; !fs.exists(folder); folder = parentOf(folder)) made.push(folder);
  fs.makeDir(path);
  for (const folder of made) fs.chmod(folder, SHARED_FOLDER_MODE);
}

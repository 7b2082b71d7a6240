/** Folders (and files) that one process works in and removes at its end; what a killed one has left, the next one removes. */
import type { Host } from "./host.ts";
import { MachineError } from "./machine_error.ts";
import { hasDied, processMark } from "./process_mark.ts";

/**
 * Makes one, empty, under a name that begins with the prefix and tells whose it is. What is left there of processes that
 * are no more, with the same prefix, goes.
 *
 * @param parent made if need be
 */
export function makeScratchFolder(host: Host, parent: string, prefix: string): string {
  sweepScratch(host, parent, prefix);
  return host.fs.makeTempDir(parent, `${prefix}${processMark(host)}-`);
}

/** @returns the folders and files of processes that are no more; they go, but for `remove: false` */
export function sweepScratch(host: Host, parent: string, prefix: string, { remove = true } = {}): string[] {
  const found: string[] = [];
  for (const name of namesIn(host, parent)) {
    if (!name.startsWith(prefix)) continue;
    const mark = name.slice(prefix.length, Math.max(prefix.length, name.lastIndexOf("-")));
    if (hasDied(host, mark) !== true) continue;
    found.push(`${parent}/${name}`);
    if (!remove) continue;
    try {
      host.fs.removeTree(`${parent}/${name}`);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error; // another user's: theirs to sweep
    }
  }
  return found;
}

/** Of a folder that one may write to and not read, nothing is known. */
function namesIn({ fs }: Host, folder: string): string[] {
  if (!fs.exists(folder)) return [];
  try {
    return fs.list(folder).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    return [];
  }
}

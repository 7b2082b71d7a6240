import { MachineError } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";

/**
 * Lets what other machines have put into these folders, or taken from them, be seen from here. Over a network a machine
 * goes by what it saw of a folder up to a minute ago, absent names included, until it changes the folder itself: then the
 * server tells whether somebody else had, too (NFS: `before` and `after` of a change, RFC 7530, 16.4).
 */
export function lookAfresh({ host: { fs, random } }: Repo, folders: readonly string[]): void {
  for (const folder of folders) {
    if (!fs.exists(folder)) continue;
    const path = `${folder}/.look.${random.hex(4)}.tmp`;
    try {
      if (fs.createNew(path, "")) fs.remove(path);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error; // what may not be changed is as it was seen
    }
  }
}

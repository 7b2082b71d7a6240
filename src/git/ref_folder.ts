import { type HostFs, isMissing } from "../host/mod.ts";

const ATTEMPTS = 20;

/**
 * Makes a file of Git's refs or logs. Git removes folders there that have become empty, whenever it deletes a ref: also
 * between our making the folder and our use of it, and then it is made once more.
 */
export function inRefFolder<T>(fs: Pick<HostFs, "makeDir">, path: string, make: () => T): T {
  for (let attempt = 1;; attempt++) {
    fs.makeDir(path.slice(0, path.lastIndexOf("/")));
    try {
      return make();
    } catch (error) {
      if (!isMissing(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

import { inTemporaryFolder, temporaryFolders } from "./temp_folder.ts";

let knownUmask: number | undefined;

/**
 * Found by making a folder. `Deno.umask()` sets the mask of the whole process to 0 for a moment to read it, and a file
 * that another thread makes in that moment is open to everyone.
 */
export function readUmask(): number {
  if (knownUmask === undefined) {
    try {
      const folder = inTemporaryFolder(temporaryFolders(Deno.env), (parent) => {
        const path = `${parent}/exp-umask-${crypto.randomUUID()}`;
        Deno.mkdirSync(path, { mode: 0o777 });
        return path;
      });
      knownUmask = 0o777 & ~(Deno.lstatSync(folder).mode ?? 0o755);
      Deno.removeSync(folder);
    } catch {
      knownUmask = Deno.umask(); // no place for temporary files
    }
  }
  return knownUmask;
}

/** A Worker is told it. */
export function assumeUmask(umask: number | undefined): void {
  knownUmask ??= umask;
}

/** What a new file's permissions become. */
export function masked(mode = 0o666): number {
  return mode & ~readUmask();
}

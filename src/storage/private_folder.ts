/** A folder of this process alone, for what a child is told and what others must not read. */
import { hasDied, type Host, inTemporaryFolder, MachineError, processMark, temporaryFolders } from "../host/mod.ts";

const NAME = /^exp-storage-(.+)-[^-]+$/;

/** Whom it belongs to is in its name, so that the next one removes what a killed process has left. */
export function openPrivateFolder(host: Host): Disposable & { readonly path: string } {
  const { fs } = host;
  const folders = host.tempDir === undefined ? temporaryFolders(host.env) : [host.tempDir];
  const path = inTemporaryFolder(folders, (parent) => {
    sweep(host, parent);
    return fs.makeTempDir(parent, `exp-storage-${processMark(host)}-`);
  });
  fs.chmod(path, 0o700);
  return { path, [Symbol.dispose]: () => fs.removeTree(path) };
}

function sweep(host: Host, parent: string): void {
  for (const { name } of host.fs.list(parent)) {
    const mark = NAME.exec(name)?.[1];
    if (mark === undefined || hasDied(host, mark) !== true) continue;
    try {
      host.fs.removeTree(`${parent}/${name}`);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error; // another user's: theirs to sweep
    }
  }
}

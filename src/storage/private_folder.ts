/** A folder of this process alone, for what a child is told and what others must not read. */
import { type Host, inTemporaryFolder, makeScratchFolder, temporaryFolders } from "../host/mod.ts";

export function openPrivateFolder(host: Host): Disposable & { readonly path: string } {
  const { fs } = host;
  const folders = host.tempDir === undefined ? temporaryFolders(host.env) : [host.tempDir];
  const path = inTemporaryFolder(folders, (parent) => makeScratchFolder(host, parent, "exp-storage-"));
  fs.chmod(path, 0o700);
  return { path, [Symbol.dispose]: () => fs.removeTree(path) };
}

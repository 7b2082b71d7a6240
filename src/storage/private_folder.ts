/** A folder of this process alone, for what a child is told and what others must not read. */
import { type Host, inTemporaryFolder, makeScratchFolder, processMark, temporaryFolders } from "../host/mod.ts";

/** Letters that makeTempDir puts behind a name. */
const RANDOM = 8;

/** @param longest characters of its path, where one of the folders for temporary files is short enough */
export function openPrivateFolder(host: Host, longest = Infinity): Disposable & { readonly path: string } {
  const { fs } = host;
  const all = host.tempDir === undefined ? temporaryFolders(host.env) : [host.tempDir];
  const isShort = (folder: string) => `${folder}/exp-storage-${processMark(host)}-`.length + RANDOM <= longest;
  const folders = [...all.filter(isShort), ...all.filter((folder) => !isShort(folder))];
  const path = inTemporaryFolder(folders, (parent) => makeScratchFolder(host, parent, "exp-storage-"), host.cwd);
  fs.chmod(path, 0o700);
  return { path, [Symbol.dispose]: () => fs.removeTree(path) };
}

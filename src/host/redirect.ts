import type { HostFs } from "./fs.ts";

/** The same files, but whoever reads one of `copies`' keys gets what lies at its value. Writing is not redirected. */
export function redirectReads(fs: HostFs, copies: ReadonlyMap<string, string>): HostFs {
  const at = (path: string) => copies.get(path) ?? path;
  return {
    ...fs,
    readBytes: (path) => fs.readBytes(at(path)),
    readText: (path) => fs.readText(at(path)),
    readTextIfThere: (path) => fs.readTextIfThere(at(path)),
    readChunks: (path, ...rest) => fs.readChunks(at(path), ...rest),
    lstat: (path) => fs.lstat(at(path)),
    glance: (path) => fs.glance(at(path)),
    stat: (path) => fs.stat(at(path)),
    exists: (path) => fs.exists(at(path)),
  };
}

import type { ConfigSource } from "../hydra/mod.ts";
import type { Host } from "../host/mod.ts";
import { joinPath } from "../repo/mod.ts";

/** Hydra's config files on the disk. @param base what relative paths are relative to */
export function folderSource(host: Host, base: string): ConfigSource {
  const at = (path: string) => joinPath(base, path);
  return {
    read: (path) => host.fs.stat(at(path))?.kind === "file" ? host.fs.readText(at(path)) : undefined,
    isDirectory: (path) => host.fs.stat(at(path))?.kind === "dir",
    list: (path) => host.fs.stat(at(path))?.kind === "dir" ? host.fs.list(at(path)).map((entry) => entry.name) : [],
  };
}

/** Config files that are held in memory: for tests, `--jsonl`, and commits. */
import { type ConfigSource, join } from "./config_files.ts";

/** @param files text by path; a directory exists when a file is below it */
export function memorySource(files: ReadonlyMap<string, string>): ConfigSource {
  const directories = new Set<string>();
  const names = new Map<string, string[]>();
  for (const path of files.keys()) {
    const parts = path.split("/");
    for (let length = parts.length - 1; length >= 0; length--) directories.add(parts.slice(0, length).join("/"));
    const folder = parts.slice(0, -1).join("/");
    names.set(folder, [...names.get(folder) ?? [], parts.at(-1) ?? ""]);
  }
  return {
    read: (path) => files.get(join("", path)),
    isDirectory: (path) => directories.has(join("", path)),
    list: (path) => names.get(join("", path)) ?? [],
  };
}

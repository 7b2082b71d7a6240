import type { Host } from "../host/mod.ts";
import type { HashIndex } from "./hash_index.ts";

/** What the index knows of a path under its old name: a rename changes neither inode nor mtime. */
export function relocateKnown(host: Host, index: HashIndex, from: string, to: string): void {
  const stat = host.fs.stat(to);
  if (stat === undefined) return;
  const nowNs = BigInt(Math.floor(host.clock.now())) * 1_000_000n;
  for (const algorithm of ["md5", "md5-dos2unix"] as const) {
    const hash = stat.kind === "file" ? index.findFile(from, algorithm, stat) : undefined;
    if (hash !== undefined) index.recordFile(to, algorithm, stat, hash, nowNs);
    const row = stat.kind === "dir" ? index.findFolder(from, algorithm) : undefined;
    const listed = row && index.readFolder(from, algorithm);
    if (row && listed) index.recordFolder(to, algorithm, row, listed.lines, listed.text);
  }
}

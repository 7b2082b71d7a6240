import { createHash } from "node:crypto";
import { type GitCall, GitDeath } from "./call.ts";
import { LockFile } from "./lock_file.ts";
import type { FlatFile } from "./objects.ts";

/**
 * The index: paths and what is staged of them. In a form of its own, for nobody but git reads it, but as fragile as the
 * real one; without the times of files, so that contents are compared.
 */
export class Index {
  private constructor(
    private readonly call: GitCall,
    readonly path: string,
    readonly files: Map<string, FlatFile>,
  ) {}

  static read(call: GitCall, path: string): Index {
    const file = call.volume.find(path, true);
    if (file === undefined) return new Index(call, path, new Map());
    const text = new TextDecoder().decode(file.content.bytes);
    const end = text.indexOf("\n");
    if (end < 0 || checksum(text.slice(0, end)) !== text.slice(end + 1)) {
      throw new GitDeath("index file corrupt");
    }
    return new Index(call, path, new Map(JSON.parse(text.slice(0, end)) as [string, FlatFile][]));
  }

  /** Takes the lock, lets `change` work, writes. Nothing is left of a change that fails. */
  update(change: (files: Map<string, FlatFile>) => void): void {
    const lock = new LockFile(this.call, this.path);
    try {
      change(this.files);
      const line = JSON.stringify([...this.files].sort(([a], [b]) => a < b ? -1 : 1));
      const sync = this.call.settings.get("core.fsync")?.split(",").includes("index") ?? false;
      lock.write(new TextEncoder().encode(`${line}\n${checksum(line)}`), sync);
      lock.commit();
    } finally {
      lock.release();
    }
  }
}

function checksum(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

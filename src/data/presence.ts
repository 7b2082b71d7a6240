import type { Host } from "../host/mod.ts";
import { parentOf } from "../repo/mod.ts";
import { type HashIndex, isSettled } from "./hash_index.ts";
import { isDirHash } from "./object_path.ts";
import type { Objects } from "./objects.ts";
import { hashesBeginning } from "./tree_text.ts";
import type { FolderChanges, HashInfo } from "./types.ts";

/** Above this many files presence is remembered by the shard folders' state instead of being looked at each time. */
export const MANY_FILES = 1000;
/** A folder that was changed so recently can be changed again unseen. */
export const WAIT_MS = 25;

/** Are objects there? Of a large folder's it is remembered, for as long as nothing comes or goes beside them. */
export class Presence {
  constructor(readonly host: Host, readonly objects: Objects, readonly index: HashIndex) {}

  /** The object, and of a folder's all its files. */
  has(info: HashInfo): boolean {
    if (!isDirHash(info.hash)) return this.objects.hasOne(info, info.size);
    const { algorithm } = info;
    const path = this.objects.path(info);
    const isMany = (info.nfiles ?? 0) >= MANY_FILES;
    if (isMany && this.#statesAsBefore(path) !== undefined) return true;
    const tree = this.objects.readTree(info);
    if (tree === undefined || !tree.every(({ hash }) => this.objects.hasOne({ algorithm, hash }))) return false;
    if (isMany) {
      const shards = new Set([path, ...tree.map(({ hash }) => this.objects.path({ algorithm, hash }))].map(parentOf));
      this.#record(path, this.#statesOf([...shards].sort()));
    }
    return true;
  }

  /**
   * Stores what a folder has more than one that is there, and remembers that it is there now, too.
   *
   * @param changes from `since` on
   * @returns false when the other one is not there, and nothing was done
   */
  extend({ since, entries, text }: FolderChanges, now: HashInfo, store: () => void): boolean {
    if ((since.nfiles ?? 0) < MANY_FILES || !this.has(since)) return false;
    const before = this.#statesAsBefore(this.objects.path(since));
    store();
    if (before === undefined || since.hash === now.hash) return true;
    const { algorithm } = now;
    const added = [now, ...entries].map(({ hash }) => parentOf(this.objects.path({ algorithm, hash })));
    const folders = new Set([...before.keys(), ...added]);
    this.host.clock.sleepSync(WAIT_MS);
    const states = this.#statesOf([...folders].sort());
    const isThere = (hash: string) => this.objects.hasOne({ algorithm, hash });
    for (const [folder, state] of states ?? []) {
      if (before.get(folder) === state) continue;
      if (!hashesBeginning(text, folder.slice(-2)).every(isThere)) return true;
    }
    this.#record(this.objects.path(now), states);
    this.index.forgetPresence(this.objects.path(since));
    return true;
  }

  #record(object: string, states: ReadonlyMap<string, string> | undefined): void {
    if (states === undefined) return;
    this.index.recordPresence(object, [...states].map(([folder, state]) => `${state} ${folder}\n`).join(""));
  }

  /** No object comes or goes without changing its folder's mtime, so equal folders hold the same objects. */
  #statesAsBefore(object: string): ReadonlyMap<string, string> | undefined {
    const lines = this.index.findPresence(object)?.trimEnd().split("\n");
    if (lines === undefined) return undefined;
    const before = new Map(lines.map((line) => {
      const end = line.indexOf(" ", line.indexOf(" ") + 1);
      return [line.slice(end + 1), line.slice(0, end)];
    }));
    const now = this.#statesOf([...before.keys()]);
    return now !== undefined && [...now].every(([folder, state]) => before.get(folder) === state) ? now : undefined;
  }

  /** Inode and mtime by folder; undefined when one changed too recently to tell. */
  #statesOf(folders: readonly string[]): Map<string, string> | undefined {
    const { fs, clock } = this.host;
    const nowNs = BigInt(Math.floor(clock.now())) * 1_000_000n;
    const states = new Map<string, string>();
    for (const folder of folders) {
      const stat = fs.stat(folder);
      if (stat === undefined || !isSettled(stat.mtimeNs, nowNs)) return undefined;
      states.set(folder, `${stat.ino} ${stat.mtimeNs}`);
    }
    return states;
  }
}

import type { Volume } from "../volume.ts";
import { wordsOf } from "../refusal.ts";
import { type GitCall, GitDeath } from "./call.ts";
import { committerOf } from "./identity.ts";
import { LockFile } from "./lock_file.ts";

export interface RefChange {
  readonly ref: string;
  /** Undefined deletes. */
  readonly to: string | undefined;
  /** What it must be now; `absent`, or undefined for anything. */
  readonly from: string | "absent" | undefined;
}

const ID = /^[0-9a-f]{40}$/;
const ZERO = "0".repeat(40);
const encoder = new TextEncoder(), decoder = new TextDecoder();

/** Refs as files, `packed-refs` and reflogs, changed with the steps of git 2.39's files backend. */
export class RefStore {
  constructor(private readonly call: GitCall, private readonly volume: Volume, private readonly gitDir: string) {}

  /** What a ref's own file, or its packed line, says. */
  raw(name: string): string | undefined {
    const file = this.volume.find(`${this.gitDir}/${name}`, true);
    if (file?.kind === "file") return decoder.decode(file.content.bytes).trim();
    return this.#packed().get(name);
  }

  read(name: string, depth = 0): string | undefined {
    const text = this.raw(name);
    const target = /^ref:\s*(\S+)$/.exec(text ?? "")?.[1];
    if (target !== undefined) return depth < 5 ? this.read(target, depth + 1) : undefined;
    return text !== undefined && ID.test(text) ? text : undefined;
  }

  symbolic(name: string): string | undefined {
    return /^ref:\s*(\S+)$/.exec(this.raw(name) ?? "")?.[1];
  }

  /** Names at or below a prefix, sorted; broken ones are left out. */
  list(prefix = "refs"): string[] {
    const clean = prefix.replace(/\/$/, "");
    const names = new Set([...this.#packed().keys()].filter((name) => name === clean || name.startsWith(`${clean}/`)));
    const visit = (name: string) => {
      const inode = this.volume.find(`${this.gitDir}/${name}`, true);
      if (inode?.kind === "dir") { for (const child of inode.entries.keys()) visit(`${name}/${child}`); }
      else if (inode !== undefined && !name.endsWith(".lock")) names.add(name);
    };
    visit(clean);
    return [...names].filter((name) => this.read(name) !== undefined).sort();
  }

  reflog(name: string): string[] {
    const file = this.volume.find(`${this.gitDir}/logs/${name}`, true);
    return decoder.decode(file?.content.bytes).split("\n").filter(Boolean);
  }

  /** All or none, as far as nobody pulls the plug: locks and syncs first, then renames, then deletions. */
  transact(changes: readonly RefChange[], message: string | undefined): void {
    const locks = new Map<string, LockFile>();
    let packedLock: LockFile | undefined;
    try {
      for (const change of changes) locks.set(change.ref, this.#prepare(change, changes));
      const deleted = changes.filter(({ to }) => to === undefined);
      if (deleted.length > 0) packedLock = new LockFile(this.call, `${this.gitDir}/packed-refs`);
      const packed = this.#packed();
      const isPacked = deleted.some(({ ref }) => packed.has(ref));
      if (isPacked) this.#preparePacked(packed, deleted);
      this.#finish(changes, locks, message, isPacked);
    } finally {
      for (const lock of locks.values()) lock.release();
      packedLock?.release();
      for (const { ref } of changes) this.#tidy(`refs`, ref);
    }
  }

  #prepare({ ref, to, from }: RefChange, all: readonly RefChange[]): LockFile {
    const path = `${this.gitDir}/${ref}`;
    this.#refuseConflicts(ref, from, all);
    this.#makeFolders(path);
    if (to !== undefined) this.#clearEmptyFolders(path);
    const lock = new LockFile(this.call, path, (why) => `cannot lock ref '${ref}': ${why}`);
    try {
      const now = this.read(ref);
      if (from === "absent" && now !== undefined) {
        throw new GitDeath(`cannot lock ref '${ref}': reference already exists`);
      }
      if (from !== undefined && from !== "absent" && now !== from) {
        throw new GitDeath(
          now === undefined
            ? `cannot lock ref '${ref}': unable to resolve reference '${ref}'`
            : `cannot lock ref '${ref}': is at ${now} but expected ${from}`,
        );
      }
      if (to !== undefined) lock.write(encoder.encode(`${to}\n`), this.#syncs);
      return lock;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  #preparePacked(packed: ReadonlyMap<string, string>, deleted: readonly RefChange[]): void {
    const left = [...packed].filter(([name]) => !deleted.some(({ ref }) => ref === name));
    const lines = left.map(([name, oid]) => `${oid} ${name}\n`).join("");
    const path = `${this.gitDir}/packed-refs.new`;
    const file = this.volume.create(path, 0o644);
    this.volume.write(file, path, encoder.encode(`# pack-refs with: peeled fully-peeled sorted \n${lines}`));
    if (this.#syncs) this.volume.sync(file, path);
  }

  #finish(
    changes: readonly RefChange[],
    locks: ReadonlyMap<string, LockFile>,
    message: string | undefined,
    isPacked: boolean,
  ): void {
    for (const { ref, to } of changes) {
      if (to === undefined) continue;
      this.#log(ref, to, message);
      locks.get(ref)!.commit();
    }
    const deleted = changes.filter(({ to }) => to === undefined);
    for (const { ref } of deleted) {
      this.#unlink(`${this.gitDir}/logs/${ref}`);
      this.#tidy("logs/refs", ref);
    }
    if (isPacked) this.volume.rename(`${this.gitDir}/packed-refs.new`, `${this.gitDir}/packed-refs`);
    for (const { ref } of deleted) this.#unlink(`${this.gitDir}/${ref}`);
  }

  #log(ref: string, to: string, message: string | undefined): void {
    const path = `${this.gitDir}/logs/${ref}`;
    const isKept = ref.startsWith("refs/heads/") || ref === "HEAD";
    this.#refuseLogBelowLog(ref);
    const file = this.volume.find(path, true) ?? (isKept ? this.#newLog(path) : undefined);
    if (file === undefined) return;
    const line = `${this.read(ref) ?? ZERO} ${to} ${committerOf(this.call)}${
      message === undefined ? "" : `\t${message}`
    }\n`;
    this.volume.write(file, path, encoder.encode(decoder.decode(file.content.bytes) + line));
  }

  /** A reflog can outlive its ref, or be made for one that never comes to be. */
  #refuseLogBelowLog(ref: string): void {
    const parts = ref.split("/");
    const above = parts.slice(1).map((_, i) => `${this.gitDir}/logs/${parts.slice(0, i + 1).join("/")}`);
    if (above.every((path) => this.volume.find(path, true)?.kind !== "file")) return;
    const why = `unable to append to '${this.gitDir}/logs/${ref}': Not a directory`;
    throw new GitDeath(`cannot update the ref '${ref}': ${why}`);
  }

  #newLog(path: string) {
    this.#makeFolders(path);
    return this.volume.create(path, 0o644);
  }

  /** A name cannot be a file and a folder. */
  #refuseConflicts(ref: string, from: string | undefined, all: readonly RefChange[]): void {
    if (this.read(ref) !== undefined) return;
    const inside = this.list(ref).find((name) => name.startsWith(`${ref}/`));
    const parts = ref.split("/");
    const above = parts.map((_, i) => parts.slice(0, i).join("/")).find((name) =>
      name.startsWith("refs/") && this.read(name) !== undefined
    );
    const other = inside ?? above;
    const partner = all.find((each) => each.ref.startsWith(`${ref}/`) || ref.startsWith(`${each.ref}/`));
    if (other === undefined && partner === undefined) return;
    const isExpected = from !== undefined && from !== "absent";
    const why = isExpected
      ? `unable to resolve reference '${ref}'`
      : other !== undefined
      ? `'${other}' exists; cannot create '${ref}'`
      : `cannot process '${ref}' and '${partner?.ref}' at the same time`;
    throw new GitDeath(`cannot lock ref '${ref}': ${why}`);
  }

  #makeFolders(path: string): void {
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (this.volume.find(parent, true) !== undefined) return;
    this.#makeFolders(parent);
    try {
      this.volume.mkdir(parent, 0o755);
    } catch (error) {
      throw new GitDeath(`Unable to create '${path}.lock': ${wordsOf(error)}`);
    }
  }

  #clearEmptyFolders(path: string): void {
    const inode = this.volume.find(path, true);
    if (inode?.kind !== "dir") return;
    for (const name of inode.entries.keys()) this.#clearEmptyFolders(`${path}/${name}`);
    this.volume.rmdir(path);
  }

  #unlink(path: string): void {
    if (this.volume.find(path, false)?.kind === "file") this.volume.unlink(path);
  }

  /** Removes folders that have become empty, but not the first two. */
  #tidy(root: "refs" | "logs/refs", ref: string): void {
    const parts = ref.split("/").slice(1, -1);
    for (; parts.length > 1; parts.pop()) {
      const path = `${this.gitDir}/${root}/${parts.join("/")}`;
      const inode = this.volume.find(path, true);
      if (inode?.kind !== "dir" || inode.entries.size > 0) return;
      this.volume.rmdir(path);
    }
  }

  #packed(): Map<string, string> {
    const file = this.volume.find(`${this.gitDir}/packed-refs`, true);
    const lines = decoder.decode(file?.content.bytes).matchAll(/^([0-9a-f]{40}) (\S+)$/gm);
    return new Map([...lines].map((match) => [match[2]!, match[1]!]));
  }

  get #syncs(): boolean {
    return this.call.settings.get("core.fsync")?.split(",").includes("reference") ?? false;
  }
}

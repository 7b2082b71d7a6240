/** What a folder of this machine holds. */
import { type Host, MachineError } from "../host/mod.ts";
import { joinPath } from "../repo/mod.ts";
import type { LookWish, MoveFailure, StoredFile } from "./types.ts";

const PROTECTED_MODE = 0o444;
export const CHUNK_BYTES = 1 << 20;

type Cause = Pick<MoveFailure, "kind" | "says">;

/** One look at a folder: what it has found grows. */
export class FolderLook {
  readonly found: StoredFile[] = [];

  /** @param root what paths are relative to */
  constructor(private readonly fs: Host["fs"], private readonly root: string, private readonly wish: LookWish) {}

  /** All that is at a path, or below it. */
  list(below: string): void {
    const kind = this.fs.stat(joinPath(this.root, below))?.kind;
    if (kind === "dir") this.#visit(below, this.wish.depth ?? Infinity);
    else if (kind === "file") this.note(below);
  }

  /** A file, if it is one. */
  note(path: string): void {
    try {
      this.#noteSeen(path);
    } catch (error) {
      this.found.push({ path, size: 0, unseen: this.#passed(error) });
    }
  }

  #visit(folder: string, depth: number): void {
    for (const name of this.#namesIn(folder)) {
      if (this.fs.isHalfWritten(name)) continue;
      const path = folder === "" ? name : `${folder}/${name}`;
      if (this.#isFolder(path)) {
        if (depth > 1) this.#visit(path, depth - 1);
        else this.found.push({ path, size: 0, isFolder: true });
      } else this.note(path);
    }
  }

  #namesIn(folder: string): string[] {
    try {
      return this.fs.list(joinPath(this.root, folder)).map(({ name }) => name);
    } catch (error) {
      if (folder === "") throw error;
      this.found.push({ path: folder, size: 0, isFolder: true, unseen: this.#passed(error) });
      return [];
    }
  }

  #isFolder(path: string): boolean {
    try {
      return this.fs.stat(joinPath(this.root, path))?.kind === "dir";
    } catch (error) {
      this.#passed(error); // it is met again when it is noted
      return false;
    }
  }

  #noteSeen(path: string): void {
    const whole = joinPath(this.root, path);
    const glance = this.wish.etag === true ? undefined : this.fs.glance(whole);
    const stat = glance === undefined || glance.kind === "link" ? this.fs.stat(whole) : undefined;
    const seen = stat ?? glance;
    if (seen?.kind !== "file") return;
    this.found.push({
      path,
      size: seen.size,
      isWritable: (seen.mode & 0o777) !== PROTECTED_MODE,
      ...(stat === undefined ? {} : { mtimeMs: Number(stat.mtimeNs / 1_000_000n) }),
    });
  }

  #passed(error: unknown): Cause {
    const cause = this.wish.passesUnreadable === true ? ownFailure(error) : undefined;
    if (cause === undefined || !isOpen(this.fs, this.root)) throw error;
    return cause;
  }
}

/** Reads a file from end to end. @returns what is wrong with it alone */
export function unreadable(
  fs: Host["fs"],
  path: string,
  take: (chunk: Uint8Array) => void = () => {},
): Cause | undefined {
  try {
    fs.readChunks(path, CHUNK_BYTES, take);
    return undefined;
  } catch (error) {
    const cause = ownFailure(error);
    if (cause === undefined) throw error;
    return cause;
  }
}

/** What is wrong with one file, or the folder that it is in, alone: nobody lets us, or a spot of the disk is bad. */
export function ownFailure(error: unknown): Cause | undefined {
  if (!(error instanceof MachineError)) return undefined;
  if (error.refusal === "no-rights") return { kind: "refused", says: error.reason };
  return error.refusal === "io" ? { kind: "failed", says: error.reason } : undefined;
}

/** May one go into a folder? Else nothing in it fails alone. */
export function isOpen(fs: Host["fs"], folder: string): boolean {
  try {
    fs.stat(joinPath(folder, "files")); // there or not
    return true;
  } catch (error) {
    if (ownFailure(error) === undefined) throw error;
    return false;
  }
}

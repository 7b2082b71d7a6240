import { isMissing } from "../../../src/host/mod.ts";
import { type Errno, invalid, refusal } from "./refusal.ts";
import {
  type Content,
  copyDisk,
  type Disk,
  EMPTY,
  type EntryStep,
  type Inode,
  newInode,
  ROOT,
  type Step,
} from "./steps.ts";

/** A system call that changes the disk, for those who let one fail. */
export interface Call {
  readonly what: EntryStep["what"] | "write" | "sync";
  readonly path: string;
}

export interface VolumeOptions {
  readonly nowNs: () => bigint;
  /** Asked before each change; what it names is what the change fails with. */
  readonly refuse?: (call: Call) => Errno | undefined;
  /** Told of each change that was made. */
  readonly record?: (step: Step) => void;
}

interface Place {
  readonly folder: Inode;
  readonly name: string;
  readonly inode: Inode | undefined;
  /** Without links and dots. */
  readonly path: string;
}

/** How a folder or file that is made differs from the usual. */
interface Made {
  readonly withAnySync?: boolean;
}

const MAX_LINKS = 20;

/**
 * A disk of inodes and folders as Unix has them, changed by system calls. What a reader sees is always the newest; what
 * would be left after a power cut is for crash_states.ts to say, from the recorded steps.
 */
export class Volume {
  readonly inodes: Map<number, Inode>;
  #lastIno: number;
  #lastContent = 0;

  constructor(disk: Disk | undefined, readonly options: VolumeOptions) {
    this.inodes = disk === undefined ? new Map() : copyDisk(disk);
    if (disk === undefined) this.inodes.set(ROOT, newInode({ ino: ROOT, kind: "dir", mode: 0o755 }));
    this.#lastIno = Math.max(...this.inodes.keys());
  }

  /** The inode at a path; undefined when it, or a folder on the way, is not there. */
  find(path: string, follow: boolean): Inode | undefined {
    try {
      return this.#look(path, follow).inode;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** @throws ENOENT, ENOTDIR, ELOOP */
  get(operation: string, path: string, follow = true): Inode {
    const { inode } = this.#look(path, follow, operation);
    if (inode === undefined) throw refusal("ENOENT", operation, path);
    return inode;
  }

  getFolder(operation: string, path: string): Inode {
    const inode = this.get(operation, path);
    if (inode.kind !== "dir") throw refusal("ENOTDIR", operation, path);
    return inode;
  }

  getFile(operation: string, path: string): Inode {
    const inode = this.get(operation, path);
    if (inode.kind === "dir") throw refusal("EISDIR", operation, path);
    return inode;
  }

  /** The path without links and dots. */
  realPath(path: string): string {
    this.get("realpath", path);
    return this.#walk("realpath", path, true, 0).path;
  }

  /** The file at a path, made when there is none: where a link leads to, also if nothing is there yet. */
  open(path: string, mode: number): Inode {
    const found = this.#walk("open", path, true, 0);
    if (found.inode?.kind === "dir") throw refusal("EISDIR", "open", path);
    return found.inode ?? this.create(found.path, mode);
  }

  create(path: string, mode: number, made: Made = {}): Inode {
    return this.#make("create", path, { kind: "file", mode }, made);
  }

  mkdir(path: string, mode: number, made: Made = {}): Inode {
    return this.#make("mkdir", path, { kind: "dir", mode }, made);
  }

  symlink(target: string, path: string): void {
    this.#make("symlink", path, { kind: "link", mode: 0o777, target });
  }

  link(from: string, to: string, made: Made = {}): void {
    const source = this.get("link", from, false);
    const place = this.#look(to, false, "link");
    this.#ask({ what: "link", path: to });
    if (place.inode !== undefined) throw refusal("EEXIST", "link", to);
    if (source.kind === "dir") throw refusal("EPERM", "link", to);
    source.nlink++;
    this.#enter("link", to, place.folder, [{ folder: place.folder, name: place.name, inode: source }], made);
  }

  rename(from: string, to: string, made: Made = {}): void {
    const source = this.#look(from, false, "rename");
    const target = this.#look(to, false, "rename");
    this.#ask({ what: "rename", path: to });
    if (source.inode === undefined) throw refusal("ENOENT", "rename", from);
    if (source.inode === target.inode) return;
    if (target.path.startsWith(`${source.path}/`)) throw invalid("rename", to);
    if (source.path.startsWith(`${target.path}/`)) throw refusal("ENOTEMPTY", "rename", to);
    if (target.inode !== undefined) refuseReplacing(source.inode, target.inode, to);
    if (target.inode !== undefined) target.inode.nlink--;
    this.#enter("rename", to, target.folder, [
      { folder: source.folder, name: source.name, inode: undefined },
      { folder: target.folder, name: target.name, inode: source.inode },
    ], made);
  }

  unlink(path: string, made: Made = {}): void {
    const { folder, name, inode } = this.#look(path, false, "unlink");
    if (inode === undefined) throw refusal("ENOENT", "unlink", path);
    if (inode.kind === "dir") throw refusal("EISDIR", "unlink", path);
    this.#ask({ what: "unlink", path });
    inode.nlink--;
    this.#enter("unlink", path, folder, [{ folder, name, inode: undefined }], made);
  }

  rmdir(path: string): void {
    const { folder, name, inode } = this.#look(path, false, "rmdir");
    if (inode === undefined) throw refusal("ENOENT", "rmdir", path);
    if (inode.kind !== "dir") throw refusal("ENOTDIR", "rmdir", path);
    if (inode.entries.size > 0) throw refusal("ENOTEMPTY", "rmdir", path);
    this.#ask({ what: "rmdir", path });
    this.#enter("rmdir", path, folder, [{ folder, name, inode: undefined }]);
  }

  /** Gives an open file its new content: of a file without a name, too. */
  write(inode: Inode, path: string, bytes: Uint8Array): void {
    this.#ask({ what: "write", path });
    inode.content = bytes.length === 0 ? EMPTY : { id: String(++this.#lastContent), bytes: bytes.slice() };
    inode.mtimeNs = inode.ctimeNs = this.options.nowNs();
    this.options.record?.({ kind: "content", ino: inode.ino, path, content: inode.content });
  }

  sync(inode: Inode, path: string): void {
    this.#ask({ what: "sync", path });
    this.options.record?.({ kind: "sync", ino: inode.ino, path });
  }

  handOver(inode: Inode, path: string): void {
    this.options.record?.({ kind: "handover", ino: inode.ino, path });
  }

  #ask(call: Call): void {
    const code = this.options.refuse?.(call);
    if (code !== undefined) throw refusal(code, call.what, call.path);
  }

  #make(
    what: "create" | "mkdir" | "symlink",
    path: string,
    facts: { kind: Inode["kind"]; mode: number; target?: string },
    made: Made = {},
  ): Inode {
    const { folder, name, inode } = this.#look(path, false, what);
    if (inode !== undefined) throw refusal("EEXIST", what, path);
    this.#ask({ what, path });
    const nowNs = this.options.nowNs();
    const fresh = newInode({ ...facts, ino: ++this.#lastIno, mtimeNs: nowNs, ctimeNs: nowNs });
    this.inodes.set(fresh.ino, fresh);
    this.#enter(what, path, folder, [{ folder, name, inode: fresh }], made);
    return fresh;
  }

  #enter(
    what: EntryStep["what"],
    path: string,
    home: Inode,
    changes: readonly { folder: Inode; name: string; inode: Inode | undefined }[],
    { withAnySync = false }: Made = {},
  ): void {
    const nowNs = this.options.nowNs();
    for (const { folder, name, inode } of changes) {
      if (inode === undefined) folder.entries.delete(name);
      else folder.entries.set(name, inode.ino);
      folder.mtimeNs = folder.ctimeNs = nowNs;
    }
    this.options.record?.({
      kind: "entries",
      what,
      path,
      home: home.ino,
      changes: changes.map(({ folder, name, inode }) => ({ folder: folder.ino, name, ino: inode?.ino })),
      withAnySync,
    });
  }

  #look(path: string, follow: boolean, operation = "stat"): Place {
    return this.#walk(operation, path, follow, 0);
  }

  /** Goes down the path; links on the way are followed, the last one only when asked to. */
  #walk(operation: string, path: string, follow: boolean, links: number): Place {
    if (links > MAX_LINKS) throw refusal("ELOOP", operation, path);
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    let folder = this.inodes.get(ROOT)!;
    const above: Inode[] = [];
    let at = "";
    for (const [i, name] of parts.entries()) {
      const isLast = i === parts.length - 1;
      if (name === "..") {
        folder = above.pop() ?? folder;
        at = at.slice(0, at.lastIndexOf("/"));
        continue;
      }
      const ino = folder.entries.get(name);
      const inode = ino === undefined ? undefined : this.inodes.get(ino);
      if (inode?.kind === "link" && (!isLast || follow || path.endsWith("/"))) {
        const rest = parts.slice(i + 1).join("/");
        const start = inode.target.startsWith("/") ? inode.target : `${at}/${inode.target}`;
        return this.#walk(operation, rest === "" ? start : `${start}/${rest}`, follow, links + 1);
      }
      if (isLast) {
        if (path.endsWith("/") && inode !== undefined && inode.kind !== "dir") {
          throw refusal("ENOTDIR", operation, path);
        }
        return { folder, name, inode, path: `${at}/${name}` };
      }
      if (inode === undefined) throw refusal("ENOENT", operation, path);
      if (inode.kind !== "dir") throw refusal("ENOTDIR", operation, path);
      above.push(folder);
      folder = inode;
      at += `/${name}`;
    }
    return { folder, name: "", inode: folder, path: at === "" ? "/" : at };
  }
}

function refuseReplacing(source: Inode, target: Inode, to: string): void {
  if (target.kind === "dir" && source.kind !== "dir") throw refusal("EISDIR", "rename", to);
  if (target.kind !== "dir" && source.kind === "dir") throw refusal("ENOTDIR", "rename", to);
  if (target.kind === "dir" && target.entries.size > 0) throw refusal("ENOTEMPTY", "rename", to);
}

/** Content of a file, for whoever appends to it. */
export function appended(content: Content, more: Uint8Array): Uint8Array {
  const whole = new Uint8Array(content.bytes.length + more.length);
  whole.set(content.bytes);
  whole.set(more, content.bytes.length);
  return whole;
}

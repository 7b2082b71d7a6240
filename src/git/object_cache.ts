import type { HostFs } from "../host/mod.ts";
import type { GitObject } from "./types.ts";

type Read = (names: readonly string[]) => (GitObject | undefined)[];

/**
 * Objects that earlier commands have read, in one disposable file: what an id names, or a path below an id, never
 * changes, so only what is new costs a process.
 *
 * The file is a line of JSON (see Header), then the bytes of the objects, one after another. It is only ever replaced
 * as a whole; of two that save at the same time one does it in vain.
 */
export class ObjectCache {
  /** By the names that were asked for; undefined: there is no such thing. */
  #read: Map<string, GitObject | undefined> | undefined;
  readonly #used = new Set<string>();
  #isSaved = true;

  /** @param makeFolder makes the folder that the file lies in */
  constructor(
    private readonly fs: HostFs,
    private readonly path: string,
    private readonly readNew: Read,
    private readonly makeFolder: () => void,
  ) {}

  /** Read when something is first asked for. */
  get #known(): Map<string, GitObject | undefined> {
    return this.#read ??= readFile(this.fs, this.path);
  }

  /** As `Git.readObjects`; no process when all are known. */
  read(names: readonly string[]): (GitObject | undefined)[] {
    if (names.length === 0) return [];
    const missing = names.filter((name) => !this.#known.has(name));
    const found = new Map(this.readNew(missing).map((object, i) => [missing[i] as string, object]));
    for (const [name, object] of found) {
      if (!isKeepable(name, object, found, this.#known)) continue;
      this.#known.set(name, object);
      this.#isSaved = false;
    }
    return names.map((name) => {
      this.#used.add(name);
      return found.has(name) ? found.get(name) : this.#known.get(name);
    });
  }

  /** Keeps what is new, where that can be written: it saves time, and nothing else. */
  save(): void {
    if (this.#isSaved) return;
    const all = [...this.#known];
    const size = all.reduce((sum, [, object]) => sum + (object?.bytes.length ?? 0), 0);
    const kept = size <= MOST_BYTES ? all : all.filter(([name]) => this.#used.has(name));
    try {
      this.makeFolder();
      this.fs.writeAtomic(this.path, encode(kept));
      this.#isSaved = true;
    } catch {
      // a full disk, a folder of somebody else: the next command asks git again
    }
  }
}

/** Beyond that, what the last command had no use for is forgotten. */
const MOST_BYTES = 64 << 20;
/** Larger ones are read as fast from git. */
const LARGEST = 1 << 20;

const IMMUTABLE = /^([0-9a-f]{40}|[0-9a-f]{64})([:^][^]*)?$/;

/** That a commit lacks a path is as lasting as what it has; that the commit itself is not there is not. */
function isKeepable(
  name: string,
  object: GitObject | undefined,
  ...known: readonly ReadonlyMap<string, GitObject | undefined>[]
): boolean {
  const [, id, below] = IMMUTABLE.exec(name) ?? [];
  if (id === undefined) return false;
  if (object !== undefined) return object.bytes.length <= LARGEST;
  return below !== undefined && known.some((objects) => objects.get(id) !== undefined);
}

interface Header {
  readonly format: 2;
  /** Id, type, size in bytes, and the names that it was asked for by, unless that is its id alone. */
  readonly objects:
    readonly (readonly [oid: string, type: GitObject["type"], size: number, names?: readonly string[]])[];
  /** Names of what is not there. */
  readonly nothing: readonly string[];
}

function encode(known: readonly (readonly [string, GitObject | undefined])[]): Uint8Array {
  const names = new Map<string, string[]>();
  const objects: GitObject[] = [];
  const nothing: string[] = [];
  for (const [name, object] of known) {
    if (object === undefined) nothing.push(name);
    else if (names.has(object.oid)) names.get(object.oid)?.push(name);
    else {
      names.set(object.oid, [name]);
      objects.push(object);
    }
  }
  const header: Header = {
    format: 2,
    objects: objects.map(({ oid, type, bytes }) => {
      const askedBy = names.get(oid) ?? [];
      const isById = askedBy.length === 1 && askedBy[0] === oid;
      return isById ? [oid, type, bytes.length] : [oid, type, bytes.length, askedBy];
    }),
    nothing,
  };
  const line = new TextEncoder().encode(JSON.stringify(header) + "\n");
  const file = new Uint8Array(objects.reduce((size, { bytes }) => size + bytes.length, line.length));
  file.set(line);
  let at = line.length;
  for (const { bytes } of objects) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** Empty when there is no such file, or it is not whole, or not ours. */
function readFile(fs: HostFs, path: string): Map<string, GitObject | undefined> {
  const known = new Map<string, GitObject | undefined>();
  try {
    const file = fs.readBytes(path);
    const end = file.indexOf(10);
    const header = JSON.parse(new TextDecoder().decode(file.subarray(0, end))) as Header;
    if (header.format !== 2) return known;
    let at = end + 1;
    for (const [oid, type, size, names] of header.objects) {
      const object = { oid, type, bytes: file.subarray(at, at += size) };
      if (names === undefined) known.set(oid, object);
      else for (const name of names) known.set(name, object);
    }
    for (const name of header.nothing) known.set(name, undefined);
    if (at !== file.length) known.clear();
  } catch {
    known.clear();
  }
  return known;
}

import type { CopyNews, FileGlance, FileStat, Host } from "../host/mod.ts";
import { makeCacheFolder, nameOf, parentOf } from "../repo/mod.ts";
import { ioFault } from "./fault.ts";
import { fault } from "./faults.ts";
import { hashAside, hashBytes, hashFile, hashInParts, hashWhileCopying } from "./hash.ts";
import { isDirHash, objectPath, shardRoot } from "./object_path.ts";
import { hashText, parseTree } from "./tree.ts";
import type { HashInfo, TreeEntry } from "./types.ts";

/** What names an object. */
export type ObjectId = Pick<HashInfo, "algorithm" | "hash">;

interface ObjectsOptions {
  /** `cache.shared = group`: folders are group-writable and keep their group. */
  readonly shared: boolean;
}

/** What is told, and heard, while a large file is stored. */
interface LargeFileNews extends CopyNews {
  /** What it looked like before it was hashed. */
  readonly before: FileStat | undefined;
}

/** Content is read into memory up to this size, and so verified on its way; larger files are copied by the system. */
export const SMALL_BYTES = 1 << 20;
/** Reading more than this takes so long that somebody may want to know how far it is. */
const LARGE_BYTES = 32 << 20;
/** Nobody is to write to an object. */
export const PROTECTED_MODE = 0o444;

/** The objects below one folder: a cache or a remote in DVC's layout. */
export class Objects {
  readonly #shards = new Set<string>();
  readonly #names = new Map<string, Set<string>>();
  readonly #trees = new Map<string, readonly TreeEntry[]>();

  constructor(readonly host: Host, readonly base: string, readonly options: ObjectsOptions) {}

  path(id: ObjectId): string {
    return objectPath(this.base, id);
  }

  /** Is the object itself there? One that is not protected is verified: wrong content is removed and counts as missing. */
  hasOne(id: ObjectId, size?: number): boolean {
    return this.sizeOf(id, size) !== undefined;
  }

  /** The size of an object that is there, as {@link hasOne} has it. */
  sizeOf(id: ObjectId, size?: number): number | undefined {
    const path = this.path(id);
    const stat = this.host.fs.glance(path);
    if (stat === undefined || stat.kind !== "file") return undefined;
    const isRight = stat.mode !== PROTECTED_MODE
      ? this.#verify(id, path, stat)
      : size === undefined || size <= stat.size || isDirHash(id.hash) || this.#drop(path); // a crash has cut it short
    return isRight ? stat.size : undefined;
  }

  #verify(id: ObjectId, path: string, stat: FileGlance): boolean {
    if (!this.isRight(path, id, stat.size)) return this.#drop(path);
    if ((stat.mode & 0o222) !== 0) this.#protect(path);
    return true;
  }

  /** Does a file hold what an object's name says? It is read from end to end. */
  isRight(path: string, id: ObjectId, size = this.host.fs.glance(path)?.size ?? 0): boolean {
    const { fs } = this.host;
    try {
      const hash = isDirHash(id.hash) ? hashText(fs.readBytes(path)) : hashFile(this.host, path, id.algorithm, size);
      return hash === id.hash.slice(0, 32);
    } catch (error) {
      throw ioFault(error, "read", path);
    }
  }

  /** Is the object there and, read from end to end, what its name says? A wrong one is removed. */
  hasRight(id: ObjectId): boolean {
    const path = this.path(id);
    const stat = this.host.fs.glance(path);
    return stat?.kind === "file" && (this.isRight(path, id, stat.size) || this.#drop(path));
  }

  /** As {@link hasRight}; where somebody watches, of a large one it is told how far it is, and who wants to end it is heard. */
  async proveRight(id: ObjectId, { onBytes, signal }: CopyNews): Promise<boolean> {
    const path = this.path(id);
    const stat = this.host.fs.glance(path);
    if (onBytes === undefined) return this.hasRight(id);
    if (stat?.kind !== "file" || stat.size <= LARGE_BYTES || id.algorithm !== "md5" || isDirHash(id.hash)) {
      const isRight = this.hasRight(id);
      onBytes(stat?.size ?? 0);
      return isRight;
    }
    return await hashInParts(this.host, path, stat.size, { onBytes, signal }) === id.hash || this.#drop(path);
  }

  /**
   * Takes in a file of our own beside the cache, if it is the object; else it stays. Free and safe when it is there already.
   *
   * @param hash of the file, where it is known
   */
  adopt(file: string, id: ObjectId, hash?: string): boolean {
    const { fs } = this.host;
    const stat = fs.glance(file);
    if (stat?.kind !== "file") return false;
    if (hash === undefined ? !this.isRight(file, id, stat.size) : hash !== id.hash.slice(0, 32)) return false;
    const path = this.path(id);
    try {
      this.#makeShard(path);
      if ((stat.mode & 0o777) !== PROTECTED_MODE) fs.chmod(file, PROTECTED_MODE);
      fs.rename(file, path);
    } catch (error) {
      throw ioFault(error, "write the cache object", path);
    }
    return true;
  }

  #protect(path: string): void {
    try {
      this.host.fs.chmod(path, PROTECTED_MODE);
    } catch {
      // another user's object in a shared cache: it is right, only not protected
    }
  }

  #drop(path: string): false {
    try {
      this.host.fs.remove(path);
    } catch {
      // a read-only cache: the object counts as missing all the same
    }
    this.#trees.delete(path);
    return false;
  }

  /** A folder object's entries; undefined if it is missing or damaged (then it is removed). */
  readTree(id: ObjectId): readonly TreeEntry[] | undefined {
    if (!isDirHash(id.hash)) return undefined;
    const path = this.path(id);
    const known = this.#trees.get(path);
    if (known !== undefined) return known;
    const stat = this.host.fs.lstat(path);
    if (stat === undefined || stat.kind !== "file") return undefined;
    const bytes = this.host.fs.readBytes(path);
    if (hashText(bytes) + ".dir" !== id.hash) {
      this.#drop(path);
      return undefined;
    }
    const tree = parseTree(new TextDecoder().decode(bytes), id.hash);
    this.#trees.set(path, tree);
    return tree;
  }

  /** The entries of a folder object that need not be there. */
  knowTree(id: ObjectId, tree: readonly TreeEntry[]): void {
    this.#trees.set(this.path(id), tree);
  }

  /** Which objects are there, by hash; for many questions at once. */
  listAll(algorithm: ObjectId["algorithm"]): Set<string> {
    const { fs } = this.host;
    const found = new Set<string>();
    const root = shardRoot(this.base, algorithm);
    if (fs.stat(root)?.kind !== "dir") return found;
    for (const shard of fs.list(root)) {
      if (shard.kind !== "dir" || !/^[0-9a-f]{2}$/.test(shard.name)) continue;
      for (const entry of fs.listIfThere(`${root}/${shard.name}`)) {
        if (/^[0-9a-f]{30}(\.dir)?$/.test(entry.name)) found.add(shard.name + entry.name);
      }
    }
    return found;
  }

  /** Are there so few objects that most of so many files will be new? */
  isSmallBeside(files: number): boolean {
    return this.aboutCount() < files / 2;
  }

  /** About how many objects there are, by a few of the 256 folders. */
  aboutCount(): number {
    const { fs } = this.host;
    const folders = ["00", "55", "aa", "ff"].map((shard) => `${shardRoot(this.base, "md5")}/${shard}`);
    const counts = folders.map((folder) => fs.exists(folder) ? fs.list(folder).length : 0);
    return 64 * counts.reduce((sum, count) => sum + count, 0);
  }

  /** Stores a text or bytes whose hash is known to be right. */
  putBytes(id: ObjectId, bytes: string | Uint8Array): void {
    const path = this.path(id);
    try {
      this.#makeShard(path);
      this.host.fs.writeAtomic(path, bytes, { mode: PROTECTED_MODE });
      if ((this.host.fs.umask() & PROTECTED_MODE) !== 0) this.host.fs.chmod(path, PROTECTED_MODE);
    } catch (error) {
      throw ioFault(error, "write the cache object", path);
    }
  }

  /**
   * Stores a file's content: a copy beside, then a rename, so that an object is never seen half-written.
   *
   * @param unchangedSince what the file looked like before it was hashed; without it large copies are hashed again
   * @throws {ExpError} `failed` when the content is not what was hashed; `full-disk`, `io`
   */
  putFile(id: ObjectId, source: string, size: number, unchangedSince?: FileStat): void {
    if (size <= SMALL_BYTES) {
      const bytes = this.#read(source);
      if (hashBytes(bytes, id.algorithm) !== id.hash) throw fault("failed/changed-meanwhile", { path: source });
      return this.putBytes(id, bytes);
    }
    const { fs } = this.host;
    const temp = this.#temporary(id);
    try {
      this.#makeShard(temp);
      fs.copyFile(source, temp); // a clone where the file system can
      this.#takeCopied(temp, id, source, size, unchangedSince);
    } catch (error) {
      fs.remove(temp);
      throw ioFault(error, "write the cache object", this.path(id));
    }
  }

  /** The same of a large one; nothing is left of a copy that is ended. */
  async putLargeFile(id: ObjectId, source: string, size: number, news: LargeFileNews): Promise<void> {
    const { fs } = this.host;
    const temp = this.#temporary(id);
    try {
      this.#makeShard(temp);
      await fs.copyLargeFile(source, temp, news);
      this.#takeCopied(temp, id, source, size, news.before);
    } catch (error) {
      fs.remove(temp);
      throw ioFault(error, "write the cache object", this.path(id));
    }
  }

  #temporary(id: ObjectId): string {
    const path = this.path(id);
    return `${parentOf(path)}/.${nameOf(path).slice(0, 12)}.${this.host.random.hex(4)}.tmp`;
  }

  #takeCopied(temp: string, id: ObjectId, source: string, size: number, unchangedSince: FileStat | undefined): void {
    const { fs } = this.host;
    fs.chmod(temp, PROTECTED_MODE);
    const now = fs.stat(source);
    const same = unchangedSince !== undefined && now !== undefined && sameFile(now, unchangedSince) &&
      fs.stat(temp)?.size === size;
    if (!same && hashFile(this.host, temp, id.algorithm, size) !== id.hash) {
      throw fault("failed/changed-meanwhile", { path: source });
    }
    fs.rename(temp, this.path(id));
  }

  /** Stores a file of at most SMALL_BYTES, read once, and returns its hash. @throws {ExpError} `full-disk`, `io` */
  putSmall(source: string, algorithm: ObjectId["algorithm"]): string {
    const bytes = this.#read(source);
    const hash = hashBytes(bytes, algorithm);
    const id = { algorithm, hash };
    const path = this.path(id);
    const names = this.#namesBeside(path);
    if (names.has(nameOf(path)) && this.hasOne(id, bytes.length)) return hash;
    this.putBytes(id, bytes);
    names.add(nameOf(path));
    return hash;
  }

  /** Takes in a protected copy of our own beside the cache, whose content is the object's; it may stay where it is not needed. */
  takeCopy(copy: string, id: ObjectId, size: number): void {
    const path = this.path(id);
    const names = this.#namesBeside(path);
    if (names.has(nameOf(path)) && this.hasOne(id, size)) return;
    try {
      this.#makeShard(path);
      this.host.fs.rename(copy, path);
    } catch (error) {
      throw ioFault(error, "write the cache object", path);
    }
    names.add(nameOf(path));
  }

  /** What lay in an object's shard folder when it was first asked for: one listing instead of a look for each file. */
  #namesBeside(path: string): Set<string> {
    const { fs } = this.host;
    const shard = parentOf(path);
    let names = this.#names.get(shard);
    if (names === undefined) {
      names = new Set(fs.listIfThere(shard).map(({ name }) => name));
      this.#names.set(shard, names);
    }
    return names;
  }

  /**
   * Hashes a large file and stores it in the same pass.
   *
   * @returns undefined when that could not be done: hash and store it one after the other, to find the error
   */
  putWhileHashing(source: string, before: FileStat): string | undefined {
    const temp = this.#tempToHash();
    try {
      this.#makeFolder();
      return this.#takeHashed(hashWhileCopying(this.host, source, temp), temp, source, before);
    } catch {
      return undefined;
    } finally {
      this.host.fs.remove(temp);
    }
  }

  /** The same, while something else is done. @throws the signal's reason; nothing of the file stays then */
  async putWhileHashingAside(source: string, before: FileStat, signal: AbortSignal): Promise<string | undefined> {
    const temp = this.#tempToHash();
    try {
      this.#makeFolder();
      return this.#takeHashed(await hashAside(this.host, source, { copy: temp, signal }), temp, source, before);
    } catch {
      signal.throwIfAborted();
      return undefined;
    } finally {
      this.host.fs.remove(temp);
    }
  }

  #tempToHash(): string {
    return `${shardRoot(this.base, "md5")}/.${this.host.random.hex(8)}.tmp`;
  }

  #makeFolder(): void {
    const folder = shardRoot(this.base, "md5");
    if (!this.host.fs.exists(folder)) makeCacheFolder(this.host, folder, this.options.shared);
  }

  #takeHashed(hash: string | undefined, temp: string, source: string, before: FileStat): string | undefined {
    const { fs } = this.host;
    const after = fs.stat(source);
    const isWhole = hash !== undefined && after !== undefined && sameFile(before, after) &&
      fs.stat(temp)?.size === before.size;
    if (isWhole) this.#takeIn(temp, { algorithm: "md5", hash }, before.size);
    return hash;
  }

  #takeIn(temp: string, id: ObjectId, size: number): void {
    if (this.hasOne(id, size)) return;
    const path = this.path(id);
    this.#makeShard(path);
    this.host.fs.chmod(temp, PROTECTED_MODE);
    this.host.fs.rename(temp, path);
  }

  #read(source: string): Uint8Array {
    try {
      return this.host.fs.readBytes(source);
    } catch (error) {
      throw ioFault(error, "read", source);
    }
  }

  #makeShard(path: string): void {
    const shard = parentOf(path);
    if (this.#shards.has(shard)) return;
    this.#shards.add(shard);
    if (!this.host.fs.exists(shard)) makeCacheFolder(this.host, shard, this.options.shared);
  }
}

function sameFile(a: FileStat, b: FileStat): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

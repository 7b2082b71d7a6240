/** A folder of this machine, or of a disk that is mounted here. */
import { ExpError } from "../common/mod.ts";
import { type CopyNews, type Host, isMissing, LARGE_COPY_BYTES, MachineError } from "../host/mod.ts";
import { joinPath, makeCacheFolder, nameOf, parentOf, SHARED_FILE_MODE } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { FolderLook, isOpen, ownFailure, unreadable } from "./folder_look.ts";
import { withFolderSums } from "./folder_sums.ts";
import type { LookWish, MoveFailure, MoveOptions, PutOptions, Storage, StoragePlace, StoredFile } from "./types.ts";

const PROTECTED_MODE = 0o444;
/** Up to this size a file is copied by reading it; starting a copy by the system takes longer. */
const SMALL_BYTES = 1 << 20;
/** What a crash has left half-written is rubbish after this time. */
const STALE_MS = 24 * 60 * 60 * 1000;

/** Where a file is now; undefined: nowhere. */
type Moved = string | MoveFailure | undefined;

export class FolderStorage implements Storage {
  readonly folder: string;
  readonly canList = true;
  readonly #isShared: boolean;
  readonly #made = new Set<string>();
  /** Something could be written: what one may not write is its own trouble. */
  #takesFiles = false;

  constructor(private readonly host: Host, place: StoragePlace) {
    this.folder = place.url.replace(/^(file|local):\/\//i, "");
    this.#isShared = place.options.get("shared") === "group";
  }

  get shown(): string {
    return this.folder;
  }

  list(below: string, wish: LookWish = {}): Promise<StoredFile[]> {
    return this.#looking(joinPath(this.folder, below), wish, (look) => look.list(below));
  }

  async look(paths: readonly string[], wish: LookWish = {}): Promise<Map<string, StoredFile>> {
    const found = await this.#looking(this.folder, wish, (look) => {
      for (const path of paths) look.note(path);
    });
    return new Map(found.map((file) => [file.path, file]));
  }

  async #looking(path: string, wish: LookWish, see: (look: FolderLook) => void): Promise<StoredFile[]> {
    const look = new FolderLook(this.host.fs, this.folder, wish);
    await this.#reading(path, () => see(look));
    if (wish.md5 !== true) return look.found;
    const hashed = await this.#reading(path, () => withFolderSums(this.host, this.folder, look.found, wish));
    if (wish.signal?.aborted === true) throw fault("interrupted/transfer", { shown: this.shown });
    return hashed;
  }

  read(path: string): Promise<Uint8Array | undefined> {
    const { fs } = this.host;
    const whole = joinPath(this.folder, path);
    return this.#reading(whole, () => fs.stat(whole)?.kind === "file" ? fs.readBytes(whole) : undefined);
  }

  async fetch(paths: readonly string[], into: string, options: MoveOptions = {}): Promise<MoveFailure[]> {
    const { fs } = this.host;
    return await this.#each(paths, options, async (path, tell) => {
      const [source, target] = [joinPath(this.folder, path), joinPath(into, path)];
      try {
        const stat = await this.#reading(source, () => fs.stat(source));
        if (stat?.kind !== "file") return { path, kind: "missing", says: "it is not there" };
        if (!this.#made.has(parentOf(target))) fs.makeDir(parentOf(target));
        this.#made.add(parentOf(target));
        await this.#take(source, target, stat.size, { onBytes: tell, signal: options.signal });
      } catch (error) {
        // one that cannot be read keeps no others from coming
        const why = error instanceof ExpError && error.kind === "io" ? unreadable(fs, source) : undefined;
        if (why === undefined || !isOpen(fs, this.folder)) throw error;
        return { path, ...why };
      }
      return target;
    });
  }

  async #take(source: string, target: string, size: number, news: CopyNews): Promise<void> {
    const { fs } = this.host;
    const bytes = size <= SMALL_BYTES ? await this.#reading(source, () => fs.readBytes(source)) : undefined;
    await this.#writing(target, async () => {
      if (bytes !== undefined && fs.createNew(target, bytes)) return;
      await this.#copy(source, target, size, news);
    });
  }

  async put(from: string, paths: readonly string[], options: PutOptions = {}): Promise<MoveFailure[]> {
    const { fs } = this.host;
    const written: string[] = [];
    let refusal: unknown;
    const failures = await this.#each(paths, options, async (path, tell) => {
      const [source, target] = [joinPath(from, path), joinPath(this.folder, path)];
      const stat = fs.stat(source);
      if (stat?.kind !== "file") return { path, kind: "missing", says: "it is not there" };
      try {
        await this.#writing(target, async () => {
          this.#makeFolder(parentOf(target));
          const news = { onBytes: tell, signal: options.signal };
          await this.#place(source, target, { size: stat.size, protect: options.protect === true, news });
        });
      } catch (error) {
        // a folder of another person keeps no others from going
        const why = error instanceof ExpError ? ownFailure(error.cause) : undefined;
        if (why?.kind !== "refused") throw error;
        refusal ??= error;
        return { path, ...why };
      }
      written.push(target);
      return target;
    });
    this.#takesFiles ||= written.length > 0;
    if (refusal !== undefined && !this.#takesFiles) throw refusal;
    if (options.durable === true) await fs.syncFiles(written);
    return failures;
  }

  async remove(paths: readonly string[], options: MoveOptions = {}): Promise<MoveFailure[]> {
    const { fs } = this.host;
    const folders = new Set<string>();
    return await this.#each(paths, options, (path) => {
      const target = joinPath(this.folder, path);
      try {
        fs.remove(target);
        if (!folders.has(parentOf(target))) this.#sweep(parentOf(target));
        folders.add(parentOf(target));
      } catch (error) {
        if (error instanceof MachineError) {
          throw fault("io/storage-file", { doing: "remove", path: target, why: error.reason }, error);
        }
        throw error;
      }
      return undefined;
    });
  }

  /** Beside, then by a rename, so that nobody sees half of it. */
  async #place(
    source: string,
    target: string,
    { size, protect, news }: { readonly size: number; readonly protect: boolean; readonly news: CopyNews },
  ): Promise<void> {
    const { fs, random } = this.host;
    const mode = protect ? PROTECTED_MODE : this.#isShared ? SHARED_FILE_MODE : undefined;
    if (size <= SMALL_BYTES) {
      fs.writeAtomic(target, fs.readBytes(source), mode === undefined ? {} : { mode });
      if (mode !== undefined && (fs.umask() & mode) !== 0) fs.chmod(target, mode);
      return;
    }
    const temp = `${parentOf(target)}/.${nameOf(target).slice(0, 12)}.${random.hex(4)}.tmp`;
    try {
      await this.#copy(source, temp, size, news);
      if (mode !== undefined) fs.chmod(temp, mode);
      fs.rename(temp, target);
    } catch (error) {
      fs.remove(temp);
      throw error;
    }
  }

  /** A clone where the file system can. Nothing is left of one that is ended. */
  async #copy(source: string, target: string, size: number, news: CopyNews): Promise<void> {
    const { fs } = this.host;
    if (size <= LARGE_COPY_BYTES) return fs.copyFile(source, target);
    try {
      await fs.copyLargeFile(source, target, news);
    } catch (error) {
      fs.remove(target);
      if (news.signal?.aborted !== true) throw error;
      throw fault("interrupted/transfer", { shown: this.shown });
    }
  }

  #makeFolder(folder: string): void {
    if (this.#made.has(folder)) return;
    if (!this.host.fs.exists(folder)) makeCacheFolder(this.host, folder, this.#isShared);
    this.#made.add(folder);
  }

  /** What writers that are long dead have left in a folder. */
  #sweep(folder: string): void {
    const { fs, clock } = this.host;
    for (const { name } of fs.list(folder)) {
      if (!name.startsWith(".") || !name.endsWith(".tmp")) continue;
      const stat = fs.lstat(joinPath(folder, name));
      if (stat !== undefined && Number(stat.mtimeNs / 1_000_000n) < clock.now() - STALE_MS) {
        fs.remove(joinPath(folder, name));
      }
    }
  }

  /**
   * One after the other: a disk is not faster with many at a time.
   * @param move says where the file is now, for its size; it may tell of parts of it before
   */
  async #each(
    paths: readonly string[],
    { bytesPerSecond, signal, onMoved, onBytes }: MoveOptions,
    move: (path: string, tell: (bytes: number) => void) => Moved | Promise<Moved>,
  ): Promise<MoveFailure[]> {
    const { fs, clock } = this.host;
    const failures: MoveFailure[] = [];
    const begin = clock.now();
    let bytes = 0;
    for (const path of paths) {
      if (signal?.aborted === true) throw fault("interrupted/transfer", { shown: this.shown });
      let told = 0;
      const moved = await move(path, (more) => {
        told += more;
        onBytes?.(more);
      });
      if (typeof moved === "object") {
        failures.push(moved);
        continue;
      }
      const size = moved === undefined || (onBytes === undefined && bytesPerSecond === undefined)
        ? 0
        : fs.glance(moved)?.size ?? 0;
      bytes += size;
      onMoved?.(path);
      if (size > told) onBytes?.(size - told);
      const early = bytesPerSecond === undefined ? 0 : begin + bytes / bytesPerSecond * 1000 - clock.now();
      if (early > 0) await clock.sleep(early, signal);
    }
    return failures;
  }

  async #reading<T>(path: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MachineError) || isMissing(error)) throw error;
      throw fault("io/storage-file", { doing: "read", path: error.path ?? path, why: error.reason }, error);
    }
  }

  async #writing(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      if (error.refusal === "full-disk") throw fault("full-disk/storage-file", { doing: "write", path }, error);
      throw fault("io/storage-file", { doing: "write", path, why: error.reason }, error);
    }
  }
}

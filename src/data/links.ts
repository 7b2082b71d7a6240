import { ExpError } from "../common/mod.ts";
import { type CopyNews, type FileStat, type Host, MachineError, processMark, sweepScratch } from "../host/mod.ts";
import { type Config, joinPath, nameOf, parentOf } from "../repo/mod.ts";
import { ioFault } from "./fault.ts";
import { fault } from "./faults.ts";
import { hashBytes } from "./hash.ts";
import { type ObjectId, SMALL_BYTES } from "./objects.ts";

export type LinkType = "reflink" | "hardlink" | "symlink" | "copy";

const DEFAULT_TYPES: readonly LinkType[] = ["reflink", "copy"];

/** `cache.type` in the configured order. */
export function linkTypesOf(config: Config): readonly LinkType[] {
  const types = config.getList("cache", "type")?.filter(isLinkType);
  return types === undefined || types.length === 0 ? DEFAULT_TYPES : types;
}

function isLinkType(text: string): text is LinkType {
  return text === "reflink" || text === "hardlink" || text === "symlink" || text === "copy";
}

export interface Placed {
  readonly stat: FileStat | undefined;
  readonly isLink: boolean;
}

interface PlaceOptions {
  /** What the object's content must be: looked at where it is read anyhow, as small copies are. */
  readonly id: ObjectId;
  readonly isexec: boolean;
  /** The object's size in bytes, where it is known. */
  readonly size: number | undefined;
}

/** Large copies get an mtime this long ago, so that any later write moves it (see isSettled of the hash index). */
const LARGE_BYTES = 1 << 20;
const BACKDATE_MS = 50;

/** Puts cache objects into the workspace by the first configured type that works here. */
export class Linker {
  readonly types: readonly LinkType[];
  /** Types that this pair of file systems has refused. */
  readonly #refused = new Set<LinkType>();
  readonly #staging: string;
  #stagingMade = false;
  #count = 0;
  /** Copies of objects that wait to be put in place. */
  readonly #ahead = new Map<string, string>();

  /** @param tmpDir files are made there and moved into place, so that nobody sees half of one */
  constructor(readonly host: Host, types: readonly LinkType[], readonly tmpDir: string) {
    // where a clone is possible, a plain copy is one: no need to find out
    this.types = types.filter((type, i) => type !== "reflink" || types[i + 1] !== "copy");
    this.#staging = joinPath(tmpDir, "exp/staging");
  }

  /** Do workspace files share their content with the cache, so that they must not be written to? */
  get sharesContent(): boolean {
    const type = this.types.find((type) => type !== "reflink" && !this.#refused.has(type));
    return type === "hardlink" || type === "symlink";
  }

  /** Is a file put in place by copying it (or cloning)? */
  get copies(): boolean {
    return this.types.find((type) => !this.#refused.has(type)) === "copy";
  }

  /** Are there copies that wait to be put in place? */
  get hasAhead(): boolean {
    return this.#ahead.size > 0;
  }

  /** Does a copy of this object wait to be put in place? */
  isAhead(object: string): boolean {
    return this.#ahead.has(object);
  }

  /** Once the disk has had no room for copies beside what they replace. */
  #hasNoRoom = false;

  /**
   * Copies a large object for {@link place}, once; nothing is left of a copy that is ended. Where the disk is too full for
   * all of them at once there are none, and each is made when its place is made.
   */
  async copyAhead(object: string, news: CopyNews): Promise<void> {
    if (this.#hasNoRoom) return;
    const temp = this.#temp();
    try {
      await this.host.fs.copyLargeFile(object, temp, news);
    } catch (error) {
      this.host.fs.remove(temp);
      const told = ioFault(error, "write", temp);
      this.#hasNoRoom = told instanceof ExpError && told.kind === "full-disk";
      if (!this.#hasNoRoom) throw told;
      return this.#dropAhead();
    }
    this.#ahead.set(object, temp);
  }

  /** Copies that were not put in place go. */
  [Symbol.dispose](): void {
    this.#dropAhead();
  }

  #dropAhead(): void {
    for (const temp of this.#ahead.values()) this.host.fs.remove(temp);
    this.#ahead.clear();
  }

  /**
   * Replaces `target` (or makes it) by the object's content.
   *
   * @returns what a large new file looks like (symlinks followed), and whether it is a protected link; taken before
   *   anybody else can reach it
   * @throws {ExpError} `full-disk`, `io`; `config` when no configured type works
   */
  place(object: string, target: string, options: PlaceOptions): Placed {
    for (const type of this.types) {
      if (this.#refused.has(type)) continue;
      const placed = this.#try(type, object, target, options);
      if (placed !== undefined) return placed;
      this.#refused.add(type);
    }
    throw fault("config/no-cache-type", { types: this.types, target });
  }

  /** @returns undefined when this type does not work here */
  #try(type: LinkType, object: string, target: string, options: PlaceOptions): Placed | undefined {
    const { fs } = this.host;
    if (this.#linkAtOnce(type, object, target, options)) {
      return { stat: (options.size ?? 0) >= LARGE_BYTES ? fs.stat(target) : undefined, isLink: true };
    }
    const temp = this.#temp();
    const isLink = type === "hardlink" || type === "symlink";
    try {
      switch (type) {
        case "reflink":
          if (!fs.reflink(object, temp)) {
            fs.remove(temp);
            return undefined;
          }
          fs.chmod(temp, this.#fileMode(options.isexec));
          break;
        case "copy":
          this.#copy(object, temp, options);
          break;
        case "hardlink":
          // all empty files are one object; a link to it would tie strangers together, so DVC makes a new file
          if (options.size === 0) fs.createNew(temp, "");
          else fs.hardLink(object, temp);
          break;
        case "symlink":
          fs.symLink(object, temp);
          break;
      }
      if (options.isexec && isLink) this.#makeExecutable(temp);
      const isLarge = (options.size ?? 0) >= LARGE_BYTES;
      if (isLarge && !isLink) fs.utimes(temp, this.host.clock.now(), this.host.clock.now() - BACKDATE_MS);
      const stat = isLarge ? fs.stat(temp) : undefined;
      this.#moveIntoPlace(temp, target);
      if (type === "hardlink") fs.remove(temp); // renaming onto a link of the same file does nothing at all
      return { stat, isLink };
    } catch (error) {
      fs.remove(temp);
      if (isLink && isLinkRefusal(error)) return undefined;
      throw ioFault(error, "write", target);
    }
  }

  /** A link comes into being whole, so where nothing lies yet it needs no temporary name. */
  #linkAtOnce(type: LinkType, object: string, target: string, { size, isexec }: PlaceOptions): boolean {
    if (isexec || (type !== "symlink" && (type !== "hardlink" || size === 0))) return false;
    try {
      if (type === "symlink") this.host.fs.symLink(object, target);
      else this.host.fs.hardLink(object, target);
      return true;
    } catch {
      return false; // something lies there, or there are no such links here: the long way tells
    }
  }

  #copy(object: string, temp: string, options: PlaceOptions): void {
    const { fs } = this.host;
    if (options.size !== undefined && options.size <= SMALL_BYTES) {
      const bytes = fs.readBytes(object);
      if (hashBytes(bytes, options.id.algorithm) !== options.id.hash) throw this.#damaged(object);
      fs.createNew(temp, bytes);
      if (options.isexec) fs.chmod(temp, this.#fileMode(true));
      return;
    }
    const copied = this.#ahead.get(object);
    if (copied === undefined) fs.copyFile(object, temp);
    else fs.rename(copied, temp);
    this.#ahead.delete(object);
    fs.chmod(temp, this.#fileMode(options.isexec));
  }

  /** It is removed, so that it counts as missing from now on. */
  #damaged(object: string): ExpError {
    try {
      this.host.fs.remove(object);
    } catch {
      // a read-only cache: it stays, and is refused each time
    }
    return fault("damaged-data/object", { object });
  }

  #makeExecutable(path: string): void {
    try {
      this.host.fs.chmod(path, ((this.host.fs.stat(path)?.mode ?? 0o444) & 0o777) | 0o100);
    } catch {
      // another user's object: the link stays without the bit
    }
  }

  #moveIntoPlace(temp: string, target: string): void {
    const { fs } = this.host;
    try {
      fs.rename(temp, target);
    } catch (error) {
      if (!/EXDEV|cross-device|invalid cross/i.test(String(error))) throw error;
      // the workspace folder is on another disk than .dvc/tmp: go beside the target
      const beside = joinPath(parentOf(target), `.${nameOf(target).slice(0, 60)}.${this.host.random.hex(4)}.tmp`);
      const stat = fs.lstat(temp);
      if (stat?.kind === "link") fs.symLink(fs.readLink(temp), beside);
      else fs.copyFile(temp, beside);
      fs.rename(beside, target);
      fs.remove(temp);
    }
  }

  /**
   * Makes a workspace file an own, writable copy with the ordinary mode.
   *
   * @param isexec keeps or gives the owner's x bit
   */
  makeOwn(path: string, isexec: boolean): void {
    const { fs } = this.host;
    const stat = fs.glance(path);
    if (stat === undefined) return;
    const mode = this.#fileMode(isexec);
    try {
      if (stat.kind !== "link" && stat.nlink <= 1) {
        if (stat.mode !== mode) fs.chmod(path, mode);
        return;
      }
      const temp = this.#temp();
      try {
        fs.copyFile(fs.realPath(path), temp);
        fs.chmod(temp, mode);
        this.#moveIntoPlace(temp, path);
      } catch (error) {
        fs.remove(temp);
        throw error;
      }
    } catch (error) {
      throw ioFault(error, "write", path);
    }
  }

  /** As DVC gives it: 0666 less umask, plus `u+x`. */
  #fileMode(isexec: boolean): number {
    return (0o666 & ~this.host.fs.umask()) | (isexec ? 0o100 : 0);
  }

  #temp(): string {
    const { host } = this;
    if (!this.#stagingMade) {
      host.fs.makeDir(this.#staging);
      sweepScratch(host, this.#staging, ""); // a large copy that somebody ended is large
    }
    this.#stagingMade = true;
    return `${this.#staging}/${processMark(host)}-${host.random.hex(4)}.${++this.#count}`;
  }
}

/** Another device, too many links, or a file system without such links: the next type may work. */
function isLinkRefusal(error: unknown): boolean {
  return error instanceof MachineError && (error.refusal === "no-link" || error.code === "EPERM");
}

import { type Database, type FileStat, type Host, refusalOf } from "../host/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import type { HashInfo } from "./types.ts";

type Algorithm = HashInfo["algorithm"];

/** What the index remembers of a folder. `lines` describes each file as it was when it was hashed (see walk.ts). */
export interface FolderRow {
  /** MD5 of `lines`. */
  readonly stamp: string;
  readonly hash: string;
  readonly size: number;
  readonly nfiles: number;
  /** When hashing started, in ns since 1970: files modified at that moment or later cannot be trusted. */
  readonly startedNs: bigint;
  /** Is every file older than `startedNs` by the margin? Only then does an equal stamp prove anything. */
  readonly settled: boolean;
}

interface WholeFolderRow extends FolderRow {
  readonly lines: Uint8Array;
  readonly text: string;
}

/**
 * What was hashed before: (path, inode, size, mtime in ns) → hash, and whole folders. Disposable: losing it costs time
 * only. Shared by concurrent processes. Opened on first use.
 */
export interface HashIndex extends Disposable {
  findFile(path: string, algorithm: Algorithm, stat: FileStat): string | undefined;
  /** @param startedNs when reading the file began; a file modified shortly before that is not recorded */
  recordFile(path: string, algorithm: Algorithm, stat: FileStat, hash: string, startedNs: bigint): void;
  findFolder(path: string, algorithm: Algorithm): FolderRow | undefined;
  /** The same with the lines and the folder object's text. */
  readFolder(path: string, algorithm: Algorithm): WholeFolderRow | undefined;
  recordFolder(path: string, algorithm: Algorithm, row: FolderRow, lines: Uint8Array, text: string): void;
  /** State of the cache's shard folders when all objects of a folder were last seen there. */
  findPresence(object: string): string | undefined;
  recordPresence(object: string, shards: string): void;
  forgetPresence(object: string): void;
}

const SCHEMA_VERSION = 2;
const SCHEMA = `
  CREATE TABLE files (path TEXT, algorithm TEXT, ino INTEGER, size INTEGER, mtime INTEGER, hash TEXT,
    PRIMARY KEY (path, algorithm)) WITHOUT ROWID;
  CREATE TABLE folders (path TEXT, algorithm TEXT, stamp TEXT, hash TEXT, size INTEGER, nfiles INTEGER,
    started INTEGER, settled INTEGER, lines BLOB, text TEXT, PRIMARY KEY (path, algorithm));
  CREATE TABLE presence (object TEXT PRIMARY KEY, shards TEXT) WITHOUT ROWID;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Kernels stamp files with a clock that ticks every 1 to 10 ms: two writes within one tick have one mtime. Some file
 * systems count whole seconds (FAT: two).
 */
const TICK_NS = 20_000_000n;
const COARSE_TICK_NS = 2_000_000_000n;

/** So long after its mtime any file is settled, whatever its file system counts in. */
export const SURELY_SETTLED_NS = 10_000_000_000n;

/** Whole seconds may be a coarse clock's. */
export function isCoarse(mtimeNs: bigint): boolean {
  return mtimeNs % 1_000_000_000n === 0n;
}

/** Could a file with this mtime still be changed without its mtime moving, by a write after `nowNs`? */
export function isSettled(mtimeNs: bigint, nowNs: bigint): boolean {
  return nowNs - mtimeNs > (isCoarse(mtimeNs) ? COARSE_TICK_NS : TICK_NS);
}

/** The index of a repository. */
export function openHashIndex({ host, tmpDir }: Pick<Repo, "host" | "tmpDir">): HashIndex {
  return createHashIndex(host, joinPath(tmpDir, `exp/hashes-${host.platform.hostname}.sqlite`));
}

/**
 * @param file where the index lies; its folder is made when needed. No two machines may open one file, for the locks that
 * keep it whole are their kernels'
 */
function createHashIndex(host: Host, file: string): HashIndex {
  let opened: OpenIndex | undefined;
  let broken = false;
  /** An index that cannot be read or written (read-only repository, full disk) is as good as none. */
  function attempt<T>(use: (index: OpenIndex) => T): T | undefined {
    if (broken) return undefined;
    try {
      opened ??= openIndex(host, file);
      return use(opened);
    } catch {
      broken = true;
      return undefined;
    }
  }
  return {
    findFile: (path, algorithm, stat) => attempt((index) => index.findFile(path, algorithm, stat)),
    recordFile(path, algorithm, stat, hash, startedNs) {
      if (isSettled(stat.mtimeNs, startedNs)) attempt((index) => index.recordFile({ path, algorithm, stat, hash }));
    },
    findFolder: (path, algorithm) => attempt((index) => index.findFolder(path, algorithm)),
    readFolder: (path, algorithm) => attempt((index) => index.readFolder(path, algorithm)),
    recordFolder: (path, algorithm, row, lines, text) =>
      attempt((index) => index.recordFolder(path, algorithm, row, lines, text)),
    findPresence: (object) => attempt((index) => index.findPresence(object)),
    recordPresence: (object, shards) => attempt((index) => index.recordPresence(object, shards)),
    forgetPresence: (object) => attempt((index) => index.forgetPresence(object)),
    [Symbol.dispose]() {
      try {
        opened?.close();
      } catch {
        // what could not be written is hashed again next time
      }
      opened = undefined;
      broken = true;
    },
  };
}

function openIndex(host: Host, file: string): OpenIndex {
  host.fs.makeDir(file.slice(0, file.lastIndexOf("/")));
  try {
    return new OpenIndex(host.openDatabase(file));
  } catch (error) {
    if (refusalOf(error) !== "damaged") throw error;
    for (const suffix of ["", "-wal", "-shm"]) host.fs.remove(file + suffix);
    return new OpenIndex(host.openDatabase(file));
  }
}

interface FileRow {
  readonly path: string;
  readonly algorithm: Algorithm;
  readonly stat: FileStat;
  readonly hash: string;
}

/** Rows of single files wait in memory: a transaction must not stay open while a stage's command runs. */
const MAX_WAITING_ROWS = 5000;

class OpenIndex {
  readonly #db: Database;
  /** By algorithm and path: the last row of a file counts. */
  #waiting = new Map<string, FileRow>();

  constructor(db: Database) {
    this.#db = db;
    // NORMAL in WAL mode never damages the file and syncs only when the log is folded back
    this.#db.exec("PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    if (this.#version() === SCHEMA_VERSION) return;
    this.#transaction(() => {
      if (this.#version() === SCHEMA_VERSION) return; // another process was faster
      for (const table of ["files", "folders", "presence"]) this.#db.exec(`DROP TABLE IF EXISTS ${table}`);
      this.#db.exec(SCHEMA);
    });
  }

  findFile(path: string, algorithm: Algorithm, stat: FileStat): string | undefined {
    const waiting = this.#waiting.get(`${algorithm} ${path}`);
    if (waiting !== undefined) return isSame(waiting.stat, stat) ? waiting.hash : undefined;
    const row = this.#db.row(
      "SELECT hash FROM files WHERE path=? AND algorithm=? AND ino=? AND size=? AND mtime=?",
      path,
      algorithm,
      toInt(stat.ino),
      BigInt(stat.size),
      stat.mtimeNs,
    );
    return textOf(row?.["hash"]);
  }

  recordFile(row: FileRow): void {
    this.#waiting.set(`${row.algorithm} ${row.path}`, row);
    if (this.#waiting.size >= MAX_WAITING_ROWS) this.flush();
  }

  findFolder(path: string, algorithm: Algorithm): FolderRow | undefined {
    const row = this.#db.row(`SELECT ${FOLDER_COLUMNS} FROM folders WHERE path=? AND algorithm=?`, path, algorithm);
    return row && folderRow(row);
  }

  readFolder(path: string, algorithm: Algorithm): WholeFolderRow | undefined {
    const select = `SELECT ${FOLDER_COLUMNS}, lines, text FROM folders WHERE path=? AND algorithm=?`;
    const row = this.#db.row(select, path, algorithm);
    const lines = row?.["lines"], text = textOf(row?.["text"]);
    return row && lines instanceof Uint8Array && text !== undefined ? { ...folderRow(row), lines, text } : undefined;
  }

  recordFolder(path: string, algorithm: Algorithm, row: FolderRow, lines: Uint8Array, text: string): void {
    const { stamp, hash, size, nfiles, startedNs, settled } = row;
    this.#db.run(
      "INSERT OR REPLACE INTO folders VALUES (?,?,?,?,?,?,?,?,?,?)",
      path,
      algorithm,
      stamp,
      hash,
      size,
      nfiles,
      startedNs,
      settled ? 1 : 0,
      lines,
      text,
    );
  }

  findPresence(object: string): string | undefined {
    return textOf(this.#db.row("SELECT shards FROM presence WHERE object=?", object)?.["shards"]);
  }

  recordPresence(object: string, shards: string): void {
    this.#db.run("INSERT OR REPLACE INTO presence VALUES (?,?)", object, shards);
  }

  forgetPresence(object: string): void {
    this.#db.run("DELETE FROM presence WHERE object=?", object);
  }

  flush(): void {
    if (this.#waiting.size === 0) return;
    const rows = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#transaction(() => {
      const insert = "INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?)";
      for (const { path, algorithm, stat, hash } of rows) {
        this.#db.run(insert, path, algorithm, toInt(stat.ino), BigInt(stat.size), stat.mtimeNs, hash);
      }
    });
  }

  close(): void {
    try {
      this.flush();
    } finally {
      this.#db[Symbol.dispose]();
    }
  }

  #version(): number {
    return Number(this.#db.row("PRAGMA user_version")?.["user_version"] ?? 0);
  }

  #transaction(work: () => void): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }
}

const FOLDER_COLUMNS = "stamp, hash, size, nfiles, started, settled";

function folderRow(row: Readonly<Record<string, unknown>>): FolderRow {
  return {
    stamp: String(row["stamp"]),
    hash: String(row["hash"]),
    size: Number(row["size"]),
    nfiles: Number(row["nfiles"]),
    startedNs: BigInt(String(row["started"])),
    settled: Number(row["settled"]) === 1,
  };
}

function isSame(a: FileStat, b: FileStat): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** SQLite's integers are signed. */
function toInt(ino: bigint): bigint {
  return BigInt.asIntN(64, ino);
}

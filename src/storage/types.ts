/** Files at an address: a folder of this machine, a bucket, a server. What a remote or a URL of data is made of. */

/** Where a storage is, and how one gets in. */
export interface StoragePlace {
  /** A path of this machine, or a URL; what follows is looked for below it. */
  readonly url: string;
  /** Options as in `['remote "NAME"']`, without `url`; secrets are among them. */
  readonly options: ReadonlyMap<string, string>;
  /** The name of the remote, for messages; undefined where a URL stands for itself. */
  readonly remote?: string;
  /** Older versions of files are listed, too, where the storage keeps them and they can be had (S3). */
  readonly oldVersions?: boolean;
}

/** A file of a storage. */
export interface StoredFile {
  /** Below the storage's root, joined with `/`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The MD5 of its content, lower-case hex; only where it was asked for, and the storage knows it. */
  readonly md5?: string;
  /** As DVC writes it down: without quotes for S3, with them for Azure; only where it was asked for. */
  readonly etag?: string;
  readonly versionId?: string;
  /** It is encrypted by a key of somebody's own, so that its ETag, which looks like an MD5, is none. Told with the ETag. */
  readonly hidesMd5?: true;
  /** It is an older version, of this path; under its own `path` it can be fetched. Only of a place with `oldVersions`. */
  readonly versionOf?: string;
  /** In milliseconds since 1970. */
  readonly mtimeMs?: number;
  /** It is a folder, into which a listing with `depth` goes no further. */
  readonly isFolder?: true;
  /** In a folder: it is not write-protected, so that nobody knows whether it is what it was. */
  readonly isWritable?: boolean;
  /** Nobody can look: of a file whether it is there, of a folder what is in it. Only with `passesUnreadable`. */
  readonly unseen?: Pick<MoveFailure, "kind" | "says">;
}

/** What is to be known of files beyond path and size; it may cost a request each, or a pass over the content. */
export interface LookWish {
  /** `listed`: only what a listing tells for nothing. */
  readonly md5?: boolean | "listed";
  /** What cannot be read is told without its MD5, what cannot be looked at as `unseen`: neither ends the call. */
  readonly passesUnreadable?: boolean;
  /** `etag`, and `versionId` where the storage keeps versions. */
  readonly etag?: boolean;
  /** Of a listing: only so many folders deep, 1 and more; where it ends folders are told, too. */
  readonly depth?: number | undefined;
  /** How many are read at a time, where that is what it takes; default: as the storage likes it. */
  readonly jobs?: number | undefined;
  /** Ends the asking: the call throws `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** How files are moved. */
export interface MoveOptions {
  /** How many at a time; default: as the storage likes it. */
  readonly jobs?: number | undefined;
  /** How many bytes all of them have, where that is known. */
  readonly bytes?: number | undefined;
  /** No faster than that. */
  readonly bytesPerSecond?: number | undefined;
  /** Ends the work: what is whole by then is whole, and the call throws `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** A file is there now, whole and under its name. */
  readonly onMoved?: ((path: string) => void) | undefined;
  /** Bytes that have gone over the line since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

export interface PutOptions extends MoveOptions {
  /** Forced to the disk before it returns, where that is ours to do. */
  readonly durable?: boolean;
  /** Nobody is to change these files any more: write-protected where the storage has that. */
  readonly protect?: boolean;
}

/** Why a file did not arrive: it is not there, one may not, or it went wrong in the storage's own words. */
export interface MoveFailure {
  readonly path: string;
  readonly kind: "missing" | "refused" | "failed";
  /** One line, without secrets. */
  readonly says: string;
}

/**
 * One seam for all places where data may be. Paths are below the place's url. What stops all of the work (no such
 * bucket, wrong credentials, no network, no rclone) is thrown; what happens to one file is told.
 *
 * A call moves a batch: it may start a process, so ask for many files at once.
 */
export interface Storage {
  /** The address, for people: no secrets. */
  readonly shown: string;
  /** The folder, for those that are one of this machine; absolute. */
  readonly folder: string | undefined;
  /** Can it tell what is there? HTTP cannot: one can only ask for a file by its name. */
  readonly canList: boolean;
  /** All files at or below a folder; none where it is not there. @throws {ExpError} `config` where it cannot list */
  list(below: string, wish?: LookWish): Promise<StoredFile[]>;
  /** Those of the files that are there, by path. It is the storage's choice to ask for each, or to list. */
  look(paths: readonly string[], wish?: LookWish): Promise<Map<string, StoredFile>>;
  /** A small file's content; undefined when it is not there. */
  read(path: string, wish?: Pick<LookWish, "signal">): Promise<Uint8Array | undefined>;
  /**
   * Copies files to the same paths below a folder, which is made if need be and is the caller's own. A file may be there
   * half-written until `onMoved` has told of it.
   */
  fetch(paths: readonly string[], into: string, options?: MoveOptions): Promise<readonly MoveFailure[]>;
  /**
   * Copies files from below a folder to the same paths here, over whatever is there. Nobody sees a half-written one where
   * the storage can help it.
   */
  put(from: string, paths: readonly string[], options?: PutOptions): Promise<readonly MoveFailure[]>;
  /** Removes files; one that is not there is no failure. */
  remove(paths: readonly string[], options?: MoveOptions): Promise<readonly MoveFailure[]>;
}

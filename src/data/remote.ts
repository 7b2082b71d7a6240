/** What a remote is, and what may be asked of it. */
import type { ExpError } from "../common/mod.ts";
import type { Storage } from "../storage/mod.ts";
import type { Garbage } from "./gc.ts";
import type { ObjectId } from "./objects.ts";
import type { TellProgress } from "./progress.ts";
import type { HashInfo, TreeEntry } from "./types.ts";

/** Something whose data may travel: an out with its hash. */
export interface RemoteItem {
  /** As shown; relative to the root. */
  readonly path: string;
  readonly info: HashInfo;
  /** The remote that the out names for itself; default: the one of the command or of the configuration. */
  readonly remote?: string;
  /** Of a folder, only what is at or below these paths in it; default: all. */
  readonly inside?: readonly string[];
}

/** Where an object is: only in the cache, only in the remote, nowhere, or in both. */
export type CloudState = "new" | "deleted" | "missing" | "ok";

/** How data travels. */
export interface TransferHow {
  readonly tell?: TellProgress | undefined;
  /** How many objects at a time; default: the remote's `jobs`, else as the place likes it. */
  readonly jobs?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Only say what would travel. */
  readonly dry?: boolean | undefined;
  /** What the remote has is sent again. */
  readonly again?: boolean | undefined;
  /** What is sent is forced to the disk, where the remote is one of this machine. */
  readonly durable?: boolean | undefined;
}

/** How a remote is asked what it has. */
export interface AskHow {
  readonly signal?: AbortSignal | undefined;
  /** Told of each object that nobody can look for there: whether it is there nobody knows. */
  readonly onUnseen?: ((object: FailedObject) => void) | undefined;
}

export interface Transfer {
  /** Objects that were copied (or would be). */
  readonly copied: number;
  /** Their bytes, as far as they are known. */
  readonly bytes: number;
  /** Objects that neither side has. */
  readonly missing: readonly { readonly path: string; readonly id: ObjectId }[];
  /** Objects that did not arrive, though they may the next time. */
  readonly failed: readonly FailedObject[];
}

/** Of several remotes together. */
export interface Transfers extends Transfer {
  readonly targets: readonly { readonly shown: string; readonly copied: number; readonly bytes: number }[];
}

export interface FailedObject {
  readonly path: string;
  readonly id: ObjectId;
  readonly says: string;
  /** One may not have it, or send it: it will be no other the next time. */
  readonly isRefused: boolean;
  /** The remote's address. */
  readonly shown: string;
}

/** A place with objects in DVC's layout. What it holds is never believed: it is listed and compared, and hashed on arrival. */
export interface Remote {
  readonly name: string;
  /** Its address, for people. */
  readonly shown: string;
  /** The folder, when it is one of this machine; absolute. */
  readonly folder: string | undefined;
  readonly storage: Storage;
  /** Why nothing can be pushed to it, whatever that is. */
  readonly refusal?: ExpError;
  push(items: readonly RemoteItem[], how?: TransferHow): Promise<Transfer>;
  fetch(items: readonly RemoteItem[], how?: TransferHow): Promise<Transfer>;
  /** By path, with the files of folders as `folder/file`; without those that nobody can look for. */
  status(items: readonly RemoteItem[], how?: AskHow): Promise<Map<string, CloudState>>;
  /** Copies run-cache entries that the other side lacks; returns how many. A place that cannot list has none. */
  pushRuns(how?: TransferHow): Promise<number>;
  fetchRuns(how?: TransferHow): Promise<number>;
  /** Which of the objects are there, by hash. */
  has(ids: readonly ObjectId[], how?: AskHow): Promise<Set<string>>;
  /** What folders hold, by hash; those that the cache lacks are read from the remote, which may lack them, too. */
  readTrees(ids: readonly ObjectId[], signal?: AbortSignal): Promise<Map<string, readonly TreeEntry[]>>;
  /** A small object's content: from the cache, else from the remote. */
  read(id: ObjectId): Promise<Uint8Array | undefined>;
  /** Proves all of its objects by their names. @throws {ExpError} `config` where nobody can list them */
  prove(request: ProofRequest, how?: TransferHow): Promise<RemoteProof>;
  /** Removes all objects but these. */
  collect(keep: Iterable<ObjectId>, options: CollectRemoteOptions): Promise<Garbage>;
}

export interface CollectRemoteOptions {
  readonly dry?: boolean;
  readonly tell?: TellProgress;
  readonly signal?: AbortSignal | undefined;
  /** Told the address of each object that goes (or would go), before it does. */
  readonly onRemove?: (path: string) => void;
}

/** An object of a remote, with the path that the project knows its content by, where it does. */
export interface ProvedObject {
  readonly id: ObjectId;
  /** In the remote. */
  readonly object: string;
  readonly size: number;
  readonly path: string | undefined;
}

export interface RemoteProof {
  readonly objects: number;
  readonly bytes: number;
  /** How much had to be read, of objects whose MD5s the place does not know. */
  readonly readBytes: number;
  /** Their content is not what their names say. */
  readonly wrong: readonly ProvedObject[];
  /** Needed, or part of a folder that is there, and not there. */
  readonly lost: readonly { readonly path: string; readonly id: ObjectId }[];
  /** Nobody knows, for they could not be read: objects, and folders of them; their paths in the remote. */
  readonly unread: readonly Pick<FailedObject, "path" | "says">[];
  /** Used by nothing that there is; undefined where that is not known. */
  readonly unneeded: readonly ProvedObject[] | undefined;
}

export interface ProofRequest {
  /** What has to be there. */
  readonly needed: readonly RemoteItem[];
  /** What anything in the project uses; undefined: not all of it can be read. */
  readonly used: readonly RemoteItem[] | undefined;
}

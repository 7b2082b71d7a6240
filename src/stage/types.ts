/** The words of the engine: stages and what they read and write. */
import type { Value, ValueMap } from "../common/mod.ts";
import type { HashInfo } from "../data/mod.ts";
import { nameOf } from "../repo/mod.ts";

/** A path relative to the repository's root, with `/`, normalised (no `.`, `..` or trailing slash); `""` is the root. */
export type RepoPath = string;

/** A file or folder that a stage reads. */
export interface Dep {
  /** As written in the file, templates resolved. */
  readonly written: string;
  /**
   * Where it is: relative to the root, or absolute when it is outside of it, or a URL when `isUrl`, without `remote://`.
   * What an import takes from another repository has a path there, and is a URL too.
   */
  readonly path: string;
  readonly isUrl: boolean;
  /** From dvc.lock or the `.dvc` file. */
  readonly locked: HashInfo | undefined;
  /** The item as it stands in dvc.lock or the `.dvc` file: for imports with `repo:`, for URLs with `checksum`, `etag`. */
  readonly source?: ValueMap;
}

/** Parameters of one file. `keys` empty means the whole file. */
export interface ParamsDep {
  readonly written: string;
  readonly path: string;
  readonly keys: readonly string[];
  /** Values by flat key path as recorded in dvc.lock. */
  readonly locked: ReadonlyMap<string, Value> | undefined;
}

/** A file or folder that a stage writes, or that a `.dvc` file tracks. */
export interface Out {
  readonly written: string;
  readonly path: string;
  readonly isUrl: boolean;
  readonly kind: "out" | "metric" | "plot";
  readonly cache: boolean;
  readonly persist: boolean;
  /** `checkpoint: true`: DVC 2's checkpoints; DVC 3 takes it for an ordinary out. */
  readonly checkpoint: boolean;
  readonly remote: string | undefined;
  readonly push: boolean;
  readonly locked: HashInfo | undefined;
  /** The item as it stands in dvc.lock or the `.dvc` file. */
  readonly source?: ValueMap;
  /** Its files, where the item lists them one by one (`files:`, of remotes that keep versions). */
  readonly files?: readonly ListedFile[];
  /** `desc`, `type`, `labels`, `meta` as written. */
  readonly annotations: ValueMap;
  /** A plot's `template`, `x`, `y`, `x_label`, `y_label`, `title`, `header`; a metric's details. */
  readonly display: ValueMap;
}

/** An out as `add` makes it: cached, and not yet looked at. */
export function newOut(path: string): Out {
  return {
    written: nameOf(path),
    path,
    isUrl: false,
    kind: "out",
    cache: true,
    persist: false,
    checkpoint: false,
    remote: undefined,
    push: true,
    locked: undefined,
    annotations: new Map(),
    display: new Map(),
  };
}

/** A file of a folder, with its path below it. */
export interface ListedFile {
  readonly hash: string;
  readonly relpath: string;
  readonly size?: number;
}

/** One step: from a `stages:` entry of a dvc.yaml, interpolated, or a `.dvc` file (then without `cmd` and `name`). */
export interface Stage {
  /** Unique: `train`, `sub/dvc.yaml:train`, `data/raw.dvc`; relative to the root. */
  readonly address: string;
  /** `train`, `train@x`; undefined for `.dvc` files. */
  readonly name: string | undefined;
  /** The dvc.yaml or `.dvc` file. */
  readonly file: RepoPath;
  readonly cmd: string | readonly string[] | undefined;
  /** Where the command runs. */
  readonly wdir: RepoPath;
  readonly deps: readonly Dep[];
  readonly params: readonly ParamsDep[];
  readonly outs: readonly Out[];
  readonly frozen: boolean;
  readonly alwaysChanged: boolean;
  readonly desc: string | undefined;
  readonly meta: Value | undefined;
  /** `cmd` in dvc.lock; undefined when there is no entry. */
  readonly lockedCmd: Value | undefined;
  /** Is there an entry in dvc.lock (for `.dvc` files: always true)? */
  readonly isLocked: boolean;
  /** The `md5` of an import's `.dvc` file is not that of its content: it was edited, or written by DVC 2. */
  readonly isChecksumChanged?: boolean;
  /** Keys of vars and params files that its references used. They are shown like params, but no change of them counts. */
  readonly templateKeys?: ReadonlyMap<RepoPath, ReadonlySet<string>>;
}

/** A stage's entry in dvc.lock, ready to be written: key order and sorting are already right. */
export type LockEntry = ValueMap;

/** Why a stage runs. `text` is shown as is; the parts feed `status` and `--why`. */
export interface ChangeReason {
  readonly kind: "forced" | "new" | "cmd" | "dep" | "param" | "out" | "always" | "callback" | "upstream";
  readonly text: string;
  readonly path?: string;
  readonly key?: string;
  readonly state?: "new" | "deleted" | "modified" | "not in cache" | "not in sync";
  readonly before?: Value;
  readonly after?: Value;
}

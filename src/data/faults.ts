import { faultsOf } from "../common/mod.ts";

/** What can be wrong with data, its cache and its remotes. `path` and `folder` are absolute. */
export interface DataFaults {
  "missing-data/objects": { path: string; files: readonly string[] };
  "missing-data/dead-link": { path: string };
  "damaged-data/object": { object: string };
  "failed/changed-meanwhile": { path: string };
  "failed/nothing-to-store": { path: string };
  "conflict/unsaved": { files: readonly string[] };
  "conflict/tracked-by-git": { shown: string };
  "config/no-cache-type": { types: readonly string[]; target: string };
  "config/no-such-remote": { remote: string; remotes: readonly string[] };
  /** It keeps versions of files under the files' own names. */
  "config/versioned-remote": { remote: string; wish: "push" | "gc" | "prove" };
  "config/no-default-remote": { root: string; remotes: readonly string[] };
  "invalid-file/outside-of-git": { path: string; top: string };
  "invalid-file/hash": { hash: string };
  "invalid-file/folder-object": { name: string; what: string };
  /** Neither a file nor a folder. */
  "invalid-file/special": { path: string };
  "invalid-file/dead-link": { path: string };
  /** `shown`: the name, with what is no UTF-8 in hexadecimal. */
  "invalid-file/name-not-utf8": { folder: string; shown: string | undefined };
  "invalid-file/dvcignore-inside": { folder: string; relpath: string };
  /** Objects that did not arrive, by the paths of what they belong to; `copied`: how many others did. */
  "remote-failed/objects": { shown: string; paths: readonly string[]; says: string; copied: number };
  /** The same, and one may not send or have any of them. */
  "remote-refused/objects": { shown: string; paths: readonly string[]; says: string; copied: number };
  /** Objects that nobody can look for: whether they are there is not known. */
  "remote-failed/unseen": { shown: string; paths: readonly string[]; says: string };
  "remote-refused/unseen": { shown: string; paths: readonly string[]; says: string };
  "full-disk/file": { doing: string; path: string };
  "io/file": { doing: string; path: string; why: string };
}

export const fault = faultsOf<DataFaults>();

import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with the tracked data as a whole. `rev` is a commit's, else it is the workspace. */
export interface WorkspaceFaults {
  "within/maybe-git-checkout": { target: string };
  "within/collect": { rev: string | undefined };
  /** A remote could not be cleaned, or not all of it. */
  "within/remote-collect": Record<string, never>;
  "missing-data/recorded-folder": { shown: string; hash: string };
  "missing-data/not-in-cache": { paths: readonly string[] };
  "missing-data/folder-list": { path: string; rev: string | undefined };
  "failed/changed-stage": { stage: string };
  "not-found/glob": { pattern: string };
  "not-found/path": { path: string };
  "not-found/target": { shown: string; path: string };
  "not-found/moved": { path: string };
  "not-found/source": { source: string; path: string };
  "usage/out-of-many": NoFacts;
  "exists/moved": { target: string; kind: "directory" | "file" };
  /** The `.dvc` file that would be written. */
  "exists/moved-record": { file: string };
  "invalid-target/moved-of-stage": { path: string; stage: string };
  "invalid-target/into-itself": { path: string; from: string };
  "exists/target": { target: string; kind: "directory" | "file" };
  "invalid-target/no-folder": { folder: string };
  "invalid-target/outside": { path: string };
  /** `isRemote`: a scheme of some remote. */
  "invalid-target/url": { target: string; scheme: string; isRemote: boolean };
  "invalid-target/dvc-file": { shown: string };
  "invalid-target/ignored": { shown: string; path: string; by: string };
  "invalid-target/in-linked-folder": { shown: string };
  "invalid-target/below-file": { shown: string; file: string };
  "invalid-target/tracked-by-git": { shown: string };
  "invalid-target/long-name": { shown: string; path: string; most: number };
  "invalid-graph/made-by-stage": { shown: string; stage: string | undefined; file: string };
  "invalid-graph/holds-tracked": { parent: string; child: string; by: string };
}

export const fault = faultsOf<WorkspaceFaults>();

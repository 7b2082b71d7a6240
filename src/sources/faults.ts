import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with data from elsewhere. `source`: the repository or URL as it was given, without a password. */
export interface SourceFaults {
  "not-found/source-repo": { source: string; why: string };
  "not-found/source-rev": { source: string; rev: string };
  /** `at`: the commit; undefined: its work tree. */
  "not-found/source-path": { source: string; path: string; at: string | undefined };
  /** It is there, but no remote or cache holds it. */
  "not-found/source-url": { source: string; path: string };
  "config/source-remote": { source: string; remote: string; remotes: readonly string[] };
  /** `root`: where the repository stands. */
  "not-found/listed": { source: string; path: string; root: string };
  /** `canList`: else it may be a folder all the same. */
  "not-found/listed-url": { url: string; path: string; canList: boolean };
  "not-found/got-url": { url: string; canList: boolean };
  "not-found/url": { url: string; canList: boolean };
  /** The storage does not say by what it is told apart. */
  "not-found/url-hash": { url: string; needed: string };
  "remote-failed/url": { url: string; path: string; says: string };
  "usage/to-remote-alone": NoFacts;
  "usage/to-remote-or-download": NoFacts;
  "usage/remote-without-to-remote": NoFacts;
  "usage/repo-to-remote": NoFacts;
  "usage/version-aware": { url: string };
  "conflict/changed-import": { shown: string };
  "conflict/url-changed": { url: string; stage: string };
  "invalid-target/out-folder": { folder: string };
  "not-found/artifact": { source: string; name: string; at: string | undefined };
  "usage/version-and-stage": NoFacts;
  "exists/dataset": { name: string; file: string };
  "not-found/dataset": { name: string; nearest: string | undefined };
  "usage/rev-of-url": { name: string };
  "usage/dataset-type": { type: string };
  "missing-data/of-source": { source: string; paths: readonly string[] };
  "exists/out": { shown: string; isFolder: boolean };
  "invalid-target/get-dvc-file": { shown: string };
  "invalid-target/out-outside": { shown: string; path: string };
  "usage/config-and-both": NoFacts;
  "usage/key-value": { option: string; text: string };
  "no-git/import": { source: string };
  "invalid-graph/circular-import": { source: string };
}

export const fault = faultsOf<SourceFaults>();

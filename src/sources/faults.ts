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
  "missing-data/of-source": { source: string; paths: readonly string[] };
  "exists/out": { shown: string; isFolder: boolean };
  "invalid-target/get-dvc-file": { shown: string };
  "invalid-target/out-outside": { shown: string };
  "usage/config-and-both": NoFacts;
  "usage/key-value": { option: string; text: string };
  "no-git/import": { source: string };
  "invalid-graph/circular-import": { source: string };
}

export const fault = faultsOf<SourceFaults>();

import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong before an experiment begins. */
export interface EntryFaults {
  /** It is no folder, or holds plugins, which are Python. */
  "config/hydra-plugins": { path: string; isFolder: boolean };
  "config/odd-date": { variable: string; date: string };
  "invalid-override/outside": { file: string; root: string };
  "invalid-override/sweep-without-queue": NoFacts;
  "invalid-override/empty-sweep": NoFacts;
  "not-found/first-commit": NoFacts;
  "invalid-file/run-arguments": { path: string };
}

export const fault = faultsOf<EntryFaults>();

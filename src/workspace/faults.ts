import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with the tracked data as a whole. `rev` is a commit's, else it is the workspace. */
export interface WorkspaceFaults {
  "within/add": NoFacts;
  "within/maybe-git-checkout": { target: string };
  "within/collect": { rev: string | undefined };
}

export const fault = faultsOf<WorkspaceFaults>();

import { faultsOf, type NoFacts } from "../common/mod.ts";

/** The command that would take a name by force, if it were asked again. */
export type Again =
  | { readonly as: "run" }
  | { readonly as: "save" }
  | { readonly as: "rename"; readonly from: string; readonly remote?: string };

/** What can be wrong with experiments' names and refs. `nearest`: the nearest name that there is. */
export interface RecordFaults {
  "invalid-name/branch": { name: string };
  "invalid-name/experiment": { name: string };
  "invalid-name/too-long": { bytes: number; most: number };
  "invalid-name/ambiguous": { name: string; refs: readonly string[] };
  "invalid-name/short-id": { id: string; fits: readonly string[] };
  "exists/branch": { name: string };
  "exists/experiment": { name: string; again: Again };
  "exists/again": { name: string };
  "not-found/experiments": { names: readonly string[]; remote: string | undefined; nearest: string | undefined };
  "not-found/rev": { rev: string; nearest: string | undefined };
  "not-found/removal": NoFacts;
  "not-found/checkpoint": { word: string };
  "usage/which-experiments": NoFacts;
  "busy/stash": { lock: string };
}

export const fault = faultsOf<RecordFaults>();

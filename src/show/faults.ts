import { faultsOf } from "../common/mod.ts";

/** What can be wrong with the choice of rows and columns. */
export interface ShowFaults {
  "usage/condition": { text: string };
  "usage/best": { text: string };
  "usage/pattern": { pattern: string };
  "usage/ambiguous-column": { key: string; columns: readonly string[] };
  "usage/no-column": { wanted: string; key: string; nearest: string | undefined };
}

export const fault = faultsOf<ShowFaults>();

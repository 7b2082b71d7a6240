import { faultsOf } from "../common/mod.ts";

/** What can be wrong where tracked data is compared. */
export interface CompareFaults {
  "not-found/data-target": { target: string };
}

export const fault = faultsOf<CompareFaults>();

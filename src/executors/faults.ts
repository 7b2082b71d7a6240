import { faultsOf } from "../common/mod.ts";

/** What can be wrong with a checkout that an experiment runs in. */
export interface ExecutorFaults {
  "interrupted/checkout-gone": { checkout: string };
  "config/line-break": { path: string };
  "not-found/to-copy": { path: string; source: string };
  "usage/copies-cache": { path: string };
  "usage/copies-outside": { path: string };
}

export const fault = faultsOf<ExecutorFaults>();

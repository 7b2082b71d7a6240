import { faultsOf } from "../common/mod.ts";

/** What can be wrong with templates. */
export interface PlotsFaults {
  "not-found/plot-template": { template: string };
  "not-found/html-template": { path: string; placeholder: string };
  "invalid-file/html-template": { path: string; placeholder: string };
  "invalid-file/plot-template": { path: string };
  "invalid-file/plot-template-without-data": { template: string; anchor: string };
}

export const fault = faultsOf<PlotsFaults>();

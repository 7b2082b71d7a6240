import { faultsOf } from "../common/errors.ts";

export interface StageFaults {
  "within/run-instead": { stage: string };
}

export const fault = faultsOf<StageFaults>();

import { faultsOf, type NoFacts } from "../common/mod.ts";

export interface CheckpointFaults {
  /** The run that was asked for one could not make it. */
  "failed/checkpoint": NoFacts;
}

export const fault = faultsOf<CheckpointFaults>();

import { faultsOf, type NoFacts } from "../common/mod.ts";

export interface CheckpointFaults {
  /** The run that was asked for one could not make it. */
  "failed/checkpoint": NoFacts;
  "failed/run-is-gone": NoFacts;
  "usage/not-from-head": { rev: string };
  "usage/unchanged-checkpoint": { rev: string; name: string };
  "usage/no-metrics-file": { stage: string };
  "invalid-file/not-a-json-object": { path: string };
}

export const fault = faultsOf<CheckpointFaults>();

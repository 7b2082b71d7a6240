import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with a program that tracks an experiment of its own. */
export interface TrackingFaults {
  "invalid-state/call": { call: string; state: string; valid: readonly string[] };
  "invalid-state/no-experiment": { id: string };
  "invalid-file/track-record": { path: string };
  "usage/call-not-json": NoFacts;
  "usage/log-metric": NoFacts;
  "usage/no-call": { name: string };
  "usage/file-outside": { path: string };
  "not-found/file": { path: string };
  "busy/tracked": { id: string };
}

export const fault = faultsOf<TrackingFaults>();

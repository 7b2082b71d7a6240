import { faultsOf, type NoFacts } from "../common/mod.ts";

export interface ExperimentFaults {
  "within/apply": { word: string };
  /** Checkpoints that were made before are kept. */
  "within/checkpoints": { count: number; name: string };
  "within/data-remote": { direction: "push" | "fetch" };
  "within/save": NoFacts;
  "within/auto-push": { remote: string };
}

export const fault = faultsOf<ExperimentFaults>();

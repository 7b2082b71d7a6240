import { faultsOf, type NoFacts } from "../common/mod.ts";

export interface ExperimentFaults {
  "within/apply": { word: string };
  /** Checkpoints that were made before are kept. */
  "within/checkpoints": { count: number; name: string };
  "within/data-remote": { direction: "push" | "fetch" };
  "within/save": NoFacts;
  "within/auto-push": { remote: string };
  "missing-data/not-cached": { word: string; paths: readonly string[] };
  "missing-data/never-made": { word: string; paths: readonly string[] };
  "conflict/lost-changes": { paths: readonly string[] };
  "usage/which-of-remote": { remote: string };
  "usage/include-outside": { path: string };
  "not-found/include": { path: string };
}

export const fault = faultsOf<ExperimentFaults>();

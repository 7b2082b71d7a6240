import { faultsOf, type NoFacts } from "../common/mod.ts";

export interface OverrideFaults {
  "invalid-override/too-deep-file": { file: string; most: number };
  "invalid-override/too-deep-key": { key: string; most: number };
  "usage/apply-case": NoFacts;
}

export const fault = faultsOf<OverrideFaults>();

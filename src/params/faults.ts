import { faultsOf, type NoFacts } from "../common/mod.ts";

export interface OverrideFaults {
  "invalid-override/too-deep-file": { file: string; most: number };
  "invalid-override/too-deep-key": { key: string; most: number };
  /** A pattern for one value. */
  "invalid-file/ambiguous-key": { pattern: string; matches: readonly string[] };
  "invalid-file/not-utf8": { shown: string };
  "usage/apply-case": NoFacts;
}

export const fault = faultsOf<OverrideFaults>();

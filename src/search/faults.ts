import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with a search. */
export interface SearchFaults {
  "exists/search": { name: string };
  /** `trials`: experiments or tasks that have names of its trials already. */
  "exists/trials": { name: string; trials: readonly string[] };
  "not-found/search": { name: string; nearest: string | undefined };
  "not-found/no-search": NoFacts;
  "not-found/trial": { search: string; trial: number };
  "usage/trial-not-pruned": { name: string; state: string };
  "usage/trial-without-checkpoint": { name: string };
  "usage/which-search": { names: readonly string[] };
  "invalid-file/search": { ref: string };
  "invalid-file/search-key": { file: string; line: number; key: string; nearest: string | undefined };
  "invalid-file/search-value": { file: string; line: number; key: string; wanted: string };
  "within/search-file": { file: string; line: number };
  "usage/search-constraint": { text: string };
  "usage/pruner-of-several": NoFacts;
  "usage/cmaes-of-choice": { override: string };
  "usage/cmaes-of-conditions": NoFacts;
  "usage/nothing-to-search": NoFacts;
  "usage/grid-of-interval": { override: string };
  "invalid-override/empty-axis": { override: string };
  "invalid-override/log-of-values": { override: string };
  "invalid-override/set-twice": { first: string; second: string };
  /** `sweep`: what the parameter may be. */
  "invalid-override/outside-space": { override: string; sweep: string };
  /** A point to begin with that sets what does not vary. */
  "invalid-override/not-searched": { override: string; nearest: string | undefined };
  "usage/search-condition": { text: string };
  "invalid-override/condition-circle": { parameters: readonly string[] };
  "invalid-override/condition-never": { text: string };
  "invalid-override/unread-param": { file: string; key: string; nearest: string | undefined };
}

export const fault = faultsOf<SearchFaults>();

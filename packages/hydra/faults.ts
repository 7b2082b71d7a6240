import { faultsOf, type NoFacts } from "@exp/values";

/** In the words of the reader of overrides and configs; `dvc`: of Hydra. */
export type HydraWords = {
  readonly text: string;
  readonly hint: string | undefined;
  readonly dvc: string;
};

export interface HydraFaults {
  "config/hydra": HydraWords;
  "not-found/hydra": HydraWords;
  "invalid-file/hydra": HydraWords;
  "invalid-override/hydra": HydraWords;
  "invalid-override/sweep": HydraWords;
  "usage/case": { what: string };
  "usage/seed": { seed: number };
  "usage/nothing-to-sample": NoFacts;
  "usage/count": { what: string; least: number; most: number; value: number };
  "usage/sobol-axes": { most: number; drawn: number };
  "invalid-override/no-such-key": { key: string; meant: string; input: string };
}

export const fault = faultsOf<HydraFaults>();

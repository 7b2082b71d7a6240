import type { HydraFaults } from "@exp/hydra";
import type { Sayings } from "./saying.ts";

const composed = ({ text, hint, dvc }: HydraFaults["config/hydra"]) => ({ exp: text, hint, dvc, dvcExit: 255 });

export const HYDRA: Sayings<HydraFaults> = {
  "config/hydra": composed,
  "not-found/hydra": composed,
  "invalid-file/hydra": composed,
  "invalid-override/hydra": composed,
  "invalid-override/sweep": composed,
  "usage/case": ({ what }) => what,
  "usage/seed": ({ seed }) => `the seed must be an integer, not ${seed}`,
  "usage/nothing-to-sample": () => ({
    exp: "there is nothing to sample",
    hint: "give at least one interval, choice or range: -S 'lr=interval(1e-4,1e-1)'",
  }),
  "usage/count": ({ what, least, most, value }) => `${what} must be an integer from ${least} to ${most}, not ${value}`,
  "usage/sobol-axes": ({ most, drawn }) => ({
    exp: `Sobol sampling has at most ${most} dimensions, not ${drawn}`,
    hint: "use the random or the lhs method",
  }),
  "invalid-override/no-such-key": ({ key, meant, input }) => ({
    exp: `there is no key '${key}'`,
    hint: `did you mean '${meant}'? A new key is added by +${input}`,
  }),
};

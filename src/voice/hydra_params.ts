import type { OverrideFaults } from "../hydra_params/faults.ts";
import type { Sayings } from "./saying.ts";

export const OVERRIDES: Sayings<OverrideFaults> = {
  "invalid-override/no-such-key": ({ key, meant, input }) => ({
    exp: `there is no key '${key}'`,
    hint: `did you mean '${meant}'? A new key is added by +${input}`,
  }),
  "invalid-override/too-deep-file": ({ file, most }) => `${file} would have more than ${most} levels of nesting`,
  "invalid-override/too-deep-key": ({ key, most }) =>
    `the key ${key.slice(0, 20)}… stands for more than ${most} levels of nesting`,
  "usage/apply-case": () => 'a case needs "file" (a name), "before" (text or null) and "overrides" (a list of texts)',
};

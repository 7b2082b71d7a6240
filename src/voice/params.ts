import type { OverrideFaults } from "../params/mod.ts";
import type { Sayings } from "./saying.ts";

export const OVERRIDES: Sayings<OverrideFaults> = {
  "invalid-override/too-deep-file": ({ file, most }) => `${file} would have more than ${most} levels of nesting`,
  "invalid-override/too-deep-key": ({ key, most }) =>
    `the key ${key.slice(0, 20)}… stands for more than ${most} levels of nesting`,
  "usage/apply-case": () => 'a case needs "file" (a name), "before" (text or null) and "overrides" (a list of texts)',
};

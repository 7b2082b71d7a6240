import type { OverrideFaults } from "../params/mod.ts";
import type { Sayings } from "./saying.ts";

export const OVERRIDES: Sayings<OverrideFaults> = {
  "invalid-override/too-deep-file": ({ file, most }) => `${file} would have more than ${most} levels of nesting`,
  "invalid-override/too-deep-key": ({ key, most }) =>
    `the key ${key.slice(0, 20)}… stands for more than ${most} levels of nesting`,
  "invalid-file/ambiguous-key": ({ pattern, matches }) => ({
    exp: `the params key '${pattern}' stands for more than one value`,
    hint: `it matches ${matches.slice(0, 3).join(", ")}${matches.length > 3 ? ", …" : ""}`,
  }),
  "invalid-file/not-utf8": ({ shown }) => ({
    exp: `${shown} is not UTF-8 text`,
    dvc: `unable to read: '${shown}', it is not UTF-8 text`,
  }),
  "usage/apply-case": () => 'a case needs "file" (a name), "before" (text or null) and "overrides" (a list of texts)',
};

import type { ShowFaults } from "../show/mod.ts";
import { didYouMean } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

export const SHOW: Sayings<ShowFaults> = {
  "usage/condition": ({ text }) => ({ exp: `'${text}' is no condition`, hint: "write for example --filter 'acc>0.9'" }),
  "usage/best": ({ text }) => ({ exp: `'${text}' says no direction`, hint: "write for example --best acc=max" }),
  "usage/pattern": ({ pattern }) => ({ exp: `'${pattern}' is no regular expression`, dvcExit: 255 }),
  "usage/ambiguous-column": ({ key, columns }) => ({
    exp: `column '${key}' is in several files`,
    hint: `say which: ${columns.join(", ")}`,
    dvc: `Ambiguous sort column '${key}' matched '${columns.join(", ")}'`,
    dvcExit: 255,
  }),
  "usage/no-column": ({ wanted, key, nearest }) => ({
    exp: `there is no column '${wanted}'`,
    hint: didYouMean(nearest),
    dvc: `Unknown sort column '${key}'`,
    dvcExit: 255,
  }),
};

import type { CompareFaults } from "../compare/mod.ts";
import { noSuchFile } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

export const COMPARE: Sayings<CompareFaults> = {
  "not-found/data-target": ({ target }) => ({
    exp: `neither side of the comparison has '${target}'`,
    dvc: noSuchFile(target),
    isDvcCrash: true,
  }),
};

import type { StageFaults } from "../stage/faults.ts";
import type { Sayings } from "./saying.ts";

export const STAGE: Sayings<StageFaults> = {
  "within/run-instead": ({ stage }, { exp }) => `${exp}; ${stage} is run instead`,
};

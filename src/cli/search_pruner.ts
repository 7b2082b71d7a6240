import { DEFAULT_FACTOR, type Pruner } from "@exp/tpe";
import { PRUNERS } from "../search/mod.ts";
import { fault } from "./fault.ts";
import { atLeastOne } from "./search_budget.ts";

interface PrunerOptions {
  readonly pruner?: string | undefined;
  readonly minSteps?: number | undefined;
  readonly reductionFactor?: number | undefined;
}

/** @throws {ExpError} `usage` */
export function prunerOf({ pruner = "none", minSteps, reductionFactor }: PrunerOptions): Pruner | undefined {
  atLeastOne("--min-steps", minSteps);
  if (reductionFactor !== undefined && reductionFactor < 2) {
    throw fault("usage/reduction-factor", { factor: reductionFactor });
  }
  switch (pruner) {
    case "asha":
      return { kind: "asha", minSteps, factor: reductionFactor ?? DEFAULT_FACTOR };
    case "median":
      if (reductionFactor !== undefined) {
        throw fault("usage/goes-with", { option: "--reduction-factor", needs: "--pruner asha" });
      }
      return { kind: "median", minSteps: minSteps ?? 0 };
    case "none":
      if (minSteps === undefined && reductionFactor === undefined) return undefined;
      throw fault("usage/goes-with", {
        option: minSteps === undefined ? "--reduction-factor" : "--min-steps",
        needs: "--pruner",
      });
    default:
      throw fault("usage/no-choice", { option: "--pruner", value: pruner, choices: PRUNERS });
  }
}

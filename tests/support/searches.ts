import type { SearchDefinition } from "../../src/search/definition.ts";

const REV = "0123456789abcdef0123456789abcdef01234567";

/** A search of x and opt. */
export function definitionOf(wishes: Partial<SearchDefinition> = {}): SearchDefinition {
  return {
    baseline: REV,
    snapshot: REV,
    overrides: new Map([["params.yaml", ["x=interval(0,1)", "opt=a,b"]]]),
    conditions: [],
    enqueued: [],
    metric: { file: "metrics.json", key: "val.loss" },
    direction: "minimize",
    further: [],
    constraints: [],
    trials: 50,
    designSize: 40,
    maxFailures: 3,
    untilMs: 99,
    sampler: "tpe",
    seed: 3,
    pruner: undefined,
    noHydra: false,
    createdAtMs: 1,
    isStopped: false,
    ...wishes,
  };
}

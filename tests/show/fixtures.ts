import type { Value } from "../../packages/values/value.ts";
import type { BaselineEntry, ExperimentRange, RevEntry } from "../../src/revisions/collected.ts";

interface Facts {
  readonly params?: Readonly<Record<string, Value>>;
  /** "missing" when the file is not there. */
  readonly metrics?: Readonly<Record<string, Value>> | "missing";
  readonly deps?: Readonly<Record<string, string>>;
}

export function revEntry(rev: string, name: string | null, facts: Facts): RevEntry {
  const { params = {}, metrics = {}, deps = {} } = facts;
  return {
    rev,
    name,
    error: null,
    data: {
      rev,
      timestamp: "2026-01-02T13:04:05",
      params: new Map([["params.yaml", { data: new Map(Object.entries(params)) }]]),
      metrics: new Map([[
        "metrics.json",
        metrics === "missing"
          ? { error: { type: "FileNotFoundError", msg: "" } }
          : { data: new Map(Object.entries(metrics)) },
      ]]),
      deps: new Map(Object.entries(deps).map(([path, hash]) => [path, { hash, size: 1, nfiles: null }])),
      outs: new Map(),
      meta: {},
    },
  };
}

export function experiment(rev: string, name: string, facts: Facts, state?: "queued" | "failed"): ExperimentRange {
  const executor = state === undefined ? null : { state, name: null, local: null };
  return { revs: [revEntry(rev, name, facts)], executor, name };
}

export function baseline(name: string, facts: Facts, experiments: readonly ExperimentRange[]): BaselineEntry {
  return { ...revEntry(name === "workspace" ? "workspace" : "b".repeat(40), name, facts), experiments };
}

/** What a search is asked to do: the text in its commit ↔ the type. */
import { DEFAULT_FACTOR, type Pruner } from "@exp/tpe";
import type { Rev } from "../git/mod.ts";

/** Who chooses the points. */
export const SAMPLERS = ["tpe", "cmaes", "random", "sobol", "lhs", "grid"] as const;
type Sampler = typeof SAMPLERS[number];

/** Who says which trials are not worth going on. */
export const PRUNERS = ["none", "asha", "median"] as const;

/** A number in a file of the experiment's commit. */
export interface Metric {
  /** Relative to the root. */
  readonly file: string;
  readonly key: string;
}

/** Something that is to be small, or large. */
export interface Objective {
  readonly metric: Metric;
  readonly direction: "minimize" | "maximize";
}

export const BOUNDS = ["<", "<=", ">", ">="] as const;

/** A trial that does not keep to it is worse than any that does, and never the best. */
export interface Constraint {
  readonly metric: Metric;
  readonly operator: typeof BOUNDS[number];
  readonly bound: number;
}

/** A parameter, as overrides call it. */
export interface ParamPlace {
  /** Relative to the root. */
  readonly file: string;
  readonly key: string;
}

export const OPERATORS = ["=", "!=", "<", "<=", ">", ">="] as const;

/** A parameter varies only where another one is as this says. */
export interface Condition {
  readonly parameter: ParamPlace;
  readonly on: ParamPlace;
  readonly operator: typeof OPERATORS[number];
  /** As in an override; several with commas between them: one of them. */
  readonly value: string;
}

export interface SearchDefinition extends Objective {
  /** The commit that trials start from. */
  readonly baseline: Rev;
  /** The workspace as it was: what trials run. */
  readonly snapshot: Rev;
  /** Override texts by params file; those with a sweep span the space. Files relative to the root. */
  readonly overrides: ReadonlyMap<string, readonly string[]>;
  /** All that are about one parameter have to hold. */
  readonly conditions: readonly Condition[];
  /** What the first trials set, one after the other; what they leave open is drawn at random. */
  readonly enqueued: readonly ReadonlyMap<string, readonly string[]>[];
  /** What else is to be found: with it there is no best trial, but a front of those that none is better than. */
  readonly further: readonly Objective[];
  readonly constraints: readonly Constraint[];
  readonly trials: number;
  /** How many it was to have at first, where it has been extended: over so many `lhs` spreads its points. */
  readonly designSize: number | undefined;
  /** Once so many have failed, no new trial begins. */
  readonly maxFailures: number | undefined;
  /** From this moment on no new trial begins. */
  readonly untilMs: number | undefined;
  readonly sampler: Sampler;
  readonly seed: number;
  /** Undefined: every trial goes to its end. */
  readonly pruner: Pruner | undefined;
  readonly noHydra: boolean;
  readonly createdAtMs: number;
  /** No new trial begins. */
  readonly isStopped: boolean;
}

/** A definition of a newer `exp` has a higher number and cannot be read. */
const SCHEMA = 1;

export function formatDefinition(definition: SearchDefinition): string {
  const { overrides, enqueued, ...plain } = definition;
  const texts = { overrides: Object.fromEntries(overrides), enqueued: enqueued.map((one) => Object.fromEntries(one)) };
  return JSON.stringify({ schema: SCHEMA, ...plain, ...texts }, null, 2) + "\n";
}

/** Undefined for a text that is none, or of a newer version. */
export function parseDefinition(text: string): SearchDefinition | undefined {
  const json = parseObject(text);
  if (json === undefined || json["schema"] !== SCHEMA) return undefined;
  const { baseline, snapshot, direction, trials, sampler, seed } = json;
  const overrides = parseOverrides(json["overrides"]);
  const metric = parsePlace(json["metric"]);
  if (typeof baseline !== "string" || typeof snapshot !== "string" || overrides === undefined) return undefined;
  if (metric === undefined) return undefined;
  if (!isDirection(direction)) return undefined;
  if (typeof trials !== "number" || typeof seed !== "number" || !isSampler(sampler)) return undefined;
  const conditions = listOf(json["conditions"]).map(parseCondition);
  if (!conditions.every((one) => one !== undefined)) return undefined;
  const further = listOf(json["further"]).map(parseObjective);
  const constraints = listOf(json["constraints"]).map(readConstraint);
  if (!further.every((one) => one !== undefined) || !constraints.every((one) => one !== undefined)) return undefined;
  return {
    baseline,
    snapshot,
    overrides,
    conditions,
    enqueued: listOf(json["enqueued"]).flatMap((one) => parseOverrides(one) ?? []),
    metric,
    direction,
    further,
    constraints,
    trials,
    designSize: asNumber(json["designSize"]),
    maxFailures: asNumber(json["maxFailures"]),
    untilMs: asNumber(json["untilMs"]),
    sampler,
    seed,
    pruner: parsePruner(asObject(json["pruner"])),
    noHydra: json["noHydra"] === true,
    createdAtMs: Number(json["createdAtMs"]) || 0,
    isStopped: json["isStopped"] === true,
  };
}

function parseObjective(value: unknown): Objective | undefined {
  const json = asObject(value);
  const metric = parsePlace(json?.["metric"]), direction = json?.["direction"];
  return metric !== undefined && isDirection(direction) ? { metric, direction } : undefined;
}

function readConstraint(value: unknown): Constraint | undefined {
  const json = asObject(value);
  const metric = parsePlace(json?.["metric"]), bound = asNumber(json?.["bound"]);
  const operator = BOUNDS.find((one) => one === json?.["operator"]);
  return metric && operator && bound !== undefined ? { metric, operator, bound } : undefined;
}

function parseCondition(value: unknown): Condition | undefined {
  const json = asObject(value);
  const parameter = parsePlace(json?.["parameter"]), on = parsePlace(json?.["on"]);
  const operator = OPERATORS.find((one) => one === json?.["operator"]);
  if (parameter === undefined || on === undefined || operator === undefined) return undefined;
  return { parameter, on, operator, value: String(json?.["value"]) };
}

function parsePlace(value: unknown): ParamPlace | undefined {
  const { file, key } = asObject(value) ?? {};
  return typeof file === "string" && typeof key === "string" ? { file, key } : undefined;
}

export function isDirection(word: unknown): word is Objective["direction"] {
  return word === "minimize" || word === "maximize";
}

/** All that is to be found, the first one first. */
export function objectivesOf({ metric, direction, further }: SearchDefinition): readonly Objective[] {
  return [{ metric, direction }, ...further];
}

export function isSampler(word: unknown): word is Sampler {
  return SAMPLERS.some((sampler) => sampler === word);
}

function parsePruner(json: Record<string, unknown> | undefined): Pruner | undefined {
  const minSteps = asNumber(json?.["minSteps"]);
  switch (json?.["kind"]) {
    case "asha":
      return { kind: "asha", minSteps, factor: asNumber(json["factor"]) ?? DEFAULT_FACTOR };
    case "median":
      return { kind: "median", minSteps: minSteps ?? 0 };
    default:
      return undefined;
  }
}

/** Override texts by file, out of JSON. */
export function parseOverrides(value: unknown): Map<string, string[]> | undefined {
  const object = asObject(value);
  if (object === undefined) return undefined;
  const entries = Object.entries(object);
  if (!entries.every(([, texts]) => Array.isArray(texts))) return undefined;
  return new Map(entries.map(([file, texts]) => [file, (texts as unknown[]).map(String)]));
}

/** What an older definition does not say is an empty list. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : undefined;
}

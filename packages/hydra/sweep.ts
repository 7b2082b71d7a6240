/** From overrides with sweeps to one list of overrides an experiment, in the order in which DVC queues them. */
import { Fault } from "@exp/values";
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatDecimal,
  InvalidDecimalError,
  isZero,
  toDecimal,
  toDouble,
} from "./decimal.ts";
import { shuffleItems } from "./order_functions.ts";
import { firstLine, HydraError } from "./hydra_error.ts";
import { AS_WRITTEN, type Override, parseOverride, type Random } from "./override.ts";
import { renderValue } from "./render.ts";
import {
  ChoiceSweep,
  GlobValue,
  IntervalSweep,
  isDiscreteSweep,
  isSweep,
  type OverrideValue,
  type RangeSweep,
} from "./values.ts";
import type { HydraFaults } from "./faults.ts";

/** Override texts by params file, files in first-seen order. */
export type PathOverrides = ReadonlyMap<string, readonly string[]>;

/** A sweep has no end in sight beyond this number of points; Hydra would run out of memory. */
export const MAX_SWEEP_POINTS = 1_000_000;

/** A sweep that cannot become a list of experiments. */
export class SweepError extends Fault {
  constructor(
    /** Class and first line of the error in Hydra or DVC. */
    readonly errorClass: string,
    readonly firstLine: string,
    message: string,
    hint?: string,
  ) {
    super("invalid-override/sweep" satisfies keyof HydraFaults, { text: message, hint, dvc: firstLine });
    this.message = message;
  }
}

/** @throws {OverrideError} */
export function parsePathOverrides(pathOverrides: PathOverrides, random?: Random): Map<string, Override[]> {
  return new Map(
    [...pathOverrides].map(([file, texts]) => [file, texts.map((text) => parseOverride(text, random))] as const),
  );
}

/** Whether the override stands for several values, so that it needs a queue. */
export function isSweepOverride(override: Override): boolean {
  return isSweep(override.value) || override.value instanceof GlobValue;
}

/**
 * All points of the grid. Without any sweep there is one point, the overrides as they are rendered.
 *
 * @param random draws the order of `shuffle(…)`
 * @throws {OverrideError} when an override cannot be read
 * @throws {SweepError} when one cannot be expanded
 */
export function expandSweeps(pathOverrides: PathOverrides, random = AS_WRITTEN): Map<string, string[]>[] {
  let points: Map<string, string[]>[] = [new Map()];
  for (const [file, overrides] of parsePathOverrides(pathOverrides, random)) {
    const lists = multiply(expandFile(overrides, random));
    checkSize(points.length * lists.length);
    points = points.flatMap((point) => lists.map((list) => new Map([...point, [file, list]])));
  }
  return points;
}

/** The texts of each key of one file. A repeated key keeps its first place and has its last values. */
function expandFile(overrides: readonly Override[], random: Random): string[][] {
  refuseGlobs(overrides);
  const byKey = new Map<string, string[]>();
  for (const override of overrides) {
    const key = overrideKey(override);
    byKey.set(key, expandOverride(override, random).map((text) => `${key}=${text}`));
  }
  return [...byKey.values()];
}

/** @throws {SweepError} */
export function refuseGlobs(overrides: readonly Override[]): void {
  const glob = overrides.find(({ value }) => value instanceof GlobValue);
  if (glob) {
    throw new SweepError(
      "InvalidArgumentError",
      `Glob override '${glob.input}' is not supported.`,
      `"${glob.input}": glob() cannot be expanded`,
      "name the values: key=a,b,c",
    );
  }
}

const PREFIXES = { CHANGE: "", ADD: "+", FORCE_ADD: "++", DEL: "~" } as const;

/** What stands before the `=`: prefix, key and package. */
export function overrideKey(override: Override): string {
  const { type, key, package: packageName } = override;
  return PREFIXES[type] + key + (packageName === undefined ? "" : `@${packageName}`);
}

/** The rendered values of one override: several for a sweep, else one. @throws {SweepError} */
export function expandOverride(override: Override, random: Random): string[] {
  const { value } = override;
  try {
    if (value instanceof IntervalSweep) throw intervalError(override);
    if (!isDiscreteSweep(value)) return [renderValue(value)];
    const texts = discreteValues(override, value).map(renderValue);
    return value.shuffle ? shuffleItems(texts, random) : texts;
  } catch (error) {
    if (error instanceof HydraError) {
      throw new SweepError(
        error.errorClass,
        firstLine(error.message),
        `"${override.input}": a sweep or glob inside a value cannot be expanded`,
      );
    }
    throw error;
  }
}

function intervalError(override: Override): SweepError {
  return new SweepError(
    "HydraException",
    "BasicSweeper does not support sweep type : INTERVAL_SWEEP",
    `"${override.input}": an interval is not a grid`,
    "add --samples N to draw values from it",
  );
}

/** The values of a choice or range, in order. @throws {SweepError} */
function discreteValues(override: Override, sweep: ChoiceSweep | RangeSweep): readonly OverrideValue[] {
  if (sweep instanceof ChoiceSweep) return sweep.list;
  try {
    const { start, stop, step } = sweep;
    if (typeof start === "number" || typeof stop === "number" || typeof step === "number") {
      return decimalRange(override, toDecimal(start), toDecimal(stop), toDecimal(step));
    }
    return integerRange(override, BigInt(start), BigInt(stop), BigInt(step));
  } catch (error) {
    if (error instanceof InvalidDecimalError) {
      throw new SweepError(
        "InvalidOperation",
        "[<class 'decimal.InvalidOperation'>]",
        `"${override.input}": a range over nan cannot be expanded`,
      );
    }
    throw error;
  }
}

function integerRange(override: Override, start: bigint, stop: bigint, step: bigint): bigint[] {
  if (step === 0n) {
    throw new SweepError(
      "ValueError",
      "range() arg 3 must not be zero",
      `"${override.input}": the step of a range is 0`,
    );
  }
  const values: bigint[] = [];
  for (let value = start; step > 0n ? value < stop : value > stop; value += step) {
    values.push(value);
    checkSize(values.length);
  }
  return values;
}

function decimalRange(override: Override, start: Decimal, stop: Decimal, step: Decimal): number[] {
  if (isZero(step)) {
    const ends = `start:${formatDecimal(start)}, stop:${formatDecimal(stop)}, step:${formatDecimal(step)}`;
    throw new SweepError(
      "HydraException",
      `Invalid range values (${ends})`,
      `"${override.input}": the step of a range is 0`,
    );
  }
  const direction = compareDecimals(step, toDecimal(0n));
  const values: number[] = [];
  for (let value = start; compareDecimals(value, stop) === -direction; value = addDecimals(value, step)) {
    values.push(toDouble(value));
    checkSize(values.length);
  }
  return values;
}

function checkSize(points: number): void {
  if (points <= MAX_SWEEP_POINTS) return;
  throw new SweepError("MemoryError", "", `the sweep has more than ${MAX_SWEEP_POINTS} points`);
}

/** Every combination of one item from each list, the last list fastest. */
function multiply(lists: readonly (readonly string[])[]): string[][] {
  checkSize(lists.reduce((size, list) => size * list.length, 1));
  return lists.reduce<string[][]>(
    (rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])),
    [[]],
  );
}

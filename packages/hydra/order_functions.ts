/** `sort` and `shuffle`. */
import { toFloat } from "./casts.ts";
import { FunctionFailure } from "./function_failure.ts";
import { isLess, OrderError, sortValues } from "./python_order.ts";
import { valueRepr } from "./python_text.ts";
import type { Bound } from "./signature.ts";
import {
  ChoiceSweep,
  isDiscreteSweep,
  isNumeric,
  isSweep,
  type Numeric,
  type OverrideValue,
  RangeSweep,
} from "./values.ts";

/** What `sort` and `shuffle` work on: `list=` wins over `sweep=`, which wins over the values. */
function subjectOf({ rest, named }: Bound): OverrideValue | undefined {
  const chosen = named["list"] ?? named["sweep"] ?? null;
  if (chosen !== null) return chosen;
  return rest.length === 1 && (Array.isArray(rest[0]) || isDiscreteSweep(rest[0]!)) ? rest[0]! : undefined;
}

/** `sort(…)`, as Python orders. @throws {FunctionFailure} */
export function sort(bound: Bound): OverrideValue {
  try {
    return sorted(bound, bound.named["reverse"] === true);
  } catch (error) {
    throw error instanceof OrderError ? new FunctionFailure("TypeError", error.message) : error;
  }
}

function sorted(bound: Bound, reverse: boolean): OverrideValue {
  const subject = subjectOf(bound);
  if (subject instanceof ChoiceSweep) {
    return subject.with({ list: sortValues(subject.list, reverse) });
  }
  if (subject instanceof RangeSweep) return turnRange(subject, reverse);
  if (subject !== undefined && Array.isArray(subject)) return sortValues(subject, reverse);
  const { rest } = bound;
  if (rest.length === 0) throw new FunctionFailure("ValueError", "empty sort input");
  if (rest.length === 1) return rest[0]!;
  if (!rest.every((value) => isNumeric(value) || typeof value === "string")) {
    throw new FunctionFailure(
      "TypeError",
      `Invalid arguments: (${rest.map(valueRepr).join(", ")})`,
      "several values can be sorted only if each is a number or text",
    );
  }
  return new ChoiceSweep(sortValues(rest, reverse), true);
}

/**
 * A range that runs against the wanted direction gets its ends exchanged, moved by one step. (Hydra's rule; the numbers
 * are not always the same ones.)
 */
function turnRange(range: RangeSweep, reverse: boolean): RangeSweep {
  const { start, stop, step } = range;
  const against = reverse ? isLess(start, stop) : isLess(stop, start);
  if (!against) return range;
  const size = isLess(step, 0n) ? negate(step) : step;
  const shift = reverse ? negate(size) : size;
  return new RangeSweep(add(stop, shift), add(start, shift), negate(step), range.shuffle, range.tags);
}

function add(a: Numeric, b: Numeric): bigint | number {
  return typeof a === "number" || typeof b === "number" ? toFloat(a) + toFloat(b) : BigInt(a) + BigInt(b);
}

function negate(a: Numeric): bigint | number {
  return typeof a === "number" ? -a : -BigInt(a);
}

/** `shuffle(…)`: a list is shuffled now, a sweep when it is expanded. @throws {FunctionFailure} */
export function shuffle(bound: Bound, random: () => number): OverrideValue {
  const subject = subjectOf(bound);
  if (subject instanceof ChoiceSweep || subject instanceof RangeSweep) return subject.with({ shuffle: true });
  if (subject !== undefined && Array.isArray(subject)) return shuffleItems(subject, random);
  const { rest } = bound;
  if (rest.length === 1) return [rest[0]!];
  if (rest.some(isSweep)) {
    throw new FunctionFailure("AssertionError", "", "a sweep cannot be shuffled together with other values");
  }
  return new ChoiceSweep(rest, true, true);
}

/** A copy in random order (Fisher and Yates). */
export function shuffleItems<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

/** Equality, order and sorting of override values as Python sees them, with its error when two cannot be compared. */
import { compareCodePoints, type Key, pyTypeName } from "@exp/values";
import {
  ChoiceSweep,
  DictValue,
  fieldsOf,
  GlobValue,
  IntervalSweep,
  isNumeric,
  type OverrideValue,
  QuotedString,
  RangeSweep,
} from "./values.ts";

/** Two values have no order; the message is Python's. */
export class OrderError extends Error {}

/** Python's name of the value's type. */
export function typeName(value: OverrideValue): string {
  if (value === null || typeof value !== "object") return pyTypeName(value);
  if (Array.isArray(value)) return "list";
  if (value instanceof DictValue) return "dict";
  if (value instanceof QuotedString) return "QuotedString";
  if (value instanceof ChoiceSweep) return "ChoiceSweep";
  if (value instanceof RangeSweep) return "RangeSweep";
  return value instanceof IntervalSweep ? "IntervalSweep" : "Glob";
}

/** Whether a mapping takes the two for one key: 1, 1.0 and true are; nan and nan are not. */
export function sameKey(a: Key, b: Key): boolean {
  return a === b || (isNumeric(a) && isNumeric(b) && plainNumber(a) == plainNumber(b));
}

/** `true` as 1; comparing a bigint with a number is exact in JavaScript. */
function plainNumber(value: boolean | bigint | number): bigint | number {
  return typeof value === "boolean" ? BigInt(value) : value;
}

/** Python's `a < b`. @throws {OrderError} */
export function isLess(a: OverrideValue, b: OverrideValue): boolean {
  if (isNumeric(a) && isNumeric(b)) return plainNumber(a) < plainNumber(b);
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b) < 0;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < a.length && i < b.length; i++) {
      if (!isEqual(a[i]!, b[i]!)) return isLess(a[i]!, b[i]!);
    }
    return a.length < b.length;
  }
  throw new OrderError(`'<' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

/** Python's `a == b`, never an error. */
function isEqual(a: OverrideValue, b: OverrideValue): boolean {
  if (isNumeric(a) && isNumeric(b)) return plainNumber(a) == plainNumber(b);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (Array.isArray(a)) return Array.isArray(b) && allEqual(a, b);
  if (a instanceof QuotedString) return b instanceof QuotedString && a.text === b.text && a.quote === b.quote;
  if (a instanceof DictValue) {
    return b instanceof DictValue && a.pairs.length === b.pairs.length && a.pairs.every(([key, item]) => {
      const other = b.pairs.find(([otherKey]) => sameKey(key, otherKey));
      return other !== undefined && isEqual(item, other[1]);
    });
  }
  if (typeName(a) !== typeName(b) || isData(a) || isData(b)) return false;
  if (!(a instanceof GlobValue) && !(b instanceof GlobValue) && !sameTags(a.tags, b.tags)) return false;
  return allEqual(Object.values(fieldsOf(a)), Object.values(fieldsOf(b)));
}

function isData(value: OverrideValue & object): value is OverrideValue[] | QuotedString | DictValue {
  return Array.isArray(value) || value instanceof QuotedString || value instanceof DictValue;
}

function allEqual(a: readonly OverrideValue[], b: readonly OverrideValue[]): boolean {
  return a.length === b.length && a.every((item, i) => isEqual(item, b[i]!));
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((tag) => b.includes(tag));
}

/** Up to this length Python sorts by one run and binary insertion. */
const INSERTION_LIMIT = 64;

/**
 * Python's `sorted`. For short lists the comparisons are made in Python's own order, so that a list with `nan` comes
 * out the same and an error names the same two types.
 *
 * @throws {OrderError}
 */
export function sortValues(values: readonly OverrideValue[], reverse: boolean): OverrideValue[] {
  const sorted = reverse ? values.toReversed() : [...values];
  if (sorted.length < INSERTION_LIMIT) sortByInsertion(sorted);
  else sorted.sort((a, b) => isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0);
  return reverse ? sorted.reverse() : sorted;
}

function sortByInsertion(items: OverrideValue[]): void {
  for (let i = sortFirstRun(items); i < items.length; i++) {
    const pivot = items[i]!;
    let low = 0, high = i;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLess(pivot, items[middle]!)) high = middle;
      else low = middle + 1;
    }
    items.copyWithin(low + 1, low, i);
    items[low] = pivot;
  }
}

/** Length of the run that the list begins with, ascending; a strictly descending one is turned round. */
function sortFirstRun(items: OverrideValue[]): number {
  if (items.length < 2) return items.length;
  let end = 2;
  if (isLess(items[1]!, items[0]!)) {
    while (end < items.length && isLess(items[end]!, items[end - 1]!)) end++;
    items.splice(0, end, ...items.slice(0, end).reverse());
  } else {
    while (end < items.length && !isLess(items[end]!, items[end - 1]!)) end++;
  }
  return end;
}

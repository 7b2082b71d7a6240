/**
 * As much of decimal arithmetic as ranges need: the exact value of a double, sums rounded to 28 significant digits
 * (half to even), comparison. Python's `decimal` with its default context is the model.
 */
import type { Numeric } from "./values.ts";

const PRECISION = 28;

/** `coefficient · 10^exponent`; not a number and the infinities are special. */
export type Decimal =
  | { readonly coefficient: bigint; readonly exponent: number; readonly negativeZero: boolean }
  | Special;
type Special = "NaN" | "Infinity" | "-Infinity";

/** Python's `decimal.InvalidOperation`. */
export class InvalidDecimalError extends Error {}

/** The exact value. */
export function toDecimal(value: Numeric): Decimal {
  if (typeof value !== "number") return { coefficient: BigInt(value), exponent: 0, negativeZero: false };
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (Number.isInteger(value)) {
    return { coefficient: BigInt(value), exponent: 0, negativeZero: Object.is(value, -0) };
  }
  let scaled = value, shift = 0;
  // multiplying by two is exact until the fraction is gone; a double has at most 1074 binary places
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return { coefficient: BigInt(scaled) * 5n ** BigInt(shift), exponent: -shift, negativeZero: false };
}

/** The nearest double. */
export function toDouble(value: Decimal): number {
  if (typeof value === "string") return Number(value);
  return value.negativeZero ? -0 : Number(`${value.coefficient}e${value.exponent}`);
}

/** @throws {InvalidDecimalError} for the sum of two opposite infinities */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a === "NaN" || b === "NaN") return "NaN";
  if (typeof a === "string" || typeof b === "string") {
    if (typeof a === "string" && typeof b === "string" && a !== b) throw new InvalidDecimalError();
    return typeof a === "string" ? a : b;
  }
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = alignTo(a, exponent) + alignTo(b, exponent);
  return roundToPrecision(sum, exponent, a.negativeZero && b.negativeZero);
}

/** -1, 0 or 1. @throws {InvalidDecimalError} for not a number */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a === "NaN" || b === "NaN") throw new InvalidDecimalError();
  if (typeof a === "string" || typeof b === "string") {
    const x = typeof a === "string" ? Number(a) : 0, y = typeof b === "string" ? Number(b) : 0;
    return x === y ? 0 : x < y ? -1 : 1;
  }
  const exponent = Math.min(a.exponent, b.exponent);
  const x = alignTo(a, exponent), y = alignTo(b, exponent);
  return x === y ? 0 : x < y ? -1 : 1;
}

export function isZero(value: Decimal): boolean {
  return typeof value !== "string" && value.coefficient === 0n;
}

type Finite = Exclude<Decimal, Special>;

function alignTo(value: Finite, exponent: number): bigint {
  return value.coefficient * 10n ** BigInt(value.exponent - exponent);
}

function roundToPrecision(coefficient: bigint, exponent: number, negativeZero: boolean): Decimal {
  const size = coefficient < 0n ? -coefficient : coefficient;
  const excess = String(size).length - PRECISION;
  if (excess <= 0) return { coefficient, exponent, negativeZero };
  const unit = 10n ** BigInt(excess);
  let kept = size / unit;
  const twice = (size % unit) * 2n;
  if (twice > unit || (twice === unit && kept % 2n === 1n)) kept++;
  return { coefficient: coefficient < 0n ? -kept : kept, exponent: exponent + excess, negativeZero: false };
}

/** As Python prints a decimal: plain down to 1e-6, then with `E`. */
export function formatDecimal(value: Decimal): string {
  if (typeof value === "string") return value;
  const sign = value.coefficient < 0n || value.negativeZero ? "-" : "";
  const digits = String(value.coefficient).replace("-", "");
  const { exponent } = value;
  /** power of ten of the first digit */
  const leading = exponent + digits.length - 1;
  if (exponent > 0 || leading < -6) {
    const fraction = digits.length > 1 ? "." + digits.slice(1) : "";
    return `${sign}${digits[0]}${fraction}E${leading < 0 ? "-" : "+"}${Math.abs(leading)}`;
  }
  if (exponent === 0) return sign + digits;
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

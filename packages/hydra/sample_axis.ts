/** One override of a sampled sweep: from a number in [0, 1) to an override text. */
import { floatRepr } from "@exp/values";
import type { Override } from "./override.ts";
import { expandOverride, overrideKey, SweepError } from "./sweep.ts";
import { IntervalSweep, isSweep } from "./values.ts";

export interface Axis {
  /** How many different texts there are; Infinity for a float interval. */
  readonly size: number;
  /** Number `index` of the different texts. Only for a finite size. */
  readonly textAt: (index: number) => string;
  readonly draw: (position: number) => string;
}

/** The tag that makes an interval logarithmic: `tag(log, interval(1e-4, 1e-1))`. */
const LOG_TAG = "log";

/** @throws {SweepError} for an interval that nothing can be drawn from */
export function axisOf(override: Override): Axis {
  const { value } = override;
  const key = overrideKey(override);
  if (value instanceof IntervalSweep) return intervalAxis(override, key, value);
  const texts = expandOverride(override, () => 0).map((text) => `${key}=${text}`);
  const different = [...new Set(texts)];
  return {
    size: different.length,
    textAt: (index) => different[index]!,
    draw: (position) => texts[Math.floor(position * texts.length)]!,
  };
}

/** Whether the axis has anything to draw; other overrides are the same in every point. */
export function isDrawn(override: Override): boolean {
  return isSweep(override.value);
}

function intervalAxis(override: Override, key: string, { start, end, tags }: IntervalSweep): Axis {
  const refuse = (reason: string) =>
    new SweepError("InvalidArgumentError", `Invalid interval '${override.input}'`, `"${override.input}": ${reason}`);
  const logarithmic = tags.includes(LOG_TAG);
  if (!Number.isFinite(Number(start)) || !Number.isFinite(Number(end))) {
    throw refuse("an interval needs two finite ends");
  }
  const [low, high] = start <= end ? [start, end] : [end, start];
  if (logarithmic && low <= 0) throw refuse("a logarithmic interval must start above 0");
  return typeof low === "bigint" && typeof high === "bigint"
    ? integerAxis(key, low, high, logarithmic)
    : floatAxis(key, Number(low), Number(high), logarithmic);
}

function floatAxis(key: string, low: number, high: number, logarithmic: boolean): Axis {
  const valueAt = (position: number): number => {
    const value = logarithmic
      ? Math.exp(interpolate(Math.log(low), Math.log(high), position))
      : interpolate(low, high, position);
    return Math.min(Math.max(value, low), high);
  };
  return {
    size: low === high ? 1 : Infinity,
    textAt: () => `${key}=${floatRepr(low)}`,
    draw: (position) => `${key}=${floatRepr(valueAt(position))}`,
  };
}

/** Both ends belong to it. */
function integerAxis(key: string, low: bigint, high: bigint, logarithmic: boolean): Axis {
  const size = Number(high - low + 1n);
  const valueAt = (position: number): bigint => {
    const value = logarithmic
      ? BigInt(Math.floor(Math.exp(interpolate(Math.log(Number(low)), Math.log(Number(high + 1n)), position))))
      : low + BigInt(Math.floor(position * size));
    return value < low ? low : value > high ? high : value;
  };
  return {
    size,
    textAt: (index) => `${key}=${low + BigInt(index)}`,
    draw: (position) => `${key}=${valueAt(position)}`,
  };
}

function interpolate(low: number, high: number, position: number): number {
  const width = high - low;
  return Number.isFinite(width) ? low + width * position : low * (1 - position) + high * position;
}

/** From sweeps of overrides to the axes of a space. */
import { floatRepr } from "../common/mod.ts";
import {
  ChoiceSweep,
  expandSweeps,
  IntervalSweep,
  isSweepOverride,
  type Override,
  parsePathOverrides,
  RangeSweep,
} from "@exp/hydra";
import type { Axis } from "@exp/tpe";
import { fault } from "./faults.ts";

/** Override texts by params file. */
export type Texts = ReadonlyMap<string, readonly string[]>;

/** An override that the search sets; the others are the same in every trial. */
export interface SpaceAxis {
  readonly file: string;
  /** As it was written. */
  readonly sweep: Override;
  readonly axis: Axis;
  /** How many values it has; Infinity for an interval of any numbers. */
  readonly size: number;
  /** What each of its texts begins with, up to the `=`. */
  readonly prefix: string;
  textAt(value: number): string;
  /** Undefined: the text is of none of its values. */
  valueOf(text: string): number | undefined;
}

/** The tag that makes an interval logarithmic. */
const LOG_TAG = "log";

/**
 * @throws {ExpError} `usage` when there is nothing to choose, `invalid-override` when there is nothing to choose from, or
 *   a parameter is there twice
 * @throws {OverrideError} when an override cannot be read, {@link SweepError} for a glob
 */
export function axesOf(overrides: Texts): SpaceAxis[] {
  const axes = [...parsePathOverrides(overrides)].flatMap(([file, list]) => {
    const sweeps = list.filter(isSweepOverride);
    for (const sweep of sweeps) refuseSecond(sweep, list);
    return sweeps.map((sweep) => axisOf(file, sweep));
  });
  if (axes.length === 0) throw fault("usage/nothing-to-search", {});
  return axes;
}

/** Finds what is wrong with one override alone. @throws {ExpError} {@link axesOf} */
export function checkAxis(file: string, text: string): void {
  for (const override of parsePathOverrides(new Map([[file, [text]]])).get(file)!) {
    if (isSweepOverride(override)) axisOf(file, override);
  }
}

/** As conditions name it. */
export function nameOfAxis({ sweep: { key, package: place } }: SpaceAxis): string {
  return place === undefined ? key : `${key}@${place}`;
}

function refuseSecond(sweep: Override, list: readonly Override[]): void {
  const second = list.find((one) => one !== sweep && one.key === sweep.key && one.package === sweep.package);
  if (second !== undefined) throw fault("invalid-override/set-twice", { first: sweep.input, second: second.input });
}

function axisOf(file: string, sweep: Override): SpaceAxis {
  const { value, input } = sweep;
  if (value instanceof IntervalSweep) return intervalAxis(file, sweep, value);
  const isTagged = (value instanceof ChoiceSweep || value instanceof RangeSweep) && value.tags.includes(LOG_TAG);
  if (isTagged) throw fault("invalid-override/log-of-values", { override: input });
  const texts = expandSweeps(new Map([[file, [input]]]), () => 0).map((point) => point.get(file)![0]!);
  if (texts.length === 0) throw fault("invalid-override/empty-axis", { override: input });
  const last = texts.length - 1;
  return {
    file,
    sweep,
    size: texts.length,
    prefix: prefixOf(texts[0]!),
    // a range has an order, whatever lies between its values
    axis: value instanceof RangeSweep
      ? { kind: "stepped", low: 0, high: last, step: 1, isLog: false }
      : { kind: "choice", size: texts.length },
    textAt: (place) => texts[place]!,
    valueOf(text) {
      const place = texts.indexOf(text);
      return place < 0 ? undefined : place;
    },
  };
}

function intervalAxis(file: string, sweep: Override, { start, end, tags }: IntervalSweep): SpaceAxis {
  const prefix = prefixOf(sweep.input);
  const isWhole = typeof start === "bigint" && typeof end === "bigint";
  const [low, high] = [Number(start), Number(end)].sort((a, b) => a - b) as [number, number];
  const isLog = tags.includes(LOG_TAG);
  if (!Number.isFinite(high - low) || (isLog && low <= 0)) {
    throw fault("invalid-override/empty-axis", { override: sweep.input });
  }
  return {
    file,
    sweep,
    axis: isWhole ? { kind: "stepped", low, high, step: 1, isLog } : { kind: "float", low, high, isLog },
    size: isWhole ? high - low + 1 : Infinity,
    prefix,
    textAt: (value) => prefix + (isWhole ? String(value) : floatRepr(value)),
    valueOf(text) {
      const written = text.startsWith(prefix) ? text.slice(prefix.length).trim() : "";
      const value = written === "" ? NaN : Number(written);
      return value >= low && value <= high && (!isWhole || Number.isInteger(value)) ? value : undefined;
    },
  };
}

function prefixOf(text: string): string {
  return text.slice(0, text.indexOf("=") + 1);
}

/** From sweeps of overrides to the axes of a space, and from its points to overrides. */
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
import type { Axis, Point } from "@exp/tpe";
import { fault } from "./faults.ts";

/** Override texts by params file. */
export type Texts = ReadonlyMap<string, readonly string[]>;

/** An override that the search sets; the others are the same in every trial. */
export interface SpaceAxis {
  readonly file: string;
  /** As it was written. */
  readonly sweep: Override;
  readonly axis: Axis;
  textAt(value: number): string;
  /** Undefined: the text is of none of its values. */
  valueOf(text: string): number | undefined;
}

/** The tag that makes an interval logarithmic. */
const LOG_TAG = "log";

/**
 * @throws {ExpError} `usage` when there is nothing to choose, `invalid-override` when there is nothing to choose from
 * @throws {OverrideError} when an override cannot be read, {@link SweepError} for a glob
 */
export function spaceOf(overrides: Texts): SpaceAxis[] {
  const axes = [...parsePathOverrides(overrides)].flatMap(([file, list]) =>
    list.filter(isSweepOverride).map((sweep) => axisOf(file, sweep))
  );
  if (axes.length === 0) throw fault("usage/nothing-to-search", {});
  return axes;
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
  const key = sweep.input.slice(0, sweep.input.indexOf("=") + 1);
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
    textAt: (value) => key + (isWhole ? String(value) : floatRepr(value)),
    valueOf(text) {
      const value = text.startsWith(key) ? Number(text.slice(key.length)) : NaN;
      return value >= low && value <= high ? value : undefined;
    },
  };
}

/** All overrides of a trial: sweeps at the point's values. */
export function textsAt(overrides: Texts, space: readonly SpaceAxis[], point: Point): Map<string, string[]> {
  const chosen = new Map(space.map((one, i) => [`${one.file}\n${one.sweep.input}`, one.textAt(point[i]!)]));
  return new Map(
    [...overrides].map(([file, texts]) => [file, texts.map((text) => chosen.get(`${file}\n${text}`) ?? text)]),
  );
}

/** Where a trial's overrides lie in the space; undefined for those of another one. */
export function pointOf(overrides: Texts, space: readonly SpaceAxis[], texts: Texts): Point | undefined {
  const point: number[] = [];
  for (const { file, sweep, valueOf } of space) {
    const place = overrides.get(file)?.indexOf(sweep.input) ?? -1;
    const value = valueOf(texts.get(file)?.[place] ?? "");
    if (value === undefined) return undefined;
    point.push(value);
  }
  return point;
}

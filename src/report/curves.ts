import { isMap, type Value, type ValueMap } from "../common/mod.ts";
import type { Plot } from "../plots/mod.ts";
import type { Curve, CurvePlot } from "./data.ts";

type DataPlot = Extract<Plot, { readonly kind: "vega" }>;

/** Templates that draw values over steps, which the page does by itself. */
const CURVE_TEMPLATES = new Set([undefined, "linear", "simple", "smooth"]);
/** The time of a point is something to draw it over, no curve. */
const TIME = "timestamp";
/** Of one curve: about as many as a chart has pixels. */
const MOST_POINTS = 400;
/** Of all curves together: what 2 MB hold. */
const ALL_POINTS = 140_000;

export function drawsCurves(template: string | undefined): boolean {
  return CURVE_TEMPLATES.has(template);
}

/**
 * One plot for each field that is drawn; a field that several plots of one file draw is there once.
 *
 * @param rowOf the row of a revision
 */
export function curvePlots(plots: readonly Plot[], rowOf: (rev: string) => number | undefined): CurvePlot[] {
  const drawn = new Map<string, CurvePlot>();
  for (const plot of plots) {
    if (plot.kind !== "vega" || !drawsCurves(plot.template) || plot.y === TIME) continue;
    for (const each of fieldsOf(plot, rowOf)) {
      if (!drawn.has(each.id) && each.curves.length > 0) drawn.set(each.id, each);
    }
  }
  const count = [...drawn.values()].reduce((sum, { curves }) => sum + curves.length, 0);
  const most = Math.max(20, Math.min(MOST_POINTS, Math.floor(ALL_POINTS / Math.max(1, count))));
  return [...drawn.values()].map((plot) => ({ ...plot, curves: plot.curves.map((curve) => thinned(curve, most)) }));
}

function fieldsOf(plot: DataPlot, rowOf: (rev: string) => number | undefined): CurvePlot[] {
  const byRev = Map.groupBy(plot.points, (point) => String(point.get("rev") ?? ""));
  return plot.series.map(({ filename, field }) => ({
    id: `${plot.id} ${filename} ${field}`,
    title: plot.series.length === 1 ? plot.title || field : `${plot.title || plot.id} · ${field}`,
    xLabel: plot.xLabel || plot.x,
    yLabel: plot.series.length === 1 ? plot.yLabel || field : field,
    curves: [...byRev].flatMap(([rev, points]) => {
      const row = rowOf(rev);
      const own = points.filter((point) => isOf(point, filename, field));
      const curve = row === undefined ? undefined : curveOf(own, row, plot.x, valueField(plot, own, field));
      return curve === undefined ? [] : [curve];
    }),
  }));
}

/** Points of several fields say which one they are of. */
function isOf(point: ValueMap, filename: string, field: string): boolean {
  const [file, name] = [point.get("filename"), point.get("field")];
  return (file === undefined || file === filename) && (name === undefined || name === field);
}

/** Where several fields are drawn, each value stands in a field that is called the same for all. */
function valueField(plot: DataPlot, points: readonly ValueMap[], field: string): string {
  return points.some((point) => point.has(plot.y)) ? plot.y : field;
}

function curveOf(points: readonly ValueMap[], row: number, x: string, y: string): Curve | undefined {
  const ys = points.map((point) => numberOf(point.get(y)) ?? null);
  if (!ys.some((each) => each !== null)) return undefined;
  const steps = points.map((point) => numberOf(point.get(x)));
  const xs = steps.every((step) => step !== undefined) ? steps : points.map((_, i) => i);
  const times = points.map((point) => numberOf(point.get(TIME)));
  const seconds = times.every((time) => time !== undefined) ? sinceFirst(times) : undefined;
  return { row, xs, ys, ...(seconds === undefined ? {} : { seconds }) };
}

/** As DVCLive writes them: milliseconds; else seconds. */
function sinceFirst(times: readonly number[]): number[] {
  const unit = times.length > 0 && times[0]! > 1e11 ? 1000 : 1;
  return times.map((time) => Math.round((time - times[0]!) / unit * 1000) / 1000);
}

/** Values of CSV are texts. */
function numberOf(value: Value | undefined): number | undefined {
  if (value === undefined || value === null || typeof value === "boolean" || isMap(value) || Array.isArray(value)) {
    return undefined;
  }
  const text = typeof value === "string" ? value.trim() : value;
  const number = text === "" ? NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * At most so many points: of each stretch its lowest and its highest one, so that no peak is lost; the first and the last
 * stay.
 */
export function thinned(curve: Curve, most: number): Curve {
  const count = curve.xs.length;
  if (count <= most) return curve;
  const kept = new Set([0, count - 1]);
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  for (let i = 0; i < stretches; i++) {
    const from = 1 + Math.floor(i * (count - 2) / stretches), to = 1 + Math.floor((i + 1) * (count - 2) / stretches);
    let low: number | undefined, high: number | undefined;
    for (let at = from; at < to; at++) {
      const y = curve.ys[at]!;
      if (y === null) continue;
      if (low === undefined || y < curve.ys[low]!) low = at;
      if (high === undefined || y > curve.ys[high]!) high = at;
    }
    if (low !== undefined) kept.add(low).add(high!);
  }
  const places = [...kept].sort((a, b) => a - b);
  return {
    row: curve.row,
    xs: places.map((at) => curve.xs[at]!),
    ys: places.map((at) => curve.ys[at]!),
    ...(curve.seconds === undefined ? {} : { seconds: places.map((at) => curve.seconds![at]!) }),
    thinnedFrom: count,
  };
}

import { isMap, type Value, type ValueMap } from "../common/mod.ts";
import type { Plot } from "../plots/mod.ts";
import type { Curve, CurvePlot } from "./data.ts";
import { thinned } from "./thin_curve.ts";

type DataPlot = Extract<Plot, { readonly kind: "vega" }>;

/** Templates that draw values over steps, which the page does by itself. */
const CURVE_TEMPLATES = new Set([undefined, "linear", "simple", "smooth"]);
/** The time of a point is something to draw it over, no curve. */
const TIME = "timestamp";
/** Of one curve: about as many as a chart has pixels. */
const MOST_POINTS = 400;

export function drawsCurves(template: string | undefined): boolean {
  return CURVE_TEMPLATES.has(template);
}

/**
 * One plot for each field that is drawn; a field that several plots draw over the same is there once. No curve has more
 * points than a chart can show.
 *
 * @param rowOf the row of a revision
 * @param onNumberless told of each field of a revision that has values, none of which is a number
 */
export function curvePlots(
  plots: readonly Plot[],
  rowOf: (rev: string) => number | undefined,
  onNumberless: (filename: string, field: string, rev: string) => void = () => {},
): CurvePlot[] {
  const drawn = new Map<string, CurvePlot>();
  for (const plot of plots) {
    if (plot.kind !== "vega" || !drawsCurves(plot.template) || plot.y === TIME) continue;
    const files = new Set(plot.series.map(({ filename }) => filename));
    for (const { field, filename } of plot.series) {
      // names of several files are shortened: only within the plot do they tell which one it is
      const key = JSON.stringify([files.size > 1 ? plot.id : "", filename, field, plot.x]);
      const tell = (rev: string) => onNumberless(filename, field, rev);
      const each = drawn.has(key) ? undefined : curvesOfField(plot, filename, field, rowOf, tell);
      if (each !== undefined && each.curves.length > 0) drawn.set(key, each);
    }
  }
  return [...drawn.values()];
}

function curvesOfField(
  plot: DataPlot,
  filename: string,
  field: string,
  rowOf: (rev: string) => number | undefined,
  onNumberless: (rev: string) => void,
): CurvePlot {
  const byRev = Map.groupBy(plot.points, (point) => String(point.get("rev") ?? ""));
  const isAlone = plot.series.length === 1;
  return {
    id: `${plot.id} ${filename} ${field}`,
    title: isAlone ? plot.title || field : `${plot.title || plot.id} · ${field}`,
    xLabel: plot.xLabel || plot.x,
    yLabel: isAlone ? plot.yLabel || field : field,
    curves: [...byRev].flatMap(([rev, points]) => {
      const row = rowOf(rev);
      const own = points.filter((point) => isOf(point, filename, field));
      if (row === undefined || own.length === 0) return [];
      const curve = curveOf(own, row, plot.x, valueField(plot, own, field));
      if (curve === undefined) onNumberless(rev);
      return curve === undefined ? [] : [thinned(curve, MOST_POINTS)];
    }),
  };
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

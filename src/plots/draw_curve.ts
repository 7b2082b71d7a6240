import { textWidth } from "../show/mod.ts";
import { CURVE_MARKS, CurveCanvas } from "./curve_canvas.ts";
import { fitting, numberOf, type PlotLook, seriesName, short } from "./plot_text.ts";
import type { DataPlot } from "./types.ts";

const ROWS = 10;
/** Wider ones are hard to follow. */
const WIDEST = 100;
/** Narrower ones show nothing. */
const NARROWEST = 8;

interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A frame with a few numbers, the curves of all revisions over each other, and what each is called. */
export function drawCurves(plot: DataPlot, look: PlotLook): string[] {
  const title = look.paintTitle(fitting(plot.title, look));
  const curves = curvesOf(plot);
  if (curves.length === 0) return [title, fitting("no curve of numbers; --html shows it", look)];
  const ranges = { x: rangeOf(curves, 0), y: rangeOf(curves, 1) };
  const labels = ticks(ranges.y);
  const margin = Math.max(...labels.map(({ text }) => text.length));
  const columns = Math.max(NARROWEST, Math.min(look.width, WIDEST) - margin - 2);
  const canvas = new CurveCanvas(columns, ROWS, look.unicode && (look.isColoured || curves.length === 1));
  curves.forEach(({ points }, index) =>
    canvas.draw(points.map(([x, y]) => ({ x: ranges.x.at(x), y: ranges.y.at(y) })), index, !isScatter(plot))
  );
  return [
    title,
    ...frame(canvas, labels, margin, look),
    xAxis(plot, ranges.x, margin, columns, look),
    ...legend(plot, curves, look),
  ];
}

function isScatter({ template = "linear" }: DataPlot): boolean {
  return template.startsWith("scatter");
}

/** One for each series of each revision that has numbers, its points from left to right. */
function curvesOf(plot: DataPlot): Curve[] {
  const named = Map.groupBy(plot.points, (point) => seriesName(plot, point));
  return [...named].flatMap(([name, own]): Curve[] => {
    const points = own.map((point) => [numberOf(point.get(plot.x)), numberOf(point.get(plot.y))] as const)
      .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
      .sort(([a], [b]) => a - b);
    return points.length === 0 ? [] : [{ name, points }];
  });
}

interface Range {
  readonly least: number;
  readonly most: number;
  /** Where a value lies, from 0 to 1. */
  at(value: number): number;
}

function rangeOf(curves: readonly Curve[], axis: 0 | 1): Range {
  let least = Infinity, most = -Infinity;
  for (const { points } of curves) {
    for (const point of points) {
      least = Math.min(least, point[axis]);
      most = Math.max(most, point[axis]);
    }
  }
  // halves, for the difference of two large numbers may be too large
  const whole = most / 2 - least / 2;
  return { least, most, at: (value) => whole === 0 ? 0.5 : (value / 2 - least / 2) / whole };
}

interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Numbers beside the frame: top, middle and bottom; of a flat curve the one that it has. */
function ticks({ least, most }: Range): Tick[] {
  if (least === most) return [{ at: 0.5, text: short(least) }];
  return [{ at: 1, text: short(most) }, { at: 0.5, text: short(most / 2 + least / 2) }, { at: 0, text: short(least) }];
}

function frame(canvas: CurveCanvas, labels: readonly Tick[], margin: number, look: PlotLook): string[] {
  const [side, tick] = look.unicode ? ["│", "┤"] : ["|", "+"];
  return Array.from({ length: canvas.rows }, (_, row) => {
    const label = labels.find(({ at }) => canvas.rowOf(at) === row);
    const edge = look.paintFrame(`${(label?.text ?? "").padStart(margin)} ${label === undefined ? side : tick}`);
    const runs = canvas.row(row).map(({ text, curve }) => curve === undefined ? text : look.paintCurve(text, curve));
    return (edge + runs.join("")).trimEnd();
  });
}

/** The ends of the axis, and what it is called in between. */
function xAxis(plot: DataPlot, { least, most }: Range, margin: number, columns: number, look: PlotLook): string {
  const [from, to] = [short(least), short(most)];
  const left = from.length > columns ? "" : from;
  const right = least === most || left.length + to.length >= columns ? "" : to;
  const free = columns - left.length - right.length;
  const name = free < 4 ? "" : fitting(plot.xLabel, { width: free - 2 });
  const wide = textWidth(name);
  const before = Math.max(0, Math.min(Math.floor((columns - wide) / 2) - left.length, free - wide - 1));
  const middle = " ".repeat(before) + name + " ".repeat(free - before - wide);
  return look.paintFrame(`${" ".repeat(margin + 2)}${left}${middle}${right}`.trimEnd());
}

/** Each curve with its mark and its last value. */
function legend(plot: DataPlot, curves: readonly Curve[], look: PlotLook): string[] {
  const isMarked = curves.length > 1 && !(look.unicode && look.isColoured);
  return curves.map(({ name, points }, index) => {
    const mark = isMarked || !look.unicode ? CURVE_MARKS[index % CURVE_MARKS.length]! : "──";
    const said = `${mark} ${name}: ${plot.yLabel} ${short(points.at(-1)![1])} at the end`;
    return look.paintCurve(fitting(said, look), index);
  });
}

import type { ValueMap } from "../common/mod.ts";
import { padToWidth, textWidth } from "../show/mod.ts";
import { fitting, type PlotLook, seriesName, textOf } from "./plot_text.ts";
import type { DataPlot } from "./types.ts";

/** A class's name takes at most so many columns where others stand beside it. */
const WIDEST_NAME = 12;
/** More classes than that are hard to read below each other. */
const MOST_ROWS = 40;

/** How often each class of the y axis came with each of the x axis; with shares of a row where they are normalized. */
interface Matrix {
  readonly name: string;
  readonly cell: (y: string, x: string) => string;
}

/** A confusion matrix of each revision as a table of counts; the diagonal stands out where there are colours. */
export function drawMatrices(plot: DataPlot, look: PlotLook): string[] {
  const classes = { x: classesOf(plot, plot.x), y: classesOf(plot, plot.y) };
  const lines = [...Map.groupBy(plot.points, (point) => seriesName(plot, point))].flatMap(([name, points]) => [
    look.paintFrame(fitting(name, look)),
    ...table(plot, matrixOf(plot, name, points), classes, look),
  ]);
  return [look.paintTitle(fitting(plot.title, look)), ...lines];
}

/** Numbers by their size, words as a dictionary has them. */
function classesOf({ points }: DataPlot, field: string): string[] {
  const names = new Set(points.map((point) => textOf(point.get(field))));
  return [...names].sort(new Intl.Collator("en", { numeric: true }).compare);
}

function matrixOf({ x, y, template }: DataPlot, name: string, points: readonly ValueMap[]): Matrix {
  const rows = new Map<string, Map<string, number>>();
  for (const point of points) {
    const [yName, xName] = [textOf(point.get(y)), textOf(point.get(x))];
    const row = rows.get(yName) ?? new Map<string, number>();
    rows.set(yName, row.set(xName, (row.get(xName) ?? 0) + 1));
  }
  const count = (yName: string, xName: string) => rows.get(yName)?.get(xName) ?? 0;
  const all = (yName: string) => [...rows.get(yName)?.values() ?? []].reduce((sum, each) => sum + each, 0);
  const isShare = template?.includes("normalized") === true;
  return {
    name,
    cell: (yName, xName) =>
      isShare ? (count(yName, xName) / (all(yName) || 1)).toFixed(2) : String(count(yName, xName)),
  };
}

function table(
  plot: DataPlot,
  { cell }: Matrix,
  { x, y }: { readonly x: readonly string[]; readonly y: readonly string[] },
  look: PlotLook,
): string[] {
  const inName = (text: string) => fitting(text, { width: Math.min(WIDEST_NAME, look.width) });
  const rows = y.slice(0, MOST_ROWS);
  const side = Math.max(...[plot.yLabel, ...rows].map((text) => textWidth(inName(text))));
  const wide = (name: string) => Math.max(textWidth(inName(name)), ...rows.map((each) => cell(each, name).length));
  const columns = x.slice(0, fittingColumns(x.map(wide), look.width - side));
  const cells = (row: string) =>
    columns.map((name) => {
      const text = atRight(cell(row, name), wide(name) + 2);
      return row === name ? look.paintTitle(text) : text;
    });
  const over = fitting(plot.xLabel, { width: Math.max(0, look.width - side - 2) });
  const heads = columns.map((name) => atRight(inName(name), wide(name) + 2));
  return [
    look.paintFrame(" ".repeat(side + 2) + over),
    look.paintFrame(padToWidth(inName(plot.yLabel), side) + heads.join("")),
    ...rows.map((row) => padToWidth(inName(row), side) + cells(row).join("")),
    ...leftOut(y.length - rows.length, "rows", look),
    ...leftOut(x.length - columns.length, "columns", look),
  ];
}

function atRight(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}

/** How many columns of these widths, and two between, there is place for. */
function fittingColumns(widths: readonly number[], room: number): number {
  let used = 0, count = 0;
  for (const width of widths) {
    used += width + 2;
    if (used > room) break;
    count++;
  }
  return count;
}

function leftOut(count: number, what: string, look: PlotLook): string[] {
  return count === 0 ? [] : [look.paintFrame(fitting(`${count} more ${what}; --html shows them`, look))];
}

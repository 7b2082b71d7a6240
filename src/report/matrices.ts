import { pyStr, type ValueMap } from "../common/mod.ts";
import type { Plot } from "../plots/mod.ts";
import type { MatrixPlot } from "./data.ts";

const MATRIX_TEMPLATES: ReadonlySet<string | undefined> = new Set(["confusion", "confusion_normalized"]);
/** Beyond so many nobody could read one. */
const MOST_CLASSES = 60;

export function drawsMatrix(template: string | undefined): boolean {
  return MATRIX_TEMPLATES.has(template);
}

/** How often each pair of classes is there, in each revision. */
export function matrixPlots(plots: readonly Plot[], rowOf: (rev: string) => number | undefined): MatrixPlot[] {
  return plots.flatMap((plot): MatrixPlot[] => {
    if (plot.kind !== "vega" || !drawsMatrix(plot.template)) return [];
    const xOf = (point: ValueMap) => pyStr(point.get(plot.x) ?? null);
    const yOf = (point: ValueMap) => pyStr(point.get(plot.y) ?? null);
    const classes = [...new Set(plot.points.flatMap((point) => [xOf(point), yOf(point)]))]
      .sort(new Intl.Collator("en", { numeric: true }).compare);
    if (classes.length > MOST_CLASSES) return [];
    const place = new Map(classes.map((name, i) => [name, i]));
    const byRev = Map.groupBy(plot.points, (point) => String(point.get("rev") ?? ""));
    const counts = [...byRev].flatMap(([rev, points]) => {
      const row = rowOf(rev);
      if (row === undefined) return [];
      const cells = classes.map(() => classes.map(() => 0));
      for (const point of points) cells[place.get(yOf(point))!]![place.get(xOf(point))!]!++;
      return [{ row, cells }];
    });
    return [{
      id: plot.id,
      title: plot.title || plot.id,
      xLabel: plot.xLabel || plot.x,
      yLabel: plot.yLabel || plot.y,
      isNormalized: plot.template === "confusion_normalized",
      classes,
      counts,
    }];
  });
}

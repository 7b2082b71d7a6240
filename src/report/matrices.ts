import { pyStr, type ValueMap } from "../common/mod.ts";
import type { DataPlot, Plot } from "../plots/mod.ts";
import type { MatrixPlot } from "./data.ts";

const MATRIX_TEMPLATES: ReadonlySet<string | undefined> = new Set(["confusion", "confusion_normalized"]);
/** Beyond so many nobody could read one. */
const MOST_CLASSES = 60;
/** Of all matrices together. */
const ALL_CELLS = 250_000;

export function drawsMatrix(template: string | undefined): boolean {
  return MATRIX_TEMPLATES.has(template);
}

/** How often each pair of classes is there. */
type Pairs = ReadonlyMap<string, number>;

interface Counted {
  readonly plot: Omit<MatrixPlot, "classes" | "counts">;
  readonly classes: Set<string>;
  readonly byRow: Map<number, Pairs>;
}

/** Confusion matrices of many revisions, of which some are known at a time. */
export class MatrixCounts {
  readonly #plots = new Map<string, Counted>();

  /** @param rowOf the row of a revision */
  add(plots: readonly Plot[], rowOf: (rev: string) => number | undefined): void {
    for (const plot of plots) {
      if (plot.kind !== "vega" || !drawsMatrix(plot.template)) continue;
      const counted = this.#counted(plot);
      for (const [rev, points] of Map.groupBy(plot.points, (point) => String(point.get("rev") ?? ""))) {
        const row = rowOf(rev);
        if (row !== undefined) counted.byRow.set(row, countPairs(points, plot, counted.classes));
      }
    }
  }

  #counted(plot: DataPlot): Counted {
    let counted = this.#plots.get(plot.id);
    if (counted === undefined) {
      counted = {
        plot: {
          id: plot.id,
          title: plot.title || plot.id,
          xLabel: plot.xLabel || plot.x,
          yLabel: plot.yLabel || plot.y,
          isNormalized: plot.template === "confusion_normalized",
        },
        classes: new Set(),
        byRow: new Map(),
      };
      this.#plots.set(plot.id, counted);
    }
    return counted;
  }

  /** As many as there is place for, and how many rows' matrices have none. */
  matrices(): { readonly plots: MatrixPlot[]; readonly leftOut: number; readonly tooLarge: readonly string[] } {
    const tooLarge: string[] = [];
    let left = ALL_CELLS, leftOut = 0;
    const plots = [...this.#plots.values()].flatMap(({ plot, classes, byRow }): MatrixPlot[] => {
      if (classes.size > MOST_CLASSES) return tooLarge.push(plot.title), [];
      const names = [...classes].sort(new Intl.Collator("en", { numeric: true }).compare);
      const counts = [...byRow].sort(([a], [b]) => a - b).flatMap(([row, pairs]) => {
        if ((left -= names.length ** 2) < 0) return leftOut++, [];
        return [{ row, cells: names.map((y) => names.map((x) => pairs.get(pairKey(x, y)) ?? 0)) }];
      });
      return counts.length === 0 ? [] : [{ ...plot, classes: names, counts }];
    });
    return { plots, leftOut, tooLarge };
  }
}

function countPairs(points: readonly ValueMap[], { x, y }: DataPlot, classes: Set<string>): Pairs {
  const pairs = new Map<string, number>();
  for (const point of points) {
    const [xName, yName] = [pyStr(point.get(x) ?? null), pyStr(point.get(y) ?? null)];
    classes.add(xName).add(yName);
    const key = pairKey(xName, yName);
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  return pairs;
}

function pairKey(x: string, y: string): string {
  return JSON.stringify([x, y]);
}

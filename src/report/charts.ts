import { ExpError, isMap, pyStr, type Value } from "../common/mod.ts";
import { type DataPlot, findTemplate, type Plot, vegaSpec } from "../plots/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { drawsCurves } from "./curves.ts";
import type { ChartPlot } from "./data.ts";
import { drawsMatrix } from "./matrices.ts";

/** Of all points, in characters. */
const ALL_CHARACTERS = 1_000_000;

interface Chart {
  readonly plot: ChartPlot;
  readonly specification: unknown;
}

interface DrawnCharts {
  readonly charts: readonly Chart[];
  readonly problems: readonly { readonly name: string; readonly error: ExpError }[];
}

type Points = DataPlot["points"];

/** Plots of all templates that the page does not draw by itself, as Vega-Lite draws them, of the first revisions. */
export class Charts {
  readonly #plots = new Map<string, { plot: DataPlot; readonly byRev: Map<string, Points> }>();
  #left = ALL_CHARACTERS;
  leftOut = 0;

  add(plots: readonly Plot[]): void {
    for (const plot of plots) {
      if (plot.kind !== "vega" || drawsCurves(plot.template) || drawsMatrix(plot.template)) continue;
      for (const [rev, points] of Map.groupBy(plot.points, (point) => String(point.get("rev")))) {
        this.#left -= JSON.stringify(points.map(plainJson)).length;
        if (this.#left < 0) this.leftOut++;
        else this.#byRev(plot).set(rev, points);
      }
    }
  }

  #byRev(plot: DataPlot): Map<string, Points> {
    const { byRev } = this.#plots.get(plot.id) ?? { byRev: new Map<string, Points>() };
    if (!this.#plots.has(plot.id)) this.#plots.set(plot.id, { plot, byRev });
    return byRev;
  }

  /**
   * @param rowOf the row of a revision
   * @param nameOf what the page calls it
   */
  drawn(repo: Repo, rowOf: (rev: string) => number | undefined, nameOf: (rev: string) => string): DrawnCharts {
    const charts: Chart[] = [], problems: { name: string; error: ExpError }[] = [];
    for (const { plot, byRev } of this.#plots.values()) {
      const points = [...byRev].flatMap(([rev, own]) => own.map((point) => new Map(point).set("rev", nameOf(rev))));
      try {
        const named = { ...plot, revs: [...byRev.keys()].map(nameOf), points };
        const { content } = vegaSpec(named, findTemplate(repo, plot.template), { split: false });
        const id = `chart-${charts.length}`;
        const rows = [...byRev.keys()].flatMap((rev) => rowOf(rev) ?? []);
        charts.push({ plot: { id, title: plot.title || plot.id, rows }, specification: plainJson(content) });
      } catch (error) {
        if (!(error instanceof ExpError)) throw error;
        problems.push({ name: plot.id, error }); // of a template: the other plots can do without it
      }
    }
    return { charts, problems };
  }
}

/** As JSON can hold it: what is no finite number becomes null, as browsers have it. */
function plainJson(value: Value): unknown {
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [pyStr(key), plainJson(item)]));
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value === "bigint") return Number(value);
  return value === null || typeof value !== "object" ? value : pyStr(value);
}

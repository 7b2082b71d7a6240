import { isMap, pyStr, type Value } from "../common/mod.ts";
import { findTemplate, type Plot, vegaSpec } from "../plots/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { drawsCurves } from "./curves.ts";
import { drawsMatrix } from "./matrices.ts";

/** In characters, all together. */
const ALL_CHARACTERS = 1_000_000;

interface Chart {
  readonly id: string;
  readonly title: string;
  readonly specification: unknown;
}

interface Charts {
  readonly charts: readonly Chart[];
  readonly leftOut: number;
}

/**
 * Plots of all templates that the page does not draw by itself, as Vega-Lite draws them.
 *
 * @param nameOf what a revision is called on the page
 */
export function chartsOf(repo: Repo, plots: readonly Plot[], nameOf: (rev: string) => string): Charts {
  const charts: Chart[] = [];
  let left = ALL_CHARACTERS, leftOut = 0;
  for (const plot of plots) {
    if (plot.kind !== "vega" || drawsCurves(plot.template) || drawsMatrix(plot.template) || plot.points.length === 0) {
      continue;
    }
    const named = {
      ...plot,
      revs: plot.revs.map(nameOf),
      points: plot.points.map((point) => new Map(point).set("rev", nameOf(String(point.get("rev"))))),
    };
    const { content } = vegaSpec(named, findTemplate(repo, plot.template), { split: false });
    const specification = plainJson(content);
    left -= JSON.stringify(specification).length;
    if (left < 0) leftOut++;
    else charts.push({ id: `chart-${charts.length}`, title: plot.title || plot.id, specification });
  }
  return { charts, leftOut };
}

/** As JSON can hold it: what is no finite number becomes null, as browsers have it. */
function plainJson(value: Value): unknown {
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [pyStr(key), plainJson(item)]));
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value === "bigint") return Number(value);
  return value === null || typeof value !== "object" ? value : pyStr(value);
}

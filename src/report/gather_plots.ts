import type { CollectedPlots, PlotError } from "../plots/mod.ts";
import { Charts } from "./charts.ts";
import { curvePlots } from "./curves.ts";
import type { CurvePlot } from "./data.ts";
import { MatrixCounts } from "./matrices.ts";
import { Pictures } from "./pictures.ts";

/** So many revisions are read at a time. */
const BATCH = 100;
/** Of all plots together: what takes some seconds to read. */
const MOST_POINTS_READ = 2_500_000;

export type ReadPlots = (revs: readonly string[]) => Promise<CollectedPlots>;

interface GatheredPlots {
  readonly curves: readonly CurvePlot[];
  readonly matrices: MatrixCounts;
  readonly pictures: Pictures;
  readonly charts: Charts;
  readonly errors: readonly PlotError[];
  /** Ids of plots of which something is drawn. */
  readonly drawn: ReadonlySet<string>;
  /** The files that they are drawn from, relative to the root. */
  readonly sources: ReadonlySet<string>;
  /** Revisions that were not read, as it would have taken too long. */
  readonly unread: number;
}

/** The plots of many revisions, made short at once: there is no need to have all points in memory. */
export async function gatherPlots(
  revs: readonly string[],
  read: ReadPlots,
  rowOf: (rev: string) => number | undefined,
): Promise<GatheredPlots> {
  const curves = new Map<string, CurvePlot>();
  const matrices = new MatrixCounts(), pictures = new Pictures(), charts = new Charts();
  const errors: PlotError[] = [], sources = new Set<string>(), drawn = new Set<string>();
  let done = 0, points = 0;
  while (done < revs.length && points < MOST_POINTS_READ) {
    const collected = await read(revs.slice(done, done + BATCH));
    const onNumberless = (source: string, field: string, rev: string) =>
      errors.push({ rev, source, type: "ValueError", msg: `no value of ${field} is a number` });
    for (const plot of curvePlots(collected.plots, rowOf, onNumberless)) {
      const before = curves.get(plot.id);
      curves.set(plot.id, before === undefined ? plot : { ...before, curves: [...before.curves, ...plot.curves] });
    }
    matrices.add(collected.plots, rowOf);
    pictures.add(collected.plots, rowOf);
    charts.add(collected.plots);
    errors.push(...collected.errors);
    for (const path of collected.sources) sources.add(path);
    done += BATCH;
    for (const plot of collected.plots) {
      const count = plot.kind === "vega" ? plot.points.length : plot.images.length;
      points += count;
      if (count > 0) drawn.add(plot.id);
    }
  }
  return {
    curves: [...curves.values()],
    matrices,
    pictures,
    charts,
    errors,
    drawn,
    sources,
    unread: Math.max(0, revs.length - done),
  };
}

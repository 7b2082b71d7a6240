import { drawBars } from "./draw_bars.ts";
import { drawCurves } from "./draw_curve.ts";
import { drawMatrices } from "./draw_matrix.ts";
import { fitting, type PlotLook } from "./plot_text.ts";
import type { DataPlot, ImagePlot, Plot } from "./types.ts";

/** All plots as lines of text, one below the other: curves, matrices and bars; images are named. */
export function drawPlots(plots: readonly Plot[], look: PlotLook): string[] {
  return plots.filter(hasContent).flatMap((plot, index) => [
    ...index > 0 ? [""] : [],
    ...plot.kind === "vega" ? drawData(plot, look) : [imageLine(plot, look)],
  ]);
}

function hasContent(plot: Plot): boolean {
  return plot.kind === "vega" ? plot.points.length > 0 : plot.images.length > 0;
}

/** As its template would, as far as the name of that tells. */
function drawData(plot: DataPlot, look: PlotLook): string[] {
  const { template = "linear" } = plot;
  if (template.startsWith("confusion")) return drawMatrices(plot, look);
  return template.startsWith("bar") ? drawBars(plot, look) : drawCurves(plot, look);
}

function imageLine({ id, images }: ImagePlot, look: PlotLook): string {
  const revs = images.map(({ rev }) => rev).join(", ");
  return fitting(`${id}: an image of ${revs}; --html shows it`, look);
}

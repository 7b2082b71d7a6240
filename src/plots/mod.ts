/**
 * Plots: what dvc.yaml defines, with the data of several revisions, as DVC's JSON, as pages for
 * a browser, and as text.
 */
export { collectPlots } from "./collect.ts";
export { drawPlots } from "./draw_plots.ts";
export { findTemplate, templateNames } from "./find_template.ts";
export { vegaSpec } from "./vega_spec.ts";
export { missingPage, plotsInTemplate, plotsPage } from "./plots_page.ts";
export { plotsJson } from "./plots_json.ts";
export { builtInTemplate, TEMPLATE_NAMES } from "./templates.ts";
export type { CollectedPlots, DataPlot, ImagePlot, Plot, PlotError, PlotProps } from "./types.ts";
export type { PlotsFaults } from "./faults.ts";

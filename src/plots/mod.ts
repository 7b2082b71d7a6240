/**
 * Plots: what dvc.yaml defines, with the data of several revisions, as DVC's JSON and Vega-Lite specifications. Reads only.
 */
export { collectPlots } from "./collect.ts";
export { findTemplate } from "./find_template.ts";
export { vegaSpec } from "./vega_spec.ts";
export { plotsJson } from "./plots_json.ts";
export { builtInTemplate, TEMPLATE_NAMES } from "./templates.ts";
export type { CollectedPlots, ImagePlot, Plot, PlotError, PlotProps } from "./types.ts";
export type { PlotsFaults } from "./faults.ts";

import { type Key, type Value, type ValueMap, valueMap } from "../common/mod.ts";
import type { CollectedPlots, DataPlot, ImagePlot, PlotError } from "./types.ts";
import { type Template, vegaSpec } from "./vega_spec.ts";

interface JsonOptions {
  /** Data apart from the template, for programs that join plots by themselves. */
  readonly split: boolean;
  readonly templateOf: (plot: DataPlot) => Template;
  /** Where an image has been written to. */
  readonly urlOf: (image: ImagePlot["images"][number]) => string;
}

/** What `dvc plots show --json` and `diff --json` print (DVC 3.67.1: dvc/commands/plots.py, dvc/render/convert.py). */
export function plotsJson({ plots, errors }: CollectedPlots, options: JsonOptions): ValueMap {
  const data: ValueMap = new Map<Key, Value>();
  for (const plot of plots) {
    data.set(plot.id, plot.kind === "image" ? imageJson(plot, options) : dataJson(plot, options));
  }
  const all: ValueMap = new Map<Key, Value>();
  if (errors.length > 0) all.set("errors", errors.map(errorJson));
  if (data.size > 0) all.set("data", data);
  return all;
}

function imageJson({ images }: ImagePlot, { urlOf }: JsonOptions): Value {
  return images.map((image) => valueMap([["type", "image"], ["revisions", [image.rev]], ["url", urlOf(image)]]));
}

function dataJson(plot: DataPlot, { split, templateOf }: JsonOptions): Value {
  if (plot.points.length === 0) return [];
  const { content, anchors } = vegaSpec(plot, templateOf(plot), { split });
  return [valueMap([
    ["type", "vega"],
    ["revisions", [...plot.revs]],
    ["content", content],
    ...split ? [["anchor_definitions", anchors] as const] : [],
  ])];
}

function errorJson({ name, rev, source, type, msg }: PlotError): ValueMap {
  const facts = [["name", name], ["rev", rev], ["source", source], ["type", type], ["msg", msg]] as const;
  return valueMap(facts.flatMap(([key, value]) => value === undefined ? [] : [[key, value] as const]));
}

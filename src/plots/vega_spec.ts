/** A plot's Vega-Lite specification, from its template (DVC 3.67.1: dvc_render/vega.py). */
import { compareCodePoints, type Key, type Value, type ValueMap, valueMap } from "../common/mod.ts";
import { fault } from "./faults.ts";
import { fillAnchor, hasAnchor } from "./template_anchors.ts";
import { anchor } from "./templates.ts";
import type { DataPlot, Series } from "./types.ts";

export interface Template {
  /** As it was asked for. */
  readonly name: string;
  readonly content: ValueMap;
}

interface VegaSpec {
  readonly content: ValueMap;
  /** With `split`: what goes into the anchors that `content` still has. */
  readonly anchors: ValueMap;
}

/** Left open with `split`, for programs that fill them in by themselves. */
const SPLIT: ReadonlySet<string> = new Set([
  "color",
  "data",
  "plot_height",
  "plot_width",
  "shape",
  "stroke_dash",
  "title",
  "tooltip",
  "x_label",
  "y_label",
  "zoom_and_pan",
]);

/** What may be missing in a template, and becomes `{}` where the plot has nothing to say. */
const OPTIONAL = [
  "color",
  "column",
  "group_by_x",
  "group_by_y",
  "group_by",
  "pivot_field",
  "plot_height",
  "plot_width",
  "row",
  "shape",
  "stroke_dash",
  "tooltip",
  "zoom_and_pan",
] as const;

const COLOURS: readonly Value[] = ["#945dd6", "#13adc7", "#f46837", "#48bb78", "#4299e1", "#ed8936", "#f56565"];
const DASHES: readonly Value[] = [[1n, 0n], [8n, 8n], [8n, 4n], [4n, 4n], [4n, 2n], [2n, 1n], [1n, 1n]];
const SHAPES: readonly Value[] = ["circle", "square", "triangle", "diamond"];

/** What tells series of one revision apart: `filename`, `field`, both, or (a single one) nothing. */
interface Variation {
  readonly keys: readonly string[];
  /** The names that the series have by these keys, sorted. */
  readonly domain: readonly string[];
}

const BETWEEN = "::";

/** @throws {ExpError} `invalid-file` when the template takes no data */
export function vegaSpec(plot: DataPlot, template: Template, { split }: { readonly split: boolean }): VegaSpec {
  const isSplit = (name: string) => split && SPLIT.has(name);
  if (!split && !hasAnchor(template.content, "data")) {
    throw fault("invalid-file/plot-template-without-data", { template: template.name, anchor: anchor("data") });
  }
  const variation = variationOf(plot.series);
  const present: readonly string[] = OPTIONAL.filter((name) => hasAnchor(template.content, name));
  const optional = optionalValues(plot, variation).filter(([name]) => present.includes(name));
  const points = present.length === 0 ? plot.points : plot.points.map((point) => reduced(point, variation));
  const needed: readonly Filling[] = [
    ["title", plot.title],
    ["x", escaped(plot.x)],
    ["y", escaped(plot.y)],
    ["x_label", plot.xLabel],
    ["y_label", plot.yLabel],
    ["data", [...points]],
  ];
  const idle = present.filter((name) => optional.every(([filled]) => filled !== name));
  let { content } = template;
  const anchors: ValueMap = new Map<Key, Value>();
  for (const [name, value] of [...optional, ...needed]) if (isSplit(name)) anchors.set(anchor(name), value);
  for (const [name, value] of optional) if (!isSplit(name)) content = fillAnchor(content, name, value);
  for (const name of idle) content = fillAnchor(content, name, new Map());
  for (const [name, value] of needed) if (!isSplit(name)) content = fillAnchor(content, name, value);
  return { content, anchors };
}

function variationOf(series: readonly Series[]): Variation {
  if (series.length < 2) return { keys: [], domain: [] };
  const keys = (["filename", "field"] as const).filter((key) => new Set(series.map((each) => each[key])).size > 1);
  const names = new Set(series.map((each) => keys.map((key) => each[key]).join(BETWEEN)));
  return { keys, domain: [...names].sort(compareCodePoints) };
}

type Filling = readonly [anchor: string, value: Value];

/** What there is to say for optional anchors; for the others it is nothing. */
function optionalValues({ revs, x, y }: DataPlot, { keys, domain }: Variation): Filling[] {
  const series = keys.join(BETWEEN);
  const group = keys.length === 0 ? ["rev"] : ["rev", series];
  const told = ["rev", x, y, ...group.slice(1)].map((field) => valueMap([["field", field]]));
  const facet = valueMap([["field", series], ["sort", []]]);
  const own: Filling[] = keys.length === 0 ? [] : [["row", facet], ["column", facet]];
  const marks: Filling[] = keys.length === 0 ? [] : [
    ["stroke_dash", mapped(series, domain, DASHES, EMPTY_SYMBOLS)],
    ["shape", mapped(series, domain, SHAPES, EMPTY_SYMBOLS)],
  ];
  return [
    ["color", mapped("rev", revs, COLOURS, [])],
    ["zoom_and_pan", valueMap([["name", "grid"], ["select", "interval"], ["bind", "scales"]])],
    ["plot_height", 300n],
    ["plot_width", 300n],
    ["group_by", group],
    ["group_by_x", [...group, x]],
    ["group_by_y", [...group, y]],
    ["pivot_field", ["rev", ...keys].map((key) => `datum.${key}`).join(` + '${BETWEEN}' + `)],
    ...own,
    ["tooltip", told],
    ...marks,
  ];
}

/** Legends of dashes and shapes show them empty. */
const EMPTY_SYMBOLS: readonly (readonly [Key, Value])[] = [
  ["legend", valueMap([["symbolFillColor", "transparent"], ["symbolStrokeColor", "grey"]])],
];

function mapped(
  field: string,
  domain: readonly string[],
  range: readonly Value[],
  legend: readonly (readonly [Key, Value])[],
): ValueMap {
  const scale = valueMap([
    ["domain", [...domain]],
    ["range", domain.map((_, index) => range[index % range.length]!)],
  ]);
  return valueMap([["field", field], ["scale", scale], ...legend]);
}

/** Without the fields that are the same for all points; both in one where both tell series apart. */
function reduced(point: ValueMap, { keys }: Variation): ValueMap {
  const kept = new Map(point);
  if (keys.length === 2) {
    kept.set(keys.join(BETWEEN), keys.map((key) => String(point.get(key) ?? "")).join(BETWEEN));
    for (const key of keys) kept.delete(key);
    return kept;
  }
  for (const key of ["filename", "field"]) if (!keys.includes(key)) kept.delete(key);
  return kept;
}

/** Vega takes dots and brackets in the name of a field for a path. */
function escaped(field: string): string {
  return field.replace(/[.[\]]/g, "\\$&");
}

/**
 * DVC's nine templates, equal by value to those of dvc-render (dvc_render/vega_templates.py as of DVC 3.67.1; Apache-2.0,
 * Iterative): Vega-Lite specifications with anchors, `<DVC_METRIC_…>`, where data and what depends on it go.
 */
import type { Value } from "../common/mod.ts";

export const TEMPLATE_NAMES = [
  "simple",
  "linear",
  "confusion",
  "confusion_normalized",
  "scatter",
  "scatter_jitter",
  "smooth",
  "bar_horizontal_sorted",
  "bar_horizontal",
] as const;

type TemplateName = typeof TEMPLATE_NAMES[number];

/** One of DVC's templates; undefined when it has none of that name. */
export function builtInTemplate(name: string): Value | undefined {
  return isTemplateName(name) ? asValue(CONTENTS[name]()) : undefined;
}

export function anchor(name: string): string {
  return `<DVC_METRIC_${name.toUpperCase()}>`;
}

function isTemplateName(name: string): name is TemplateName {
  return (TEMPLATE_NAMES as readonly string[]).includes(name);
}

type Tree = { readonly [key: string]: Tree } | readonly Tree[] | string | number | boolean;

const CONTENTS: Readonly<Record<TemplateName, () => Tree>> = {
  simple: () => ({
    ...head(),
    params: [anchor("zoom_and_pan")],
    ...size(),
    mark: { type: "line", tooltip: { content: "data" } },
    encoding: { x: amount("x"), y: freeAmount("y"), ...byDash(), tooltip: anchor("tooltip") },
  }),
  linear: smoothed,
  confusion: () =>
    confusion({
      params: [{ name: "showValues", bind: { input: "checkbox" } }],
      otherColumns: anchor("group_by_y"),
      share: [
        { joinaggregate: [{ op: "max", field: "xy_count", as: "max_count" }], groupby: [] },
        { calculate: "datum.xy_count / datum.max_count", as: "percent_of_max" },
      ],
      shade: { field: "xy_count", type: "quantitative", title: "", scale: { domainMin: 0, nice: true } },
      told: { field: "xy_count", type: "quantitative" },
      text: { text: { condition: { param: "showValues", field: "xy_count", type: "quantitative" } } },
      isDark: "datum.percent_of_max > 0.5",
    }),
  confusion_normalized: () =>
    confusion({
      otherColumns: ["rev", anchor("y")],
      share: [
        { joinaggregate: [{ op: "sum", field: "xy_count", as: "sum_y" }], groupby: [anchor("y")] },
        { calculate: "datum.xy_count / datum.sum_y", as: "percent_of_y" },
      ],
      shade: { field: "percent_of_y", type: "quantitative", title: "", scale: { domain: [0, 1] } },
      told: { field: "percent_of_y", type: "quantitative", format: ".2f" },
      text: {},
      isDark: "datum.percent_of_y > 0.5",
    }),
  scatter: () => ({
    ...head(),
    ...size(),
    mark: { type: "point", tooltip: { content: "data" } },
    params: [anchor("zoom_and_pan")],
    encoding: { x: amount("x"), y: amount("y"), ...byShape() },
  }),
  scatter_jitter: () => ({
    ...head(),
    ...size(),
    transform: [{ calculate: "random()", as: "randomX" }, { calculate: "random()", as: "randomY" }],
    mark: { type: "point", tooltip: { content: "data" } },
    encoding: {
      x: { field: anchor("x"), title: anchor("x_label") },
      y: { field: anchor("y"), title: anchor("y_label") },
      ...byShape(),
      xOffset: { field: "randomX", type: "quantitative" },
      yOffset: { field: "randomY", type: "quantitative" },
    },
  }),
  smooth: smoothed,
  bar_horizontal_sorted: () => bars({ sort: "-x" }),
  bar_horizontal: () => bars({}),
};

const head = () => ({
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  data: { values: anchor("data") },
  title: { text: anchor("title"), anchor: "middle" },
});
const size = () => ({ width: anchor("plot_width"), height: anchor("plot_height") });
const byDash = () => ({ color: anchor("color"), strokeDash: anchor("stroke_dash") });
const byShape = () => ({ color: anchor("color"), shape: anchor("shape"), tooltip: anchor("tooltip") });

/** An axis of numbers. */
const amount = (name: "x" | "y") => ({ field: anchor(name), type: "quantitative", title: anchor(`${name}_label`) });
/** One that need not begin at zero. */
const freeAmount = (name: "x" | "y") => ({ ...amount(name), scale: { zero: false } });
/** An axis of names. */
const names = (name: "x" | "y") => ({ field: anchor(name), type: "nominal", title: anchor(`${name}_label`) });

function bars(order: { readonly sort?: string }): Tree {
  return {
    ...head(),
    ...size(),
    mark: { type: "bar" },
    params: [anchor("zoom_and_pan")],
    encoding: {
      x: freeAmount("x"),
      y: { ...names("y"), ...order },
      yOffset: { field: "rev", sort: [] },
      color: anchor("color"),
      column: anchor("column"),
    },
  };
}

/** Curves smoothed as far as a slider says, with the real ones pale below, and a rule that tells all values at one x. */
function smoothed(): Tree {
  const byRev = { field: "rev", type: "nominal" };
  return {
    ...head(),
    ...size(),
    params: [{ name: "smooth", value: 0.001, bind: { input: "range", min: 0.001, max: 1, step: 0.001 } }],
    encoding: { x: amount("x"), ...byDash() },
    layer: [
      {
        layer: [
          { params: [anchor("zoom_and_pan")], mark: "line" },
          { transform: [{ filter: { param: "hover", empty: false } }], mark: "point" },
        ],
        encoding: { y: freeAmount("y"), color: byRev },
        transform: [{
          loess: anchor("y"),
          on: anchor("x"),
          groupby: anchor("group_by"),
          bandwidth: { signal: "smooth" },
        }],
      },
      { mark: { type: "line", opacity: 0.2 }, encoding: { x: amount("x"), y: freeAmount("y"), color: byRev } },
      {
        mark: { type: "circle", size: 10 },
        encoding: {
          x: { aggregate: "max", ...amount("x") },
          y: { aggregate: { argmax: anchor("x") }, ...freeAmount("y") },
          color: byRev,
        },
      },
      hoverRule(),
    ],
  };
}

function hoverRule(): Tree {
  return {
    transform: [
      { calculate: anchor("pivot_field"), as: "pivot_field" },
      { pivot: "pivot_field", op: "mean", value: anchor("y"), groupby: [anchor("x")] },
    ],
    mark: { type: "rule", tooltip: { content: "data" }, stroke: "grey" },
    encoding: { opacity: { condition: { value: 0.3, param: "hover", empty: false }, value: 0 } },
    params: [{
      name: "hover",
      select: { type: "point", fields: [anchor("x")], nearest: true, on: "mouseover", clear: "mouseout" },
    }],
  };
}

/** What sets the two confusion matrices apart. */
interface Matrix {
  readonly params?: Tree;
  /** By what cells without a count are filled up along x. */
  readonly otherColumns: Tree;
  /** How much of the whole a cell is. */
  readonly share: readonly Tree[];
  readonly shade: Tree;
  readonly told: Tree;
  readonly text: { readonly [key: string]: Tree };
  readonly isDark: string;
}

function confusion(matrix: Matrix): Tree {
  const counted = (key: "x" | "y", groupby: Tree) => ({ impute: "xy_count", groupby, key: anchor(key), value: 0 });
  const sorted = (name: "x" | "y") => ({
    field: anchor(name),
    type: "nominal",
    sort: "ascending",
    title: anchor(`${name}_label`),
  });
  return {
    ...head(),
    facet: { column: { field: "rev", sort: [] }, row: anchor("row") },
    ...(matrix.params === undefined ? {} : { params: matrix.params }),
    spec: {
      transform: [
        { aggregate: [{ op: "count", as: "xy_count" }], groupby: [anchor("y"), anchor("x")] },
        counted("x", matrix.otherColumns),
        counted("y", anchor("group_by_x")),
        ...matrix.share,
      ],
      encoding: { x: sorted("x"), y: sorted("y") },
      layer: [
        { mark: "rect", ...size(), encoding: { color: matrix.shade } },
        cellUnderMouse(matrix.told),
        {
          transform: [{ filter: { selection: "label" } }],
          layer: [{ mark: { type: "rect", color: "lightpink" } }],
        },
        {
          mark: "text",
          encoding: { ...matrix.text, color: { condition: { test: matrix.isDark, value: "white" }, value: "black" } },
        },
      ],
    },
  };
}

function cellUnderMouse(told: Tree): Tree {
  return {
    selection: {
      label: { type: "single", on: "mouseover", encodings: ["x", "y"], empty: "none", clear: "mouseout" },
    },
    mark: "rect",
    encoding: {
      tooltip: [{ field: anchor("x"), type: "nominal" }, { field: anchor("y"), type: "nominal" }, told],
      opacity: { condition: { selection: "label", value: 1 }, value: 0 },
    },
  };
}

function asValue(tree: Tree): Value {
  if (typeof tree === "number") return Number.isInteger(tree) ? BigInt(tree) : tree;
  if (typeof tree !== "object") return tree;
  if (isList(tree)) return tree.map(asValue);
  return new Map(Object.entries(tree).map(([key, value]) => [key, asValue(value)]));
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}

import { drawCurveChart, type Line } from "./curve_chart.ts";
import { button, choice, make, tick } from "./dom.ts";
import { shortNumber } from "./format_number.ts";
import { lineDrawing } from "./line_drawing.ts";
import { meanBand } from "./mean_band.ts";
import type { PageModel, Section } from "./page_model.ts";
import { colourOf } from "./palette.ts";
import { saveDrawing } from "./save_file.ts";
import { differs } from "./shown_columns.ts";
import { smooth } from "./smooth.ts";
import type { Curve, CurvePlot } from "../data.ts";

const HEIGHT = 260;
/** So many are drawn while nobody has chosen any. */
const FIRST_CURVES = 8;
/** So many stand in the table below a chart. */
const MOST_LISTED = 10;

export function curvesSection(model: PageModel): Section {
  return {
    id: "curves",
    title: "Curves",
    concerns: (changed) =>
      ["chosen", "query", "brushes", "sorting", "smoothing", "curveX", "isLogX", "isLogY", "group", "turned"]
        .some((name) => changed.has(name as "chosen")),
    draw(place) {
      const old = place.querySelector(".tools");
      const tools = drawTools(model);
      const isTyping = old?.contains(document.activeElement) ?? false;
      const grid = make("div", { class: "grid" });
      if (isTyping && old !== null) place.replaceChildren(old, grid); // the slider that is being dragged stays
      else place.replaceChildren(tools, grid);
      for (const plot of model.report.curves) drawPlot(model, plot, grid);
    },
  };
}

/** Chosen experiments, else the first ones of those that are looked at. */
export function rowsToDraw(model: PageModel, most: number, has: (row: number) => boolean): readonly number[] {
  const chosen = model.chosen.filter(has);
  return chosen.length > 0 ? chosen : model.rows.filter(has).slice(0, most);
}

function drawPlot(model: PageModel, plot: CurvePlot, grid: HTMLElement): void {
  const panel = make("div", { class: "panel" });
  grid.append(panel);
  const width = Math.max(200, panel.clientWidth - 34);
  const { state } = model;
  const byRow = new Map(plot.curves.map((curve) => [curve.row, curve]));
  const isTime = state.curveX === "time" && plot.curves.some(({ seconds }) => seconds !== undefined);
  const xLabel = isTime ? "seconds" : plot.xLabel;
  const lines = state.group === "" ? singleLines(model, byRow, isTime) : groupLines(model, byRow, isTime);
  const read = make("p", { class: "read" });
  const save = button(
    "SVG",
    () => saveDrawing(plot.yLabel, lineDrawing(lines, { title: plot.title, xLabel, ...state })),
    { class: "quiet" },
  );
  const chart = make("div", { class: "chart", role: "img", "aria-label": `${plot.title} over ${xLabel}` });
  panel.append(make("div", { class: "chart-head" }, make("h3", {}, plot.title), save), chart, read);
  const { isLogX, isLogY } = state;
  drawCurveChart(chart, lines, {
    width,
    height: HEIGHT,
    xLabel,
    isLogX,
    isLogY,
    onRead: (text) => read.textContent = text,
  });
  panel.append(listEnds(lines, plot));
}

function xsOf(curve: Curve, isTime: boolean): readonly number[] {
  return isTime ? curve.seconds ?? [] : curve.xs;
}

function singleLines(model: PageModel, curves: ReadonlyMap<number, Curve>, isTime: boolean): Line[] {
  const { smoothing } = model.state;
  return rowsToDraw(model, FIRST_CURVES, (row) => curves.has(row)).flatMap((row, i) => {
    const curve = curves.get(row)!;
    const line = { label: model.report.rows[row]!.id, colour: colourOf(i), xs: xsOf(curve, isTime) };
    if (line.xs.length === 0) return [];
    const raw = smoothing === 0 ? [] : [{ ...line, ys: curve.ys, isFaint: true }];
    return [...raw, { ...line, ys: smooth(curve.ys, smoothing) }];
  });
}

/** For each value of the parameter the mean of its experiments, and one standard deviation around it. */
function groupLines(model: PageModel, curves: ReadonlyMap<number, Curve>, isTime: boolean): Line[] {
  const { smoothing, group } = model.state;
  const column = model.column(group);
  const rows = rowsToDraw(model, Infinity, (row) => curves.has(row));
  const groups = Map.groupBy(rows, (row) => String(column?.values[row] ?? "none"));
  return [...groups].sort(([a], [b]) => Number(a) - Number(b) || a.localeCompare(b)).flatMap(([value, members], i) => {
    const band = meanBand(members.map((row) => {
      const curve = curves.get(row)!;
      return { xs: xsOf(curve, isTime), ys: smooth(curve.ys, smoothing) };
    }));
    const line = { label: `${group} ${value} (${members.length})`, colour: colourOf(i), xs: band.xs };
    return [{ ...line, ys: band.high, isBorder: true }, { ...line, ys: band.low, isBorder: true }, {
      ...line,
      ys: band.mean,
    }];
  });
}

/** What each curve ended with and lay between: also the legend. */
function listEnds(lines: readonly Line[], { curves }: CurvePlot): HTMLElement {
  const shown = lines.filter(({ isBorder, isFaint }) => !isBorder && !isFaint);
  const thinned = curves.reduce((most, { thinnedFrom }) => Math.max(most, thinnedFrom ?? 0), 0);
  const rows = shown.slice(0, MOST_LISTED).map(({ label, colour, ys }) => {
    const known = ys.filter((y) => y !== null);
    const swatch = make("i", { class: "swatch" });
    swatch.style.background = colour;
    const cells = known.length === 0 ? [NaN, NaN, NaN] : [known.at(-1)!, Math.min(...known), Math.max(...known)];
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, swatch, label),
      ...cells.map((value) => make("td", { class: "number" }, shortNumber(value))),
    );
  });
  const notes = [
    shown.length > MOST_LISTED ? `and ${shown.length - MOST_LISTED} more` : "",
    thinned > 0 ? `${thinned} points a curve, thinned without losing its peaks` : "",
  ].filter((note) => note !== "");
  return make(
    "div",
    {},
    make(
      "table",
      { class: "plain" },
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col" }, ""),
          ...["last", "min", "max"].map((word) => make("th", { scope: "col", class: "number" }, word)),
        ),
      ),
      make("tbody", {}, ...rows),
    ),
    notes.length > 0 && make("p", { class: "hint" }, notes.join("; ")),
  );
}

function drawTools(model: PageModel): HTMLElement {
  const { state, report } = model;
  const hasTime = report.curves.some(({ curves }) => curves.some(({ seconds }) => seconds !== undefined));
  const params = report.columns.filter((column) => column.kind === "param" && differs(column));
  const value = make("output", {}, state.smoothing.toFixed(2));
  const slider = make("input", {
    type: "range",
    min: 0,
    max: 0.99,
    step: 0.01,
    value: state.smoothing,
    oninput() {
      value.textContent = Number(slider.value).toFixed(2);
      model.change({ smoothing: Number(slider.value) });
    },
  });
  return make(
    "div",
    { class: "tools" },
    make("label", { class: "choice" }, make("span", {}, "smoothing"), slider, value),
    hasTime &&
      choice(
        "x",
        [["step", "step"], ["time", "time"]],
        state.curveX,
        (curveX) => model.change({ curveX: curveX as "step" }),
      ),
    tick("log x", state.isLogX, (isLogX) => model.change({ isLogX })),
    tick("log y", state.isLogY, (isLogY) => model.change({ isLogY })),
    params.length > 0 &&
      choice(
        "mean ± std by",
        [["", "nothing"], ...params.map(({ name }) => [name, name] as const)],
        state.group,
        (group) => model.change({ group }),
      ),
    state.chosen.length === 0 && make("span", {}, "choose experiments in the table to see theirs alone"),
  );
}

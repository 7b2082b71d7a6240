import { isWide, tickText, tickValues } from "./brushes.ts";
import { button, choice, draw, make, tick } from "./dom.ts";
import { shortNumber } from "./format_number.ts";
import { importanceOf } from "./importance.ts";
import type { PageModel, Section } from "./page_model.ts";
import { colourOf, styleColour } from "./palette.ts";
import { metricOf } from "./parallel_section.ts";
import { saveDrawing } from "./save_file.ts";
import { differs } from "./shown_columns.ts";
import type { ReportColumn, ReportValue } from "../data.ts";

const HEIGHT = 360, LEFT = 62, RIGHT = 18, TOP = 14, BOTTOM = 46;

/** Any column against any other, and how much of the metric each parameter explains. */
export function scatterSection(model: PageModel): Section {
  return {
    id: "scatter",
    title: "Parameters and metrics",
    isSlow: true,
    concerns: (changed) =>
      ["query", "brushes", "metric", "chosen", "scatterX", "scatterY", "isScatterLogX", "isScatterLogY"]
        .some((name) => changed.has(name as "query")),
    draw(place) {
      const scatter = make("div", { class: "panel" }), importance = make("div", { class: "panel" });
      place.replaceChildren(make("div", { class: "pair" }, scatter, importance));
      drawScatter(model, scatter);
      drawImportance(model, importance);
    },
  };
}

interface Measured {
  readonly scale: Scale;
  readonly valueOf: (row: number) => number | undefined;
}

interface Scale {
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** 0 to 1 */
  at(value: number): number;
}

function drawScatter(model: PageModel, panel: HTMLElement): void {
  const { state, report } = model;
  const y = model.column(state.scatterY) ?? metricOf(model);
  const x = model.column(state.scatterX) ?? bestExplained(model, y) ?? report.columns.find((column) => column !== y);
  if (x === undefined || y === undefined) {
    return panel.append(make("p", { class: "empty" }, "There are no two columns."));
  }
  const options = report.columns.map(({ name }) => [name, name] as const);
  const isLogX = state.isScatterLogX ?? isWidelySpread(x), isLogY = state.isScatterLogY ?? isWidelySpread(y);
  const drawing = draw("svg", {
    width: "100%",
    height: HEIGHT,
    role: "img",
    "aria-label": `${y.name} against ${x.name}`,
  });
  panel.append(
    make(
      "div",
      { class: "tools" },
      choice("x", options, x.name, (scatterX) => model.change({ scatterX, isScatterLogX: undefined })),
      tick("log", isLogX, (isTicked) => model.change({ isScatterLogX: isTicked })),
      choice("y", options, y.name, (scatterY) => model.change({ scatterY, isScatterLogY: undefined })),
      tick("log", isLogY, (isTicked) => model.change({ isScatterLogY: isTicked })),
      button("save as SVG", () => saveDrawing(`${y.name}-${x.name}`, drawing)),
    ),
    make("div", { class: "chart" }, drawing),
  );
  fillScatter(
    model,
    drawing,
    panel.clientWidth - 34,
    [measure(x, model.rows, isLogX), measure(y, model.rows, isLogY)],
    [
      x,
      y,
    ],
  );
}

function isWidelySpread({ values }: ReportColumn): boolean {
  const numbers = values.filter((value) => typeof value === "number");
  return isWide(
    numbers.reduce((a, b) => Math.min(a, b), Infinity),
    numbers.reduce((a, b) => Math.max(a, b), -Infinity),
  );
}

function bestExplained(model: PageModel, y: ReportColumn | undefined): ReportColumn | undefined {
  return explained(model, y)[0]?.column ??
    model.report.columns.find((column) => column.kind === "param" && differs(column));
}

function fillScatter(
  model: PageModel,
  drawing: SVGSVGElement,
  width: number,
  [across, up]: readonly [Measured, Measured],
  [x, y]: readonly [ReportColumn, ReportColumn],
): void {
  const px = (at: number) => LEFT + 10 + at * (width - LEFT - RIGHT - 20);
  const py = (at: number) => HEIGHT - BOTTOM - 8 - at * (HEIGHT - TOP - BOTTOM - 16);
  drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  drawing.append(
    ...across.scale.ticks.map(({ value, text }) =>
      draw("text", { x: px(across.scale.at(value)), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, text)
    ),
    ...up.scale.ticks.flatMap(({ value, text }) => [
      draw("line", {
        class: "axis",
        x1: LEFT,
        x2: width - RIGHT,
        y1: py(up.scale.at(value)),
        y2: py(up.scale.at(value)),
      }),
      draw("text", { x: LEFT - 8, y: py(up.scale.at(value)) + 4, "text-anchor": "end" }, text),
    ]),
    draw("line", { class: "axis strong", x1: LEFT, x2: width - RIGHT, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM }),
    draw("text", { class: "title", x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, x.name),
    draw("text", {
      class: "title",
      x: 0,
      y: 0,
      transform: `translate(12 ${HEIGHT / 2 - 20}) rotate(-90)`,
      "text-anchor": "middle",
    }, y.name),
  );
  const chosen = new Set(model.chosen);
  const inOrder = [...model.rows].sort((a, b) => Number(chosen.has(a)) - Number(chosen.has(b)));
  for (const row of inOrder) {
    const [a, b] = [across.valueOf(row), up.valueOf(row)];
    if (a === undefined || b === undefined) continue;
    drawing.append(drawPoint(model, row, px(across.scale.at(a)), py(up.scale.at(b)), [x, y]));
  }
}

function drawPoint(
  model: PageModel,
  row: number,
  cx: number,
  cy: number,
  columns: readonly ReportColumn[],
): SVGElement {
  const place = model.state.chosen.indexOf(model.report.rows[row]!.id);
  const facts = columns.map(({ name, values }) => `${name}: ${values[row]}`);
  return draw(
    "circle",
    {
      class: "point",
      cx,
      cy,
      r: place < 0 ? 4.5 : 7,
      fill: place < 0 ? styleColour("accent") : colourOf(place),
      onclick: () => model.choose(row, place < 0),
    },
    draw("title", {}, [model.report.rows[row]!.id, ...facts].join("\n")),
  );
}

/** Numbers by their size, words side by side. A logarithm is for what is above zero; else the box has no effect. */
function measure({ values }: ReportColumn, rows: readonly number[], isLog: boolean): Measured {
  const present = rows.map((row) => values[row] ?? null).filter((value) => value !== null);
  if (
    present.some((value) => typeof value === "boolean" || (typeof value === "string" && !/^(nan|-?inf)$/.test(value)))
  ) {
    const words = [...new Set(present.map(String))].sort(new Intl.Collator(undefined, { numeric: true }).compare);
    const every = Math.ceil(words.length / 12);
    return {
      valueOf: (row) => values[row] == null ? undefined : words.indexOf(String(values[row])),
      scale: {
        at: (value) => words.length < 2 ? 0.5 : value / (words.length - 1),
        ticks: words.map((text, value) => ({ value, text: text.slice(0, 18) })).filter((_, i) => i % every === 0),
      },
    };
  }
  const valueOf = (row: number) => number(values[row] ?? null);
  const numbers = rows.flatMap((row) => valueOf(row) ?? []);
  return { valueOf, scale: numberScale(numbers, isLog) };
}

function number(value: ReportValue): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function numberScale(numbers: readonly number[], wantsLog: boolean): Scale {
  const low = numbers.reduce((a, b) => Math.min(a, b), Infinity),
    high = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  if (numbers.length === 0) return { at: () => 0.5, ticks: [] };
  const isLog = wantsLog && low > 0;
  const measured = isLog ? Math.log : (value: number) => value;
  const size = measured(high) - measured(low);
  return {
    at: (value) => size === 0 ? 0.5 : (measured(value) - measured(low)) / size,
    ticks: tickValues(low, high, isLog).map((value) => ({ value, text: tickText(value) })),
  };
}

function explained(model: PageModel, metric: ReportColumn | undefined) {
  if (metric === undefined) return [];
  const runs = model.rows.filter((row) => model.report.rows[row]!.kind !== "workspace"); // it is one of them once more
  return model.report.columns.filter((column) => column.kind === "param" && differs(column)).flatMap((column) => {
    const found = importanceOf(column.values, metric.values, runs);
    return found === undefined ? [] : [{ column, ...found }];
  }).sort((a, b) => b.share - a.share);
}

function drawImportance(model: PageModel, panel: HTMLElement): void {
  const metric = metricOf(model);
  const metrics = model.report.columns.filter(({ kind }) => kind === "metric");
  const found = explained(model, metric);
  const bars = found.slice(0, 14).flatMap(({ column, share, trend }) => {
    const fill = make("i");
    fill.style.width = `${share * 100}%`;
    return [
      button(column.name, () =>
        model.change({
          scatterX: column.name,
          scatterY: metric!.name,
          isScatterLogX: undefined,
          isScatterLogY: undefined,
        }), { class: "link" }),
      make("div", { class: "bar" }, fill),
      make("span", { class: "figure" }, `${Math.round(share * 100)} %`),
      make("span", {
        class: "trend",
        title: trend === undefined ? undefined : `rank correlation ${shortNumber(trend)}`,
      }, trendWords(trend)),
    ];
  });
  panel.append(
    make(
      "div",
      { class: "tools" },
      choice(
        "what explains",
        metrics.map(({ name }) => [name, name]),
        metric?.name ?? "",
        (name) => model.change({ metric: name }),
      ),
    ),
    bars.length > 0
      ? make("div", { class: "bars" }, ...bars)
      : make("p", { class: "empty" }, "Too few experiments differ to say what matters."),
    make(
      "p",
      { class: "hint" },
      "How much of the metric's variance each parameter explains by itself (ε², the correlation ratio without bias), among the rows looked at.",
    ),
  );
}

function trendWords(trend: number | undefined): string {
  if (trend === undefined || Math.abs(trend) < 0.1) return "";
  return trend > 0 ? "↗ rises with it" : "↘ falls with it";
}

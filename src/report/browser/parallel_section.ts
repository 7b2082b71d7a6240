/**
 * Parallel coordinates: a line an experiment through an axis a column. Dragging along an axis leaves only what passes
 * there, in the whole page; lines are drawn on a canvas, for thousands of them.
 */
import { axisScale } from "./brushes.ts";
import { button, choice, draw, make, tick } from "./dom.ts";
import { importanceOf } from "./importance.ts";
import type { PageModel, Section } from "./page_model.ts";
import { colourOf, scaleColour, styleColour } from "./palette.ts";
import { saveDrawing } from "./save_file.ts";
import { differs } from "./shown_columns.ts";
import type { ReportColumn } from "../data.ts";

const HEIGHT = 340;
const TOP = 40, BOTTOM = 16, SIDE = 70;
const LEAST_GAP = 110;
const FIRST_AXES = 8;
const LONGEST_TICK = 14;

interface Plan {
  readonly axes: readonly ReportColumn[];
  readonly colour: ReportColumn | undefined;
  readonly width: number;
  x(axis: number): number;
  y(at: number): number;
}

export function parallelSection(model: PageModel): Section {
  return {
    id: "parallel",
    title: "Parallel coordinates",
    isSlow: true,
    concerns: (changed) => ["query", "brushes", "axes", "metric", "chosen"].some((name) => changed.has(name as "axes")),
    draw: (place) => drawParallel(model, place),
  };
}

function drawParallel(model: PageModel, place: HTMLElement): void {
  const plan = makePlan(model, place.clientWidth - 34);
  if (plan.axes.length < 2) {
    place.replaceChildren(make("p", { class: "empty" }, "There are no two columns in which experiments differ."));
    return;
  }
  const canvas = make("canvas");
  const drawing = draw(
    "svg",
    {
      width: plan.width,
      height: HEIGHT,
      viewBox: `0 0 ${plan.width} ${HEIGHT}`,
      role: "img",
      "aria-label": "Parallel coordinates",
    },
    ...plan.axes.map((column, i) => drawAxis(model, plan, column, i)),
  );
  const chart = make("div", { class: "chart parallel" }, canvas, drawing);
  chart.style.width = `${plan.width}px`;
  place.replaceChildren(drawTools(model, plan, drawing), make("div", { class: "panel wide" }, chart));
  paintLines(model, plan, canvas);
}

function makePlan(model: PageModel, available: number): Plan {
  const { state, report } = model;
  const axes = state.axes === undefined
    ? firstAxes(model)
    : state.axes.flatMap((name) => report.columns.find((column) => column.name === name) ?? []);
  const width = Math.max(available, 2 * SIDE + LEAST_GAP * (axes.length - 1));
  const gap = (width - 2 * SIDE) / Math.max(1, axes.length - 1);
  return {
    axes,
    colour: metricOf(model),
    width,
    x: (axis) => SIDE + gap * axis,
    y: (at) => TOP + (1 - at) * (HEIGHT - TOP - BOTTOM),
  };
}

/** The metric that others are explained by: the chosen one, or the first that differs. */
export function metricOf(model: PageModel): ReportColumn | undefined {
  const metrics = model.report.columns.filter(({ kind }) => kind === "metric");
  return metrics.find(({ name }) => name === model.state.metric) ?? metrics.find(differs) ?? metrics[0];
}

/** The parameters that tell most of the metric, then metrics. */
function firstAxes(model: PageModel): ReportColumn[] {
  const metric = metricOf(model);
  const all = model.report.rows.map((_, row) => row);
  const differing = model.report.columns.filter(differs);
  const share = (column: ReportColumn) =>
    metric === undefined ? 0 : importanceOf(column.values, metric.values, all)?.share ?? 0;
  const params = differing.filter(({ kind }) => kind === "param")
    .map((column) => ({ column, share: share(column) })).sort((a, b) => b.share - a.share)
    .slice(0, FIRST_AXES - 2).map(({ column }) => column);
  const metrics = differing.filter(({ kind }) => kind === "metric").slice(0, FIRST_AXES - params.length);
  return [...model.report.columns.filter((column) => params.includes(column)), ...metrics];
}

function drawAxis(model: PageModel, plan: Plan, column: ReportColumn, place: number): SVGElement {
  const x = plan.x(place), scale = axisScale(column);
  const isLast = place === plan.axes.length - 1;
  const grip = draw("rect", {
    class: "grip",
    x: x - 22,
    y: TOP - 8,
    width: 44,
    height: HEIGHT - TOP - BOTTOM + 16,
    tabindex: 0,
    role: "slider",
    "aria-label": `range of ${column.name}`,
    "aria-valuetext": brushText(model, column),
  });
  const brush = draw("rect", { class: "brush", x: x - 9, width: 18, y: 0, height: 0, rx: 3 });
  const show = (range: readonly [number, number] | undefined) => {
    brush.setAttribute("y", String(plan.y(range?.[1] ?? 0)));
    brush.setAttribute("height", String(range === undefined ? 0 : plan.y(range[0]) - plan.y(range[1])));
  };
  show(model.state.brushes[column.name]);
  dragAlong(grip, plan, show, (range) => setBrush(model, column.name, range));
  return draw(
    "g",
    {},
    draw("line", { class: "axis strong", x1: x, x2: x, y1: plan.y(0), y2: plan.y(1) }),
    draw("text", { class: "title", x, y: 18, "text-anchor": "middle" }, shortened(column.name, plan)),
    ...scale.ticks.map(({ at, text }) =>
      draw(
        "text",
        { x: x + (isLast ? 8 : -8), y: plan.y(at) + 4, "text-anchor": isLast ? "start" : "end" },
        text.length > LONGEST_TICK ? `${text.slice(0, LONGEST_TICK - 1)}…` : text,
      )
    ),
    brush,
    grip,
  );
}

function shortened(name: string, { x }: Plan): string {
  const letters = Math.floor((x(1) - x(0)) / 7);
  return name.length <= letters ? name : `…${name.slice(1 - letters)}`;
}

function brushText(model: PageModel, { name }: ReportColumn): string {
  const range = model.state.brushes[name];
  return range === undefined ? "all" : range.map((at) => `${Math.round(at * 100)} %`).join(" to ");
}

function setBrush(model: PageModel, name: string, range: readonly [number, number] | undefined): void {
  const { [name]: _, ...others } = model.state.brushes;
  model.change({ brushes: range === undefined ? others : { ...others, [name]: range } });
}

/** A drag chooses a range, a click clears it. */
function dragAlong(
  grip: SVGElement,
  plan: Plan,
  show: (range: readonly [number, number] | undefined) => void,
  choose: (range: readonly [number, number] | undefined) => void,
): void {
  const at = (event: PointerEvent) => {
    const { top, height } = grip.getBoundingClientRect();
    const y = (event.clientY - top) / height * (HEIGHT - TOP - BOTTOM + 16) + TOP - 8;
    return Math.min(1, Math.max(0, 1 - (y - TOP) / (plan.y(0) - plan.y(1))));
  };
  grip.addEventListener("pointerdown", (event) => {
    const from = at(event);
    grip.setPointerCapture(event.pointerId);
    const range = (to: number): [number, number] => [Math.min(from, to), Math.max(from, to)];
    const move = (next: PointerEvent) => show(range(at(next)));
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", (last) => {
      grip.removeEventListener("pointermove", move);
      const [low, high] = range(at(last));
      choose(high - low < 0.01 ? undefined : [low, high]);
    }, { once: true });
  });
  grip.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Delete") choose(undefined);
    if (event.key === "ArrowUp") choose([0.5, 1]);
    if (event.key === "ArrowDown") choose([0, 0.5]);
  });
}

function paintLines(model: PageModel, plan: Plan, canvas: HTMLCanvasElement): void {
  const ratio = devicePixelRatio || 1;
  canvas.width = plan.width * ratio;
  canvas.height = HEIGHT * ratio;
  canvas.style.width = `${plan.width}px`;
  canvas.style.height = `${HEIGHT}px`;
  const pen = canvas.getContext("2d")!;
  pen.scale(ratio, ratio);
  pen.lineJoin = "round";
  const found = new Set(model.rows), chosen = model.chosen;
  pen.strokeStyle = styleColour("line");
  pen.lineWidth = 1;
  model.report.rows.forEach((_, row) => found.has(row) || strokeLine(pen, plan, row));
  pen.globalAlpha = Math.max(0.12, Math.min(0.8, 40 / Math.sqrt(found.size * 20)));
  pen.lineWidth = 1.4;
  for (const row of found) {
    pen.strokeStyle = lineColour(plan, row);
    strokeLine(pen, plan, row);
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 3;
  chosen.forEach((row, place) => {
    pen.strokeStyle = colourOf(place);
    strokeLine(pen, plan, row);
  });
}

function lineColour({ colour }: Plan, row: number): string {
  const at = colour === undefined ? undefined : axisScale(colour).at(row);
  return at === undefined ? styleColour("faint") : scaleColour(at);
}

/** A row that lacks a value has a gap there. */
function strokeLine(pen: CanvasRenderingContext2D, plan: Plan, row: number): void {
  pen.beginPath();
  let isDown = false;
  plan.axes.forEach((column, i) => {
    const at = axisScale(column).at(row);
    if (at === undefined) isDown = false;
    else if (isDown) pen.lineTo(plan.x(i), plan.y(at));
    else {
      pen.moveTo(plan.x(i), plan.y(at));
      isDown = true;
    }
  });
  pen.stroke();
}

function drawTools(model: PageModel, plan: Plan, drawing: SVGSVGElement): HTMLElement {
  const { report, state } = model;
  const names = plan.axes.map(({ name }) => name);
  const set = (name: string, isWanted: boolean) =>
    model.change({ axes: isWanted ? [...names, name] : names.filter((each) => each !== name) });
  const metrics = report.columns.filter(({ kind }) => kind === "metric");
  const isOpen = document.querySelector<HTMLDetailsElement>("#axes")?.open ?? false;
  return make(
    "div",
    { class: "tools" },
    make(
      "details",
      { id: "axes", open: isOpen },
      make("summary", {}, `axes (${names.length})`),
      make(
        "div",
        { class: "menu" },
        button("all that differ", () => model.change({ axes: report.columns.filter(differs).map(({ name }) => name) })),
        button("none", () => model.change({ axes: [] })),
        button("the usual ones", () => model.change({ axes: undefined })),
        ...report.columns.map(({ name }) => tick(name, names.includes(name), (isTicked) => set(name, isTicked))),
      ),
    ),
    choice(
      "coloured by",
      metrics.map(({ name }) => [name, name]),
      plan.colour?.name ?? "",
      (metric) => model.change({ metric }),
    ),
    Object.keys(state.brushes).length > 0 && button("clear ranges", () => model.change({ brushes: {} })),
    button("save as SVG", () => saveDrawing("parallel", withLines(model, plan, drawing))),
  );
}

/** The drawing with its lines as paths, as a canvas cannot be part of it. */
function withLines(model: PageModel, plan: Plan, drawing: SVGSVGElement): SVGSVGElement {
  const lines = draw("g", { fill: "none", "stroke-opacity": 0.6 });
  for (const row of model.rows) {
    const points = plan.axes.flatMap((column, i) => {
      const at = axisScale(column).at(row);
      return at === undefined ? [] : [`${plan.x(i).toFixed(1)},${plan.y(at).toFixed(1)}`];
    });
    lines.append(draw("polyline", { points: points.join(" "), stroke: lineColour(plan, row) }));
  }
  drawing.prepend(lines);
  queueMicrotask(() => lines.remove());
  return drawing;
}

/** A small drawing of values over values: its axes, and where things stand between them. */
import { isWide, tickText, tickValues } from "./brushes.ts";
import { draw } from "./dom.ts";

const WIDTH = 440, HEIGHT = 250, LEFT = 58, RIGHT = 14, TOP = 12, BOTTOM = 46;

type ChartValue = number | string | null;

interface ChartAxis {
  readonly title: string;
  /** Of everything that is drawn. Numbers stand by their size, words side by side. */
  readonly values: readonly ChartValue[];
  /** Default: where a logarithm tells more. */
  readonly isLog?: boolean;
}

/** From 0 (left, bottom) to 1; undefined for what has no place. */
type Scale = (value: ChartValue) => number | undefined;

export interface Places {
  x(value: ChartValue): number | undefined;
  y(value: ChartValue): number | undefined;
  /** A part of the drawing, from the ends of its edges, 0 to 1. */
  cell(left: number, bottom: number, right: number, top: number): Readonly<Record<string, number>>;
}

export function smallChart(
  label: string,
  x: ChartAxis,
  y: ChartAxis,
  paint: (places: Places) => readonly SVGElement[],
): SVGSVGElement {
  const px = (at: number) => LEFT + at * (WIDTH - LEFT - RIGHT),
    py = (at: number) => HEIGHT - BOTTOM - at * INNER_HEIGHT;
  const across = measure(x), up = measure(y);
  const placed = (scale: Scale, to: (at: number) => number) => (value: ChartValue) => {
    const at = scale(value);
    return at === undefined ? undefined : to(at);
  };
  const places: Places = {
    x: placed(across.at, px),
    y: placed(up.at, py),
    cell: (left, bottom, right, top) => ({
      x: px(left),
      y: py(top),
      width: px(right) - px(left),
      height: py(bottom) - py(top),
    }),
  };
  return draw(
    "svg",
    { width: "100%", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    ...up.ticks.flatMap(({ at, text }) => [
      draw("line", { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: py(at), y2: py(at) }),
      draw("text", { x: LEFT - 8, y: py(at) + 4, "text-anchor": "end" }, text),
    ]),
    ...across.ticks.map(({ at, text }) =>
      draw("text", { x: px(at), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, text)
    ),
    ...paint(places),
    draw("text", { class: "title", x: px(0.5), y: HEIGHT - 6, "text-anchor": "middle" }, x.title),
    draw("text", {
      class: "title",
      x: 0,
      y: 0,
      transform: `translate(12 ${py(0.5)}) rotate(-90)`,
      "text-anchor": "middle",
    }, y.title),
  );
}

const INNER_HEIGHT = HEIGHT - TOP - BOTTOM;

interface Measured {
  readonly at: Scale;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

export function measure(axis: ChartAxis): Measured {
  return axis.values.some((value) => typeof value === "string") ? wordScale(axis) : numberScale(axis);
}

/** More words than that stand too near to each other to be read. */
const MOST_WORDS = 8;

function wordScale({ values }: ChartAxis): Measured {
  const words = [...new Set(values.flatMap((value) => value === null ? [] : String(value)))]
    .sort(new Intl.Collator(undefined, { numeric: true }).compare);
  const at = (value: ChartValue) => value === null ? undefined : (words.indexOf(String(value)) + 0.5) / words.length;
  const every = Math.ceil(words.length / MOST_WORDS);
  const ticks = words.filter((_, i) => i % every === 0).map((word) => ({ at: at(word)!, text: word.slice(0, 14) }));
  return { at, ticks };
}

/** Room on both sides, so that nothing lies on an edge. */
const MARGIN = 0.04;

function numberScale({ values, isLog: wantsLog }: ChartAxis): Measured {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length === 0) return { at: () => undefined, ticks: [] };
  const low = numbers.reduce((a, b) => Math.min(a, b)), high = numbers.reduce((a, b) => Math.max(a, b));
  const isLog = low > 0 && (wantsLog ?? isWide(low, high));
  const size = (value: number) => isLog ? Math.log(value) : value;
  const place = (value: number) =>
    high === low ? 0.5 : MARGIN + (1 - 2 * MARGIN) * (size(value) - size(low)) / (size(high) - size(low));
  return {
    at: (value) => typeof value === "number" ? place(value) : undefined,
    ticks: tickValues(low, high, isLog).map((value) => ({ at: place(value), text: tickText(value) })),
  };
}

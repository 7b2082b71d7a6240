import type { Line } from "./curve_chart.ts";
import { tickText, tickValues } from "./brushes.ts";
import { draw } from "./dom.ts";

const WIDTH = 720, HEIGHT = 420, LEFT = 64, RIGHT = 20, TOP = 36, BOTTOM = 60;

interface DrawingOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
}

/** A chart as a drawing by itself, to be saved: the same lines as on the page, with a legend. */
export function lineDrawing(lines: readonly Line[], { title, xLabel, isLogX, isLogY }: DrawingOptions): SVGSVGElement {
  const x = span(lines.flatMap(({ xs }) => xs), isLogX),
    y = span(lines.flatMap(({ ys }) => ys.filter((each) => each !== null)), isLogY);
  const px = (value: number) => LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
  const py = (value: number) => HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM);
  const named = lines.filter(({ isBorder, isFaint }) => !isBorder && !isFaint);
  const height = HEIGHT + 18 * named.length;
  const text = (words: string, at: Readonly<Record<string, string | number>>) =>
    draw("text", { fill: "#444", "font-size": 12, "font-family": "sans-serif", ...at }, words);
  const axes = [
    ...x.ticks.map((value) =>
      text(tickText(value), { x: px(value), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" })
    ),
    ...y.ticks.flatMap((value) => [
      draw("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: py(value), y2: py(value), stroke: "#ddd" }),
      text(tickText(value), { x: LEFT - 8, y: py(value) + 4, "text-anchor": "end" }),
    ]),
    text(xLabel, { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - BOTTOM + 38, "text-anchor": "middle" }),
  ];
  const paths = lines.map(({ xs, ys, colour, isBorder, isFaint }) =>
    draw("path", {
      d: pathOf(xs, ys, (value) => x.has(value), (value) => y.has(value), px, py),
      fill: "none",
      stroke: colour,
      "stroke-width": isBorder ? 0.6 : 1.6,
      "stroke-dasharray": isBorder ? "3 3" : undefined,
      opacity: isFaint ? 0.3 : 1,
    })
  );
  const legend = named.flatMap(({ label, colour }, i) => [
    draw("rect", { x: LEFT, y: HEIGHT - 8 + 18 * i, width: 10, height: 10, fill: colour }),
    text(label, { x: LEFT + 16, y: HEIGHT + 1 + 18 * i }),
  ]);
  return draw(
    "svg",
    { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` },
    draw("rect", { width: WIDTH, height, fill: "#fff" }),
    text(title, { x: LEFT, y: 20, "font-weight": 600 }),
    ...axes,
    ...paths,
    ...legend,
  );
}

interface Span {
  readonly ticks: readonly number[];
  at(value: number): number;
  /** Can the value be drawn? */
  has(value: number): boolean;
}

function span(values: readonly number[], wantsLog: boolean): Span {
  const usable = wantsLog ? values.filter((value) => value > 0) : values;
  const low = usable.reduce((a, b) => Math.min(a, b), Infinity),
    high = usable.reduce((a, b) => Math.max(a, b), -Infinity);
  const measured = wantsLog ? Math.log : (value: number) => value;
  const size = measured(high) - measured(low);
  return {
    ticks: usable.length === 0 ? [] : tickValues(low, high, wantsLog),
    at: (value) => size === 0 || !Number.isFinite(size) ? 0.5 : (measured(value) - measured(low)) / size,
    has: (value) => !wantsLog || value > 0,
  };
}

function pathOf(
  xs: readonly number[],
  ys: readonly (number | null)[],
  hasX: (value: number) => boolean,
  hasY: (value: number) => boolean,
  px: (value: number) => number,
  py: (value: number) => number,
): string {
  return xs.flatMap((x, i) => {
    const y = ys[i];
    return y == null || !hasX(x) || !hasY(y) ? [] : [`${px(x).toFixed(1)} ${py(y).toFixed(1)}`];
  }).map((point, i) => `${i === 0 ? "M" : "L"}${point}`).join("");
}

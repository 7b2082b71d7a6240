import { padToWidth, textWidth } from "../show/mod.ts";
import { CURVE_MARKS } from "./curve_canvas.ts";
import { fitting, numberOf, type PlotLook, seriesName, short, textOf } from "./plot_text.ts";
import type { DataPlot } from "./types.ts";

/** More names than that are hard to read below each other. */
const MOST_NAMES = 40;
/** Wider ones are hard to compare. */
const WIDEST = 100;

/** Bars of one name on the y axis: of each series its sum, by the place of the series. */
interface Group {
  readonly name: string;
  readonly sums: ReadonlyMap<number, number>;
}

/** Names below each other, with a bar for each revision, its number, and what each is called. */
export function drawBars(plot: DataPlot, look: PlotLook): string[] {
  const title = look.paintTitle(fitting(plot.title, look));
  const series = [...new Set(plot.points.map((point) => seriesName(plot, point)))];
  const all = groupsOf(plot, series), groups = all.slice(0, MOST_NAMES);
  if (groups.length === 0) return [title, fitting("no bars of numbers; --html shows them", look)];
  const more = all.length - groups.length;
  return [
    title,
    ...rows(groups, series.length > 1, look),
    ...more === 0 ? [] : [look.paintFrame(fitting(`${more} more names; --html shows them`, look))],
    ...series.map((name, index) => {
      const mark = isMarked(series.length > 1, look) ? CURVE_MARKS[index % CURVE_MARKS.length]! : BLOCK.repeat(2);
      return look.paintCurve(fitting(`${mark} ${name}: ${plot.xLabel}`, look), index);
    }),
  ];
}

/** By name, or (`bar_horizontal_sorted`) the longest first. */
function groupsOf(plot: DataPlot, series: readonly string[]): Group[] {
  const groups = new Map<string, Map<number, number>>();
  for (const point of plot.points) {
    const value = numberOf(point.get(plot.x));
    if (!Number.isFinite(value)) continue;
    const name = textOf(point.get(plot.y)), index = series.indexOf(seriesName(plot, point));
    const sums = groups.get(name) ?? new Map<number, number>();
    groups.set(name, sums.set(index, (sums.get(index) ?? 0) + value));
  }
  const found = [...groups].map(([name, sums]): Group => ({ name, sums }));
  const whole = ({ sums }: Group) => [...sums.values()].reduce((sum, each) => sum + each, 0);
  const { compare } = new Intl.Collator("en", { numeric: true });
  const isSorted = plot.template?.includes("sorted") === true;
  return found.sort((a, b) => (isSorted ? whole(b) - whole(a) || 0 : 0) || compare(a.name, b.name));
}

function rows(groups: readonly Group[], areSeveral: boolean, look: PlotLook): string[] {
  const width = Math.min(look.width, WIDEST);
  const inName = (text: string) => fitting(text, { width: Math.floor(width / 3) });
  const side = Math.max(...groups.map(({ name }) => textWidth(inName(name))));
  const values = groups.flatMap(({ sums }) => [...sums.values()]);
  const scale = scaleOf(
    values,
    Math.max(1, width - side - 2 - Math.max(...values.map((value) => short(value).length))),
  );
  return groups.flatMap(({ name, sums }) =>
    [...sums].sort(([a], [b]) => a - b).map(([index, value], place) => {
      const fill = isMarked(areSeveral, look) ? CURVE_MARKS[index % CURVE_MARKS.length]! : BLOCK;
      const { before, long } = scale(value);
      const bar = `${" ".repeat(before)}${look.paintCurve(fill.repeat(long), index)} ${short(value)}`;
      return `${padToWidth(place === 0 ? inName(name) : "", side)} ${bar}`;
    })
  );
}

const BLOCK = "\u2588";

/** Where neither colours nor blocks tell bars apart. */
function isMarked(areSeveral: boolean, { unicode, isColoured }: PlotLook): boolean {
  return !unicode || (areSeveral && !isColoured);
}

/** Where a bar from zero to a value lies; what is not nothing is seen. */
function scaleOf(values: readonly number[], columns: number): (value: number) => { before: number; long: number } {
  // halves, for the difference of two large numbers may be too large
  const least = Math.min(0, ...values) / 2, whole = Math.max(0, ...values) / 2 - least;
  const at = (value: number) => whole === 0 ? 0 : Math.round(columns * ((value / 2 - least) / whole));
  return (value) => {
    const [from, to] = [at(Math.min(0, value)), at(Math.max(0, value))];
    const long = value === 0 ? 0 : Math.max(1, to - from);
    return { before: Math.min(from, columns - long), long };
  };
}

/** A chart of lines over a number, by uPlot: the only file that knows it. */
import uPlot from "uplot";
import { shortNumber } from "./format_number.ts";
import { styleColour } from "./palette.ts";

export interface Line {
  readonly label: string;
  readonly colour: string;
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
  /** Not drawn by itself: the border of the area between it and the line after it. */
  readonly isBorder?: boolean;
  /** Beside a smoothed line: what it was made of. */
  readonly isFaint?: boolean;
}

interface ChartOptions {
  readonly width: number;
  readonly height: number;
  readonly xLabel: string;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  /** Told what stands below the pointer. */
  readonly onRead: (text: string) => void;
}

export function drawCurveChart(place: HTMLElement, lines: readonly Line[], options: ChartOptions): void {
  const { width, height, xLabel, isLogX, isLogY, onRead } = options;
  const usable = (xs: readonly number[], ys: readonly (number | null)[]) => ({
    xs: isLogX ? xs.filter((x) => x > 0) : [...xs],
    ys: (isLogX ? ys.filter((_, i) => xs[i]! > 0) : [...ys]).map((y) => isLogY && y !== null && y <= 0 ? null : y),
  });
  const tables = lines.map(({ xs, ys }): uPlot.AlignedData => {
    const line = usable(xs, ys);
    return [line.xs, line.ys] as uPlot.AlignedData;
  });
  const axis = {
    stroke: styleColour("soft"),
    grid: { stroke: styleColour("line"), width: 1 },
    ticks: { stroke: styleColour("line"), width: 1 },
    font: "11.5px system-ui, sans-serif",
  };
  new uPlot(
    {
      width,
      height,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: { focus: { prox: 20 }, points: { size: 7 }, drag: { x: true, y: false } },
      focus: { alpha: 0.3 },
      scales: { x: { time: false, distr: isLogX ? 3 : 1 }, y: { distr: isLogY ? 3 : 1 } },
      axes: [
        { ...axis, size: 32, label: xLabel, labelSize: 18, labelGap: 0, labelFont: "11.5px system-ui, sans-serif" },
        {
          ...axis,
          size: 58,
          values: (_: uPlot, values: (number | null)[]) =>
            values.map((value) => value === null ? "" : shortNumber(value)),
        },
      ],
      series: [
        {},
        ...lines.map(({ label, colour, isBorder, isFaint }): uPlot.Series => ({
          label,
          stroke: isBorder ? "transparent" : isFaint ? `${colour}55` : colour,
          width: isFaint ? 1 : 1.8,
          spanGaps: true,
          ...(isBorder || isFaint || lines.length > 3 ? { points: { show: false } } : {}),
        })),
      ],
      bands: lines.flatMap(({ isBorder, colour }, i) =>
        isBorder && lines[i + 1]?.isBorder ? [{ series: [i + 1, i + 2], fill: `${colour}2e` }] : []
      ),
      hooks: { setCursor: [(chart: uPlot) => onRead(readingAt(chart, lines, xLabel))] },
    } as uPlot.Options,
    tables.length === 0 ? [[], []] : uPlot.join(tables),
    place,
  );
}

const MOST_READ = 6;

function readingAt(chart: uPlot, lines: readonly Line[], xLabel: string): string {
  const { idx } = chart.cursor;
  if (idx == null) return "";
  const read = lines.flatMap(({ label, isBorder, isFaint }, i) => {
    const y = chart.data[i + 1]?.[idx];
    return y == null || isBorder || isFaint ? [] : [`${label} ${shortNumber(y)}`];
  });
  const more = read.length > MOST_READ ? ` … ${read.length - MOST_READ} more` : "";
  return `${xLabel} ${shortNumber(chart.data[0][idx]!)}: ${read.slice(0, MOST_READ).join(", ")}${more}`;
}

/** What a search has found, drawn: how it went, what each parameter does, and what trials said on their way. */
import type { FoundBySearch, SearchTrial } from "../data.ts";
import { draw } from "./dom.ts";
import { bestSoFar, frontEdge, goodness, importantNumbers, valuesOf } from "./search_facts.ts";
import { colourOf, scaleColour, styleColour } from "./palette.ts";
import { measure, type Places, smallChart } from "./small_chart.ts";

/** Each trial in its order, and the best up to it. */
export function historyChart({ metric, better, trials }: FoundBySearch): SVGSVGElement {
  const steps = bestSoFar(trials, better);
  const numbers = trials.map(({ number }) => number), values = trials.map(({ value }) => value);
  return smallChart(
    `${metric} of each trial`,
    { title: "trial", values: numbers, isLog: false },
    { title: metric, values },
    (places) => {
      const line = steps.flatMap(({ number, value }, i) => {
        const corner = i === 0 ? [] : [[number, steps[i - 1]!.value] as const];
        return [...corner, [number, value] as const];
      });
      return [
        lineThrough(places, line, { stroke: colourOf(1), "stroke-width": 1.8 }),
        ...points(places, trials, numbers),
      ];
    },
  );
}

/** The values that trials had for one parameter. */
export function sliceChart(search: FoundBySearch, parameter: number): SVGSVGElement {
  const axis = axisOf(search, parameter);
  return smallChart(
    `${search.metric} by ${axis.title}`,
    axis,
    { title: search.metric, values: search.trials.map(({ value }) => value) },
    (places) => points(places, search.trials, axis.values),
  );
}

/** Each two metrics over each other; the trials that no other one is better than stand out. */
export function frontCharts({ metric, better, further, trials }: FoundBySearch): SVGSVGElement[] {
  const titles = [metric, ...further.map((one) => one.metric)];
  return titles.flatMap((second, j) =>
    titles.slice(0, j).map((first, i) => {
      const values = (at: number) => trials.map((trial) => valuesOf(trial)[at] ?? null);
      const [xs, ys] = [values(i), values(j)];
      return smallChart(
        `${second} by ${first} of each trial`,
        { title: first, values: xs },
        { title: second, values: ys },
        (places) => [
          ...titles.length > 2 ? [] : [lineThrough(places, frontEdge(trials, better), { stroke: colourOf(1) })],
          ...trials.toSorted((a, b) => Number(a.isOfFront ?? 0) - Number(b.isOfFront ?? 0)).flatMap((trial) =>
            point(places, trial, valuesOf(trial)[i] ?? null, valuesOf(trial)[j] ?? null)
          ),
        ],
      );
    })
  );
}

const CELLS = 22;

/** The two numbers that decide most, and between the trials what they would have found there: near ones count most. */
export function contourChart(search: FoundBySearch): SVGSVGElement | undefined {
  const [first, second] = importantNumbers(search);
  if (first === undefined || second === undefined) return undefined;
  const [x, y] = [axisOf(search, first), axisOf(search, second)];
  const good = goodness(search.trials, search.better);
  const across = measure(x).at, up = measure(y).at;
  const known = search.trials.flatMap((trial) => {
    const place = { x: across(trial.at[first] ?? null), y: up(trial.at[second] ?? null), good: good.get(trial.number) };
    return place.x === undefined || place.y === undefined || place.good === undefined ? [] : [place as Known];
  });
  if (known.length === 0) return undefined;
  return smallChart(`${search.metric} over ${x.title} and ${y.title}`, x, y, (places) => [
    ...cells().map(([left, bottom]) =>
      draw("rect", {
        ...places.cell(left, bottom, left + 1 / CELLS, bottom + 1 / CELLS),
        fill: scaleColour(1 - guess(known, left + 0.5 / CELLS, bottom + 0.5 / CELLS)),
        "fill-opacity": 0.55,
        "shape-rendering": "crispEdges",
      })
    ),
    ...search.trials.flatMap((trial, i) => point(places, trial, x.values[i] ?? null, y.values[i] ?? null)),
  ]);
}

function axisOf({ parameters, trials }: FoundBySearch, parameter: number) {
  const { name, isLog } = parameters[parameter]!;
  return { title: name, values: trials.map(({ at }) => at[parameter] ?? null), isLog };
}

interface Known {
  readonly x: number;
  readonly y: number;
  readonly good: number;
}

function cells(): [number, number][] {
  return Array.from({ length: CELLS ** 2 }, (_, i) => [(i % CELLS) / CELLS, Math.floor(i / CELLS) / CELLS]);
}

/** Shepard's interpolation: each counts by the square of its nearness. */
function guess(known: readonly Known[], x: number, y: number): number {
  let sum = 0, weights = 0;
  for (const one of known) {
    const weight = 1 / ((one.x - x) ** 2 + (one.y - y) ** 2 + 1e-4) ** 2;
    sum += weight * one.good;
    weights += weight;
  }
  return sum / weights;
}

/** What trials have said on their way; those that were pruned end early, and are dashed. */
export function curvesChart({ metric, better, trials }: FoundBySearch): SVGSVGElement | undefined {
  const curves = trials.flatMap(({ curve, ...trial }) => curve === undefined ? [] : [{ ...trial, ...curve }]);
  if (curves.length === 0) return undefined;
  const best = bestSoFar(trials, better).findLast(({ isBest }) => isBest)?.number;
  return smallChart(
    `${metric} of trials on their way`,
    { title: "step", values: curves.flatMap(({ xs }) => xs), isLog: false },
    { title: metric, values: curves.flatMap(({ ys }) => ys) },
    (places) =>
      curves.toSorted((a, b) => Number(a.number === best) - Number(b.number === best)).map((trial) => {
        const isPruned = trial.state === "pruned", isBest = trial.number === best;
        const line = lineThrough(places, trial.xs.map((x, i) => [x, trial.ys[i] ?? null] as const), {
          stroke: isBest ? colourOf(1) : styleColour(isPruned ? "soft" : "accent"),
          "stroke-width": isBest ? 2.2 : 1.2,
          "stroke-dasharray": isPruned ? "4 3" : undefined,
          opacity: isBest ? 1 : 0.6,
        });
        line.append(draw("title", {}, `${trial.name}: ${trial.state}`));
        return line;
      }),
  );
}

function lineThrough(
  places: Places,
  line: readonly (readonly [number, number | null])[],
  look: Readonly<Record<string, string | number | undefined>>,
): SVGElement {
  const corners = line.flatMap(([x, y]) => {
    const at = [places.x(x), places.y(y)];
    return at.includes(undefined) ? [] : [at.map((each) => each!.toFixed(1)).join(",")];
  });
  return draw("polyline", { points: corners.join(" "), fill: "none", ...look });
}

function points(places: Places, trials: readonly SearchTrial[], xs: readonly (number | string | null)[]): SVGElement[] {
  return trials.flatMap((trial, i) => point(places, trial, xs[i] ?? null, trial.value));
}

/** Filled where a trial went to its end; a ring where it was pruned; nothing where there is no value. */
function point(places: Places, trial: SearchTrial, x: number | string | null, y: number | string | null): SVGElement[] {
  const [cx, cy] = [places.x(x), places.y(y)];
  if (cx === undefined || cy === undefined || trial.value === null) return [];
  const isPruned = trial.state === "pruned";
  return [draw(
    "circle",
    {
      class: `trial ${trial.state}${trial.isOfFront ? " front" : ""}`,
      cx,
      cy,
      r: 3.6,
      fill: isPruned ? "none" : trial.isOfFront ? colourOf(1) : styleColour("accent"),
      "fill-opacity": 0.75,
      stroke: styleColour(isPruned ? "soft" : "panel"),
    },
    draw(
      "title",
      {},
      `${trial.name}: ${isPruned ? "pruned at " : ""}${[trial.value, ...trial.others ?? []].join(", ")}`,
    ),
  )];
}

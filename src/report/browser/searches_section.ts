import type { FoundBySearch } from "../data.ts";
import { make } from "./dom.ts";
import type { PageModel, Section } from "./page_model.ts";
import { contourChart, curvesChart, frontCharts, historyChart, sliceChart } from "./search_charts.ts";
import { perMetric } from "./search_facts.ts";

/** Searches for good parameters: how each went, and what its parameters do. */
export function searchesSection(model: PageModel): Section {
  return {
    id: "searches",
    title: "Searches",
    isSlow: true,
    concerns: () => false,
    draw: (place) => place.replaceChildren(...model.report.searches.map(drawSearch)),
  };
}

function drawSearch(search: FoundBySearch): HTMLElement {
  const hasValues = search.trials.some(({ value }) => value !== null);
  return make(
    "div",
    { class: "panel search" },
    make("h3", {}, search.name),
    ...search.lines.map((line) => make("p", { class: "hint" }, line)),
    importanceBars(search),
    hasValues && make("div", { class: "grid" }, ...drawings(search)),
  );
}

function drawings(search: FoundBySearch): HTMLElement[] {
  const each = perMetric(search);
  const parameters = search.parameters.map((_, i) => i)
    .sort((a, b) => (search.parameters[b]!.share ?? 0) - (search.parameters[a]!.share ?? 0) || a - b);
  const all = [
    ...each.map((one) => ["history", historyChart(one)] as const),
    ...frontCharts(search).map((chart) => ["front", chart] as const),
    ["curves", curvesChart(search)],
    ...each.flatMap((one) => parameters.map((i) => ["slice", sliceChart(one, i)] as const)),
    ...each.map((one) => ["contour", contourChart(one)] as const),
  ] as const;
  return all.flatMap(([kind, chart]) => chart === undefined ? [] : [make("div", { class: `chart ${kind}` }, chart)]);
}

function importanceBars({ parameters }: FoundBySearch): HTMLElement | false {
  const known = parameters.flatMap(({ name, share }) => share === null ? [] : [{ name, share }])
    .sort((a, b) => b.share - a.share);
  if (known.length === 0) return false;
  const bars = known.flatMap(({ name, share }) => {
    const fill = make("i");
    fill.style.width = `${share * 100}%`;
    const figure = `${Math.round(share * 100)} %`;
    return [
      make("span", {}, name),
      make("div", { class: "bar" }, fill),
      make("span", { class: "figure" }, figure),
    ];
  });
  return make("div", { class: "bars" }, ...bars);
}

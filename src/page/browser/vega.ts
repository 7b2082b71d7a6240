/**
 * Draws charts of Vega and Vega-Lite in a page: each element with `data-vega="ID"` gets the chart that the JSON of that
 * id describes (see ../document.ts). Vega stands before it, as its packages are built for browsers (see scripts/build).
 *
 * Expressions are interpreted, not compiled, as the page's policy forbids `eval`; nothing is fetched.
 */
import type { default as Embedding } from "vega-embed";
import type { expressionInterpreter } from "vega-interpreter";

type Embed = typeof Embedding.default;
type Specification = Parameters<Embed>[1];

declare const vegaEmbed: Embed;
declare const vega: { readonly expressionInterpreter: typeof expressionInterpreter };

for (const place of document.querySelectorAll<HTMLElement>("[data-vega]")) {
  drawChart(place).catch((reason) => {
    place.textContent = `This chart cannot be drawn: ${reason instanceof Error ? reason.message : reason}`;
  });
}

async function drawChart(place: HTMLElement): Promise<void> {
  const json = document.getElementById(place.dataset["vega"] ?? "")?.textContent ?? "";
  await vegaEmbed(place, JSON.parse(json) as Specification, {
    ast: true,
    expr: vega.expressionInterpreter,
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: place.dataset["name"] ?? "plot",
  });
}

/**
 * Draws charts of Vega and Vega-Lite in a page: each element with `data-vega="ID"` gets the chart that the JSON of that
 * id describes (see ../document.ts).
 *
 * Expressions are interpreted, not compiled, as the page's policy forbids `eval`; nothing is fetched.
 */
import * as vegaEmbed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

type Embed = typeof vegaEmbed.default.default;
type Specification = Parameters<Embed>[1];

// the package's types describe its CommonJS shape, the bundle has its module
const embed = vegaEmbed.default as unknown as Embed;

for (const place of document.querySelectorAll<HTMLElement>("[data-vega]")) {
  drawChart(place).catch((reason) => {
    place.textContent = `This chart cannot be drawn: ${reason instanceof Error ? reason.message : reason}`;
  });
}

async function drawChart(place: HTMLElement): Promise<void> {
  const json = document.getElementById(place.dataset["vega"] ?? "")?.textContent ?? "";
  await embed(place, JSON.parse(json) as Specification, {
    ast: true,
    expr: expressionInterpreter,
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: place.dataset["name"] ?? "plot",
  });
}

/**
 * Draws charts of Vega and Vega-Lite in a page: each element with `data-vega="ID"` gets the chart that the JSON of that
 * id describes (see ../document.ts). Vega stands before it, as its packages are built for browsers (see scripts/build).
 * An element that comes later, or is to be drawn anew, asks for it by an event `vega`; `data-revs` (a JSON list) leaves
 * the points of some revisions.
 *
 * Expressions are interpreted, not compiled, as the page's policy forbids `eval`; nothing is fetched.
 */
import type { default as Embedding } from "vega-embed";
import type { expressionInterpreter } from "vega-interpreter";
import { onlyRevs } from "./only_revs.ts";

type Embed = typeof Embedding.default;
type Specification = Parameters<Embed>[1];

declare const vegaEmbed: Embed;
declare const vega: { readonly expressionInterpreter: typeof expressionInterpreter };

/** What a specification does not say itself; a page that has none of these colours gets Vega's. */
const INK = "var(--ink, #111)", SOFT = "var(--soft, #333)", LINE = "var(--line, #ddd)";
const IN_COLOURS_OF_THE_PAGE = {
  background: "var(--panel, #fff)",
  title: { color: INK, subtitleColor: SOFT },
  axis: { labelColor: SOFT, titleColor: INK, domainColor: SOFT, tickColor: SOFT, gridColor: LINE },
  legend: { labelColor: SOFT, titleColor: INK },
  header: { labelColor: SOFT, titleColor: INK },
  view: { stroke: LINE },
  text: { color: INK },
  rule: { color: SOFT },
};

type Drawn = Awaited<ReturnType<Embed>>;

const drawn = new WeakMap<HTMLElement, Drawn>();

for (const place of document.querySelectorAll<HTMLElement>("[data-vega]")) draw(place);
document.addEventListener("vega", ({ target }) => {
  if (target instanceof HTMLElement) draw(target);
});

function draw(place: HTMLElement): void {
  drawChart(place).catch((reason) => {
    place.textContent = `This chart cannot be drawn: ${reason instanceof Error ? reason.message : reason}`;
  });
}

async function drawChart(place: HTMLElement): Promise<void> {
  const { vega: id = "", revs, name = "plot" } = place.dataset;
  const all: unknown = JSON.parse(document.getElementById(id)?.textContent ?? "");
  const specification = revs === undefined ? all : onlyRevs(all, JSON.parse(revs) as string[]);
  drawn.get(place)?.finalize();
  drawn.set(
    place,
    await vegaEmbed(place, specification as Specification, {
      renderer: "svg", // where the page's colours reach, light, dark and on paper
      config: IN_COLOURS_OF_THE_PAGE,
      ast: true,
      expr: vega.expressionInterpreter,
      actions: { export: true, source: false, compiled: false, editor: false },
      downloadFileName: name,
    }),
  );
}

/** Plots in one HTML file that needs no network. */
import { isMap, PyDate, type Value, type ValueMap } from "../common/mod.ts";
import { dataBlock, escapeHtml, readScript, writeDocument } from "../page/mod.ts";
import { fault } from "./faults.ts";
import type { DataPlot, ImagePlot, Plot } from "./types.ts";

interface PageOptions {
  readonly specOf: (plot: DataPlot) => ValueMap;
  /** Where an image lies, from the page. */
  readonly srcOf: (image: ImagePlot["images"][number]) => string;
}

/** What takes the plots' place in a template of the user's own, as DVC has it. */
const PLACES = { plots: "{plot_divs}", scripts: "{scripts}", refresh: "{refresh_tag}" } as const;

export function plotsPage(plots: readonly Plot[], options: PageOptions): string {
  const parts = partsOf(plots, options);
  return writeDocument({
    title: "Plots",
    style: STYLE,
    body: `<main>\n${parts.map(({ markup }) => markup).join("\n")}\n</main>`,
    data: Object.fromEntries(parts.flatMap(({ id, spec }) => spec === undefined ? [] : [[id, spec]])),
    scripts: [readScript("vega")],
  });
}

/**
 * The same in the user's template (`--html-template`, `plots.html_template`).
 *
 * @param path of the template, for what is wrong with it
 * @throws {ExpError} `invalid-file` when it has no place for plots
 */
export function plotsInTemplate(
  template: string,
  path: string,
  plots: readonly Plot[],
  options: PageOptions,
): string {
  if (!template.includes(PLACES.plots)) throw fault("invalid-file/html-template", { path, placeholder: PLACES.plots });
  const parts = partsOf(plots, options);
  const blocks = parts.map(({ id, markup, spec }) => markup + (spec === undefined ? "" : dataBlock(id, spec)));
  // a module waits for the rest of the page, wherever in it the template has its scripts
  const script = `<script type="module">${readScript("vega")}</script>`;
  return template
    .replaceAll(PLACES.refresh, "")
    .replaceAll(PLACES.scripts, () => script)
    .replaceAll(PLACES.plots, () => blocks.join("\n"));
}

/** @throws {ExpError} `not-found` */
export function missingPage(path: string): Error {
  return fault("not-found/html-template", { path, placeholder: PLACES.plots });
}

interface Part {
  readonly id: string;
  readonly markup: string;
  readonly spec?: unknown;
}

function partsOf(plots: readonly Plot[], { specOf, srcOf }: PageOptions): Part[] {
  const shown = [...plots.filter((plot) => plot.kind === "vega" && plot.points.length > 0), ...imagesInOrder(plots)];
  return shown.map((plot, index): Part => {
    const id = `plot-${index + 1}`, name = escapeHtml(plot.id);
    if (plot.kind === "vega") {
      const markup = `<section><div data-vega="${id}" data-name="${name}"></div></section>`;
      return { id, markup, spec: plain(specOf(plot)) };
    }
    const figures = plot.images.map((image) => {
      const [src, rev] = [escapeHtml(srcOf(image)), escapeHtml(image.rev)];
      return `<figure><figcaption>${rev}</figcaption><img src="${src}" alt="${name} of ${rev}"></figure>`;
    });
    return { id, markup: `<section><h2>${name}</h2>${figures.join("")}</section>` };
  });
}

/** Those of one folder together, by the number that they are called after, so that steps stand in their order. */
function imagesInOrder(plots: readonly Plot[]): ImagePlot[] {
  const images = plots.filter((plot): plot is ImagePlot => plot.kind === "image" && plot.images.length > 0);
  const { compare } = new Intl.Collator("en", { numeric: true });
  return images.sort((a, b) => compare(a.id, b.id));
}

/** As JSON in a browser has it. */
function plain(value: Value): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof PyDate) return value.iso;
  if (Array.isArray(value)) return value.map(plain);
  return isMap(value) ? Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)])) : value;
}

const STYLE = `
:root { color-scheme: light dark; --panel: light-dark(#fff, #1d2024); --ink: light-dark(#222, #e3e5e8);
  --soft: light-dark(#444, #9aa1ab); --line: light-dark(#ddd, #3a3f46); }
body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem; }
main { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
section { background: var(--panel); color: var(--ink); border: 1px solid #8884; border-radius: 6px; padding: 1rem; max-width: 100%;
  box-sizing: border-box; overflow-x: auto; break-inside: avoid; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
figure { display: inline-block; margin: 0 1rem 0 0; vertical-align: top; }
figure img { max-width: 100%; background: #fff; }
@media print { :root { color-scheme: light; } }
`;

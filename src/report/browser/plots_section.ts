/** Confusion matrices, images, and charts that Vega draws. */
import { make } from "./dom.ts";
import { rowsToDraw } from "./curves_section.ts";
import type { PageModel, Section } from "./page_model.ts";
import type { MatrixPlot } from "../data.ts";

const FIRST_SHOWN = 4;

const follows = (changed: ReadonlySet<string>) =>
  ["chosen", "query", "brushes", "sorting"].some((name) => changed.has(name));

export function matricesSection(model: PageModel): Section {
  return {
    id: "matrices",
    title: "Confusion matrices",
    concerns: follows,
    draw(place) {
      const figures = model.report.matrices.flatMap((plot) => {
        const byRow = new Map(plot.counts.map(({ row, cells }) => [row, cells]));
        return rowsToDraw(model, FIRST_SHOWN, (row) => byRow.has(row)).map((row) =>
          make(
            "figure",
            { class: "panel wide" },
            make("figcaption", {}, `${plot.title} · ${model.report.rows[row]!.id}`),
            drawMatrix(plot, byRow.get(row)!),
          )
        );
      });
      place.replaceChildren(make("div", { class: "grid" }, ...figures));
    },
  };
}

function drawMatrix(
  { classes, isNormalized, xLabel, yLabel }: MatrixPlot,
  cells: readonly (readonly number[])[],
): HTMLElement {
  const shares = cells.map((line) => {
    const sum = line.reduce((total, count) => total + count, 0);
    const most = isNormalized ? sum : cells.flat().reduce((a, b) => Math.max(a, b), 0);
    return line.map((count) => most === 0 ? 0 : count / most);
  });
  const head = make(
    "tr",
    {},
    make("th", { scope: "col" }, `${yLabel} \\ ${xLabel}`),
    ...classes.map((name) => make("th", { scope: "col" }, name)),
  );
  const lines = classes.map((name, y) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, name),
      ...classes.map((_, x) => {
        const share = shares[y]![x]!;
        const cell = make("td", {}, isNormalized ? share.toFixed(2) : cells[y]![x]!);
        cell.style.background = `color-mix(in srgb, var(--accent) ${Math.round(share * 85)}%, var(--hover))`;
        if (share > 0.55) cell.style.color = "var(--panel)";
        return cell;
      }),
    )
  );
  return make("table", { class: "matrix" }, make("thead", {}, head), make("tbody", {}, ...lines));
}

export function imagesSection(model: PageModel): Section {
  return {
    id: "images",
    title: "Images",
    concerns: follows,
    draw(place) {
      const sets = model.report.images.flatMap(({ id, images }) => {
        const byRow = new Map(images.map(({ row, url }) => [row, url]));
        const figures = rowsToDraw(model, FIRST_SHOWN, (row) => byRow.has(row)).map((row) => {
          const { id: name } = model.report.rows[row]!;
          return make("figure", {}, drawPicture(byRow.get(row)!, `${id} of ${name}`), make("figcaption", {}, name));
        });
        return [make("div", { class: "panel" }, make("h3", {}, id), make("div", { class: "shots" }, ...figures))];
      });
      place.replaceChildren(...sets);
    },
  };
}

function drawPicture(src: string, alt: string): HTMLElement {
  const image = make("img", { src, alt });
  image.addEventListener(
    "error",
    () => image.replaceWith(make("p", { class: "lost" }, "This file is no image that a browser can show.")),
  );
  return image;
}

/** Drawn by Vega, whose own script waits for the event. */
export function chartsSection(model: PageModel): Section {
  return {
    id: "charts",
    title: "Plots",
    isLate: true,
    concerns: follows,
    draw(place) {
      const panels = model.report.charts.map(({ id, title, rows }) => {
        const has = new Set(rows);
        const shown = rowsToDraw(model, FIRST_SHOWN, (row) => has.has(row)).map((row) => model.report.rows[row]!.id);
        return make("div", {
          class: "panel wide",
          "data-vega": id,
          "data-name": title,
          "data-revs": JSON.stringify(shown),
        });
      });
      place.replaceChildren(make("div", { class: "grid" }, ...panels));
      for (const panel of panels) panel.dispatchEvent(new Event("vega", { bubbles: true }));
    },
  };
}

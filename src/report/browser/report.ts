/** The script of a report's page: reads the data that stands in it and draws the parts when they come into sight. */
import style from "./report.css" with { type: "text" };
import type { Report } from "../data.ts";
import { make } from "./dom.ts";
import { PageModel, type Section } from "./page_model.ts";
import { drawHead, drawNotes } from "./head.ts";
import { compareSection } from "./compare_section.ts";
import { curvesSection } from "./curves_section.ts";
import { parallelSection } from "./parallel_section.ts";
import { pipelineSection } from "./pipeline_section.ts";
import { chartsSection, imagesSection, matricesSection } from "./plots_section.ts";
import { prepareWords } from "./query.ts";
import { queueSection } from "./queue_section.ts";
import { scatterSection } from "./scatter_section.ts";
import { differs } from "./shown_columns.ts";
import { searchesSection } from "./searches_section.ts";
import { summarySection } from "./summary_section.ts";
import { tableSection } from "./table_section.ts";
import { reloadSometimes } from "./reload.ts";

const report = JSON.parse(document.getElementById("report")!.textContent!) as Report;
const model = new PageModel(report, location.hash);

document.head.append(make("style", {}, style));
// paper is light: said before anything is drawn anew for it
addEventListener("beforeprint", () => document.documentElement.style.colorScheme = "light");
addEventListener("afterprint", () => document.documentElement.style.removeProperty("color-scheme"));
const canCompare = report.columns.filter(differs).length > 1;
const sections = [
  report.columns.some((column) => column.kind === "metric" && differs(column)) && summarySection(model),
  tableSection(model),
  report.searches.length > 0 && searchesSection(model),
  canCompare && parallelSection(model),
  canCompare && scatterSection(model),
  report.curves.length > 0 && curvesSection(model),
  report.matrices.length > 0 && matricesSection(model),
  report.images.length > 0 && imagesSection(model),
  report.charts.length > 0 && chartsSection(model),
  compareSection(model),
  report.pipeline.stages.length > 0 && pipelineSection(model),
  report.queue.length > 0 && queueSection(model),
].filter((section) => section !== false);
document.body.prepend(drawHead(model, sections), make("main", {}, drawNotes(report), ...sections.map(placeSection)));
reloadSometimes(report);
requestIdleCallback(() => prepareWords(report));

/** So long a drawing may stay behind what was chosen while somebody types on. */
const LONGEST_WAIT_MS = 300;

/** Drawn when it comes near; drawn anew when it is in sight, or comes there, after a change. */
function placeSection(section: Section): HTMLElement {
  const place = make("div", { class: "content" });
  const element = make(
    "section",
    { id: section.id, "aria-labelledby": `${section.id}-title` },
    make("h2", { id: `${section.id}-title` }, section.title),
    place,
  );
  let isStale = true, isNear = false, drawnWidth = 0;
  const refresh = () => {
    if (!isStale || !isNear || place.clientWidth === 0) return;
    isStale = false;
    drawnWidth = place.clientWidth;
    section.draw(place);
  };
  const redraw = () => {
    isStale = true;
    refresh();
  };
  const sight = new IntersectionObserver((entries) => {
    isNear = entries.at(-1)!.isIntersecting;
    refresh();
  }, { rootMargin: "300px" });
  sight.observe(element);
  if (section.isLate) {
    requestIdleCallback(() => {
      isNear = true;
      refresh();
    });
  }
  new ResizeObserver(() => place.clientWidth !== drawnWidth && redraw()).observe(place);
  model.onChange((changed) => {
    isStale ||= section.concerns?.(changed) ?? true;
    if (section.isSlow && !changed.has("brushes")) requestIdleCallback(refresh, { timeout: LONGEST_WAIT_MS });
    else refresh();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  if (section.isLate) return element; // what it draws would come too late for the printer
  addEventListener("beforeprint", () => {
    isNear = true;
    redraw();
  });
  addEventListener("afterprint", redraw);
  return element;
}

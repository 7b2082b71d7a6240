import { button, draw, make } from "./dom.ts";
import { layoutStages } from "./layout_stages.ts";
import type { PageModel, Section } from "./page_model.ts";
import { saveDrawing } from "./save_file.ts";

const BOX_HEIGHT = 34, LINE = 54, GAP = 64, LETTER = 7.4, BOW = 44;
const LONGEST_NAME = 34;

/** The stages as they depend on each other, of the workspace. */
export function pipelineSection(model: PageModel): Section {
  return {
    id: "pipeline",
    title: "Pipeline",
    concerns: () => false,
    draw(place) {
      const drawing = drawStages(model);
      place.replaceChildren(
        make("div", { class: "tools" }, button("save as SVG", () => saveDrawing("pipeline", drawing))),
        make("div", { class: "panel wide" }, drawing),
      );
    },
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** From the right side of one to the left side of the other; below what stands between them. */
function edgePath(a: Box, b: Box): string {
  const [x1, y1, x2, y2] = [a.x + a.width, a.y + BOX_HEIGHT / 2, b.x, b.y + BOX_HEIGHT / 2];
  const dip = x2 - x1 > GAP + 1 && y1 === y2 ? BOW : 0;
  return `M${x1} ${y1}C${x1 + GAP / 2} ${y1 + dip} ${x2 - GAP / 2} ${y2 + dip} ${x2} ${y2}`;
}

function drawStages({ report: { pipeline: { stages, edges } } }: PageModel): SVGSVGElement {
  const placed = layoutStages(stages, edges);
  const columns = Math.max(...placed.map(({ column }) => column)) + 1;
  const shown = (name: string) => name.length > LONGEST_NAME ? `…${name.slice(1 - LONGEST_NAME)}` : name;
  const widths = Array.from(
    { length: columns },
    (_, column) =>
      Math.max(
        ...placed.filter((stage) => stage.column === column).map(({ name }) => shown(name).length * LETTER + 28),
        60,
      ),
  );
  const lefts = widths.map((_, column) => widths.slice(0, column).reduce((sum, width) => sum + width + GAP, 1));
  const width = lefts.at(-1)! + widths.at(-1)! + 1;
  const height = (Math.max(...placed.map(({ line }) => line)) + 1) * LINE - LINE + BOX_HEIGHT + 2 + BOW / 2;
  const boxes = new Map(
    placed.map(({ name, column, line }) => [name, { x: lefts[column]!, y: line * LINE + 1, width: widths[column]! }]),
  );
  const lines = edges.flatMap(([from, to]) => {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    return a === undefined || b === undefined ? [] : [draw("path", { class: "edge", d: edgePath(a, b) })];
  });
  const nodes = [...boxes].map(([name, { x, y, width }]) =>
    draw(
      "g",
      { class: "stage" },
      draw("title", {}, name),
      draw("rect", { x, y, width, height: BOX_HEIGHT, rx: 8 }),
      draw("text", { x: x + width / 2, y: y + BOX_HEIGHT / 2 + 4, "text-anchor": "middle" }, shown(name)),
    )
  );
  return draw(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Pipeline" },
    ...lines,
    ...nodes,
  );
}

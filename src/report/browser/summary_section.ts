import { button, make } from "./dom.ts";
import { extremesOf } from "./best_rows.ts";
import { shortNumber } from "./format_number.ts";
import { differs } from "./shown_columns.ts";
import type { PageModel, Section } from "./page_model.ts";
import type { ReportColumn } from "../data.ts";

/** One card a metric: its best value and whose it is, the last, least and largest of what is looked at. */
export function summarySection(model: PageModel): Section {
  return {
    id: "summary",
    title: "Best",
    concerns: (changed) => ["query", "brushes", "turned"].some((name) => changed.has(name as "query")),
    draw(place) {
      const inTime = [...model.rows].sort((a, b) => {
        const [x, y] = [model.report.rows[a]!.created, model.report.rows[b]!.created];
        return x === y ? b - a : x < y ? -1 : 1; // the newest stand first
      });
      const cards = model.report.columns.filter((column) => column.kind === "metric" && differs(column))
        .flatMap((column) => drawCard(model, column, inTime) ?? []);
      place.replaceChildren(make("div", { class: "cards" }, ...cards));
    },
  };
}

function drawCard(model: PageModel, column: ReportColumn, rows: readonly number[]): HTMLElement | undefined {
  const isLower = model.isLowerBetter(column);
  const found = extremesOf(column, rows, isLower);
  if (found === undefined) return undefined;
  const nameOf = (row: number) => model.report.rows[row]!.id;
  const fact = (word: string, value: number, row?: number) =>
    make(
      "div",
      { title: row === undefined ? undefined : nameOf(row) },
      make("dt", {}, word),
      make("dd", {}, shortNumber(value)),
    );
  const turn = () => {
    const { turned } = model.state;
    const others = turned.filter((name) => name !== column.name);
    model.change({ turned: others.length < turned.length ? others : [...turned, column.name] });
  };
  return make(
    "article",
    { class: "card" },
    make(
      "header",
      {},
      make("h3", {}, column.name),
      button(isLower ? "↓ lower is better" : "↑ higher is better", turn, {
        class: "quiet",
        title: "Turn round what counts as better",
      }),
    ),
    make("p", { class: "figure" }, shortNumber(found.best)),
    make(
      "p",
      { class: "owner" },
      button(nameOf(found.bestRow), () => model.choose(found.bestRow, true), {
        class: "link",
        title: "Choose this experiment",
      }),
    ),
    make(
      "dl",
      {},
      fact("last", found.last, found.lastRow),
      fact("min", found.min),
      fact("max", found.max),
    ),
  );
}

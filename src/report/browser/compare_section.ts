import { choice, make } from "./dom.ts";
import { shortNumber } from "./format_number.ts";
import type { PageModel, Section } from "./page_model.ts";
import { type DiffLine, diffLines } from "./text_diff.ts";
import type { ReportColumn, ReportValue } from "../data.ts";

/** Lines around a change. */
const CONTEXT = 3;

/** Two experiments beside each other: metrics, parameters, and the code that differs. */
export function compareSection(model: PageModel): Section {
  return {
    id: "compare",
    title: "Compare two",
    concerns: (changed) => ["chosen", "left", "right", "turned"].some((name) => changed.has(name as "left")),
    draw(place) {
      const [left, right] = pairOf(model);
      if (left === undefined || right === undefined) {
        return place.replaceChildren(make("p", { class: "empty" }, "There are no two rows to compare."));
      }
      const options = model.report.rows.map(({ id }) => [id, id] as const);
      const idOf = (row: number) => model.report.rows[row]!.id;
      place.replaceChildren(
        make(
          "div",
          { class: "tools" },
          choice("from", options, idOf(left), (id) => model.change({ left: id, right: idOf(right) })),
          choice("to", options, idOf(right), (id) => model.change({ left: idOf(left), right: id })),
        ),
        make("div", { class: "panel" }, ...compareValues(model, left, right)),
        ...compareCode(model, left, right),
      );
    },
  };
}

/** Those that were asked for; else the first two chosen, or the best experiment and where it started from. */
function pairOf(model: PageModel): [number | undefined, number | undefined] {
  const { state, chosen, report } = model;
  const asked = [model.rowCalled(state.left), model.rowCalled(state.right)] as const;
  if (asked[0] !== undefined && asked[1] !== undefined) return [...asked];
  if (chosen.length > 1) return [chosen[0], chosen[1]];
  const one = chosen[0] ?? report.rows.findIndex(({ kind }) => kind === "experiment");
  const { baseline } = report.rows[one] ?? {};
  return baseline === undefined ? [report.rows.length > 1 ? 0 : undefined, 1] : [baseline, one];
}

function compareValues(model: PageModel, left: number, right: number): HTMLElement[] {
  const changed = model.report.columns.filter(({ values }) => values[left] !== values[right]);
  if (changed.length === 0) return [make("p", { class: "empty" }, "No parameter and no metric differs.")];
  const head = ["", model.report.rows[left]!.id, model.report.rows[right]!.id, "change"];
  return [
    make(
      "table",
      { class: "plain changed" },
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          ...head.map((word, i) => make("th", { scope: "col", class: i > 0 ? "number words" : "" }, word)),
        ),
      ),
      make("tbody", {}, ...changed.map((column) => drawChange(model, column, left, right))),
    ),
  ];
}

function drawChange(model: PageModel, column: ReportColumn, left: number, right: number): HTMLElement {
  const [before, after] = [column.values[left] ?? null, column.values[right] ?? null];
  const text = (value: ReportValue) =>
    value === null ? "–" : typeof value === "number" ? shortNumber(value) : String(value);
  const difference = typeof before === "number" && typeof after === "number" ? after - before : undefined;
  const isGood = difference !== undefined && column.kind === "metric" &&
    (difference < 0) === model.isLowerBetter(column);
  const change = difference === undefined
    ? ""
    : `${difference > 0 ? "+" : ""}${shortNumber(difference)}${isGood ? " (better)" : ""}`;
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, column.name),
    ...[before, after].map((value) =>
      make("td", { class: typeof value === "string" ? "words" : "number" }, text(value))
    ),
    make("td", { class: `number delta${isGood ? " good" : ""}` }, change),
  );
}

function compareCode({ report }: PageModel, left: number, right: number): HTMLElement[] {
  const { files, texts } = report.code;
  const differing = Object.entries(files).filter(([, places]) => places[left] !== places[right]);
  const rows = [report.rows[left]!, report.rows[right]!];
  if (rows.some(({ kind }) => kind === "workspace")) {
    return [make("p", { class: "hint" }, "The workspace's code is in no commit: it is not compared.")];
  }
  if (differing.length === 0) return [make("p", { class: "hint" }, "The code is the same in both.")];
  return differing.map(([path, places]) => {
    const [before, after] = [places[left]!, places[right]!];
    const isUnread = before === -2 || after === -2;
    const lines = isUnread ? [] : withContext(diffLines(texts[before] ?? "", texts[after] ?? ""));
    return make(
      "div",
      { class: "file" },
      make("h3", {}, path + (before === -1 ? " (new)" : after === -1 ? " (removed)" : "")),
      isUnread ? make("p", { class: "hint" }, "It differs, and is not text, or too long to be shown.") : make(
        "div",
        { class: "diff", tabindex: 0, role: "region", "aria-label": `changes of ${path}` },
        ...lines.map(drawLine),
      ),
    );
  });
}

type ShownLine = DiffLine | { readonly kind: "gap"; readonly text: string };

function withContext(lines: readonly DiffLine[]): ShownLine[] {
  const isNear = lines.map(() => false);
  lines.forEach(({ kind }, i) => {
    if (kind === "same") return;
    for (let at = Math.max(0, i - CONTEXT); at <= Math.min(lines.length - 1, i + CONTEXT); at++) isNear[at] = true;
  });
  return lines.flatMap((line, i): ShownLine[] => {
    if (isNear[i]) return [line];
    return i === 0 || isNear[i - 1] ? [{ kind: "gap", text: "⋯" }] : [];
  });
}

function drawLine({ kind, text }: ShownLine): HTMLElement {
  const sign = { same: "  ", removed: "- ", added: "+ ", gap: "" }[kind];
  return make("div", { class: kind }, sign + text);
}

/**
 * The table of experiments. Only rows in sight are elements, so that thousands of them sort and filter at once; while
 * the page is printed all of them are.
 */
import { button, make, tick } from "./dom.ts";
import { columnFormat } from "./format_number.ts";
import { extremesOf } from "./best_rows.ts";
import type { SortKey } from "./order_rows.ts";
import type { PageModel, Section } from "./page_model.ts";
import { colourOf } from "./palette.ts";
import { saveFile } from "./save_file.ts";
import { shownColumns } from "./shown_columns.ts";
import { writeCsv } from "./csv.ts";
import type { ReportColumn, ReportValue } from "../data.ts";

/** In pixels, as in the style. */
const ROW_HEIGHT = 33;
const ROWS_BEYOND_SIGHT = 8;

interface ShownColumn {
  readonly key: SortKey;
  readonly title: string;
  readonly kind: "name" | "fact" | "metric" | "param";
  readonly isNumber: boolean;
  text(row: number): string;
  isBest(row: number): boolean;
}

export function tableSection(model: PageModel): Section {
  return { id: "experiments", title: "Experiments", draw: (place) => drawTable(model, place) };
}

let isPrinted = false;

function drawTable(model: PageModel, place: HTMLElement): void {
  const old = place.querySelector<HTMLElement>(".scroller");
  const [top, left] = [old?.scrollTop ?? 0, old?.scrollLeft ?? 0];
  const focused = place.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset["key"]
    : undefined;
  const columns = tableColumns(model);
  const body = make("tbody");
  const table = make(
    "table",
    { role: "table", "aria-rowcount": model.rows.length + 1 },
    make("caption", {}, `${model.rows.length} of ${model.report.rows.length} experiments`),
    make("thead", {}, drawHeader(model, columns)),
    body,
  );
  table.style.setProperty("--columns", String(columns.length));
  const scroller = make(
    "div",
    { class: "scroller", tabindex: 0, role: "region", "aria-label": "Experiments" },
    table,
  );
  const fillBody = () => body.replaceChildren(...rowsInSight(model, columns, scroller));
  scroller.addEventListener("scroll", () => requestAnimationFrame(fillBody), { passive: true });
  place.replaceChildren(drawTools(model), scroller);
  scroller.scrollTo(left, top);
  fillBody();
  redrawForPrint = fillBody;
  if (focused !== undefined) place.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

let redrawForPrint = () => {};
addEventListener("beforeprint", () => {
  isPrinted = true;
  redrawForPrint();
});
addEventListener("afterprint", () => {
  isPrinted = false;
  redrawForPrint();
});

function tableColumns(model: PageModel): ShownColumn[] {
  const { report } = model;
  const facts = (["state", "created"] as const).filter((fact) => report.rows.some((row) => row[fact] !== ""));
  return [
    {
      key: "name",
      title: "Name",
      kind: "name",
      isNumber: false,
      text: (row) => report.rows[row]!.id,
      isBest: () => false,
    },
    ...facts.map((fact): ShownColumn => ({
      key: fact,
      title: fact === "state" ? "State" : "Created",
      kind: "fact",
      isNumber: false,
      text: (row) => report.rows[row]![fact].replace("T", " ").slice(0, 16),
      isBest: () => false,
    })),
    ...shownColumns(report, model.state).map((place) => valueColumn(model, place)),
  ];
}

function valueColumn(model: PageModel, place: number): ShownColumn {
  const column = model.report.columns[place]!;
  const format = formatOf(column);
  const best = column.kind === "metric" ? extremesOf(column, model.rows, model.isLowerBetter(column)) : undefined;
  const differs = best !== undefined && best.min !== best.max;
  return {
    key: `column:${column.name}`,
    title: column.name,
    kind: column.kind,
    isNumber: column.values.some((value) => typeof value === "number"),
    text: (row) => format(column.values[row] as ReportValue),
    isBest: (row) => differs && column.values[row] === best.best,
  };
}

const formats = new WeakMap<ReportColumn, (value: ReportValue) => string>();

/** Looking at all values of all columns takes longer than drawing the rows in sight. */
function formatOf(column: ReportColumn): (value: ReportValue) => string {
  let format = formats.get(column);
  if (format === undefined) formats.set(column, format = columnFormat(column.values, column.kind === "metric"));
  return format;
}

function drawHeader(model: PageModel, columns: readonly ShownColumn[]): HTMLElement {
  const { sorting } = model.state;
  return make(
    "tr",
    { "aria-rowindex": 1 },
    make("th", { scope: "col", class: "pick" }, make("span", { class: "unseen" }, "Chosen")),
    ...columns.map(({ key, title, kind, isNumber }) => {
      const isSorted = sorting?.key === key;
      const order = isSorted ? (sorting.isDescending ? "descending" : "ascending") : "none";
      return make(
        "th",
        { scope: "col", class: `${kind}${isNumber ? " number" : ""}`, "aria-sort": order, "data-title": title },
        button(title, () => sortBy(model, key), {
          "data-key": key,
          title: kind === "name" || kind === "fact" ? title : `${kind} ${title}`,
        }),
      );
    }),
  );
}

/** First the way in which the best come first, then the other, then as it was. */
function sortBy(model: PageModel, key: SortKey): void {
  const { sorting } = model.state;
  const column = model.column(key.replace(/^column:/, ""));
  const first = column?.kind === "metric" && !model.isLowerBetter(column);
  if (sorting?.key !== key) model.change({ sorting: { key, isDescending: first } });
  else if (sorting.isDescending === first) model.change({ sorting: { key, isDescending: !first } });
  else model.change({ sorting: undefined });
}

function rowsInSight(model: PageModel, columns: readonly ShownColumn[], scroller: HTMLElement): HTMLElement[] {
  const { rows } = model;
  const from = isPrinted ? 0 : Math.max(0, Math.floor(scroller.scrollTop / ROW_HEIGHT) - ROWS_BEYOND_SIGHT);
  const count = isPrinted
    ? rows.length
    : Math.ceil((scroller.clientHeight || 600) / ROW_HEIGHT) + 2 * ROWS_BEYOND_SIGHT;
  const to = Math.min(rows.length, from + count);
  const space = (lines: number) =>
    lines <= 0
      ? []
      : [make("tr", { "aria-hidden": "true", class: "space" }, spacer(lines * ROW_HEIGHT, columns.length + 1))];
  const drawn = rows.slice(from, to).map((row, i) => drawRow(model, columns, row, from + i + 2));
  return [...space(from), ...drawn, ...space(rows.length - to)];
}

function spacer(height: number, columns: number): HTMLElement {
  const cell = make("td", { colspan: columns });
  cell.style.height = `${height}px`;
  return cell;
}

function drawRow(model: PageModel, columns: readonly ShownColumn[], row: number, index: number): HTMLElement {
  const { id, kind, rev, message } = model.report.rows[row]!;
  const place = model.state.chosen.indexOf(id);
  const pick = make("input", {
    type: "checkbox",
    "aria-label": `choose ${id}`,
    checked: place >= 0,
    "data-key": `row:${id}`,
    onchange: () => model.choose(row, place < 0),
  });
  if (place >= 0) pick.style.accentColor = colourOf(place);
  return make(
    "tr",
    { class: `${kind}${place < 0 ? "" : " chosen"}`, "aria-rowindex": index },
    make("td", { class: "pick" }, pick),
    ...columns.map((column) => {
      const text = column.text(row);
      if (column.kind === "name") {
        return make(
          "th",
          { scope: "row", class: "name", title: [rev, message].filter((it) => it !== "").join(" ") },
          text,
        );
      }
      const isBest = column.isBest(row);
      const kinds = `${column.kind}${column.isNumber ? " number" : ""}${isBest ? " best" : ""}`;
      return make("td", { class: kinds }, text, isBest && make("span", { class: "unseen" }, " (best)"));
    }),
  );
}

function drawTools(model: PageModel): HTMLElement {
  const { report, state } = model;
  const shown = shownColumns(report, state);
  const hidden = report.columns.length - shown.length;
  const toggle = (name: string) => {
    const others = state.toggled.filter((each) => each !== name);
    model.change({ toggled: others.length < state.toggled.length ? others : [...state.toggled, name] });
  };
  const isOpen = document.querySelector<HTMLDetailsElement>("#columns")?.open ?? false;
  return make(
    "div",
    { class: "tools" },
    tick("only what differs", !state.showsAll, (isTicked) => model.change({ showsAll: !isTicked, toggled: [] })),
    make(
      "details",
      { id: "columns", open: isOpen },
      make("summary", {}, hidden === 0 ? "columns" : `columns (${hidden} hidden)`),
      make(
        "div",
        { class: "menu" },
        ...report.columns.map(({ name }, i) => tick(name, shown.includes(i), () => toggle(name))),
      ),
    ),
    button("save as CSV", () => saveFile("experiments.csv", "text/csv", writeCsv(report, model.rows, shown))),
    state.chosen.length > 0 && button(`clear choice (${state.chosen.length})`, () => model.change({ chosen: [] })),
  );
}

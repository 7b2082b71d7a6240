/** The board: what runs, waits, has failed, and has finished, one pane below the other. */
import { type Column, formatCell } from "../show/mod.ts";
import { formatDuration } from "../ui/mod.ts";
import { tellingParams } from "./leaders.ts";
import { column, cutAtEnd, firstFitting, type ScreenLine, widthOf } from "./line.ts";
import { rankColumns } from "./rank_columns.ts";
import { firstSeen, shareRows } from "./share_rows.ts";
import { type PaneName, PANES, type TopRow, type TopSearch } from "./facts.ts";
import { type Pane, panesOf, rankingDirection, rankingMetric, type TopState } from "./state.ts";

const TAIL_LINES = 5;

export function drawBoard(state: TopState): ScreenLine[] {
  const panes = panesOf(state);
  const head = [header(state), ...searchLines(state), ...warningsOf(state)];
  const room = state.size.rows - 1 - head.length;
  if (panes.length === 0) return [...head, ...nothing(state)];
  const shown = panesInRoom(panes, state.cursor?.pane, room);
  const heights = shareRows(shown.map(({ rows }) => rows.length + 1), room);
  const left = room - heights.reduce((sum, height) => sum + height, 0);
  const lines = shown.flatMap((pane, i) => drawPane(state, pane, heights[i]!, left));
  return [...head, ...lines.slice(0, room)];
}

/** Panes with a title and a row at least: where there is no room for all, the one with the chosen row and the first others. */
function panesInRoom(panes: readonly Pane[], chosen: PaneName | undefined, room: number): readonly Pane[] {
  const count = Math.max(1, Math.floor(room / 2));
  if (panes.length <= count) return panes;
  const own = panes.find(({ name }) => name === chosen) ?? panes[0];
  const others = panes.filter((pane) => pane !== own).slice(0, count - 1);
  return panes.filter((pane) => pane === own || others.includes(pane));
}

/** Where there is no room for all, workers are not counted, and words are shorter. */
function header({ facts: { rows, workers }, size: { columns } }: TopState): ScreenLine {
  const count = (pane: PaneName) => rows.filter((row) => row.pane === pane).length;
  const told = PANES.filter((pane) => pane !== "pruned" || count(pane) > 0); // few queues have searches
  const counted = (words: Partial<Record<PaneName, string>>) =>
    told.map((pane) => `${count(pane)} ${words[pane] ?? pane}`).join(", ");
  const counts = counted({});
  const short = counted({ running: "run", waiting: "wait", finished: "done" });
  const letters = counted({ running: "r", waiting: "w", failed: "f", finished: "d", pruned: "p" }).replaceAll(",", "");
  const busy = `workers: ${workers.active} active, ${workers.idle} idle`;
  return {
    text: firstFitting(columns, `exp top: ${counts}  ${busy}`, `${counts}  ${busy}`, counts, short, letters),
    look: "strong",
  };
}

function warningsOf({ facts: { warnings } }: TopState): ScreenLine[] {
  return warnings.length === 0 ? [] : [{ text: warnings.join("  "), look: "warn" }];
}

/** Of the screen at most such a part is for searches. */
const SEARCHES_PART = 6;

/** A line each, where there is room; else the last says how many more there are. */
function searchLines({ facts: { searches }, size: { rows, columns } }: TopState): ScreenLine[] {
  const room = Math.floor(rows / SEARCHES_PART);
  const shown = searches.length <= room ? searches : searches.slice(0, Math.max(0, room - 1));
  const others = searches.length - shown.length;
  const names = widthOf(shown.map(({ name }) => name), Math.max(8, Math.floor(columns / 3)));
  return [
    ...shown.map((search) => ({ text: searchText(search, names, columns) })),
    ...room > 0 && others > 0 ? [{ text: `and ${others} more searches` }] : [],
  ];
}

function searchText({ name, ended, trials, best }: TopSearch, nameWidth: number, columns: number): string {
  const text = `search ${column(name, nameWidth)}  ${ended} of ${trials} trials`;
  if (best === undefined) return text;
  const about = best.value === undefined ? `front: ${best.name}` : `best ${best.value}`;
  return firstFitting(
    columns,
    ...best.value === undefined ? [] : [`${text}, ${about}, ${best.name}`],
    `${text}, ${about}`,
    text,
  );
}

function nothing({ filter, facts: { searches } }: TopState): ScreenLine[] {
  if (filter === "" && searches.length > 0) {
    return [{ text: "" }, { text: "nothing is queued: exp queue start runs the trials of a search" }];
  }
  if (filter !== "") return [{ text: "" }, { text: "nothing that the filter lets through (Esc shows all)" }];
  return [{ text: "" }, { text: "nothing is queued: exp run --queue queues, exp queue start runs what is queued" }];
}

/** @param spare rows of the screen that no pane wants: room for the ends of logs */
function drawPane(state: TopState, { name, rows }: Pane, height: number, spare: number): ScreenLine[] {
  const hasTitle = height > 1;
  const room = height - Number(hasTitle);
  const chosen = state.cursor?.pane === name ? rows.findIndex(({ id }) => id === state.cursor?.id) : 0;
  const first = firstSeen(Math.max(0, chosen), rows.length, room);
  const seen = rows.slice(first, first + room);
  const range = seen.length < rows.length ? ` (${first + 1} to ${first + seen.length} of ${rows.length})` : "";
  const title: ScreenLine = { text: titleOf(state, name, range), look: "strong" };
  return [...hasTitle ? [title] : [], ...drawRows(state, name, seen, first, spare)];
}

function titleOf(state: TopState, name: PaneName, range: string): string {
  const metric = rankingMetric(state);
  const [pane, { columns }] = [name.toUpperCase(), state.size];
  const title = `${pane}${range}`;
  if (name !== "finished" || metric === undefined) return firstFitting(columns, title, pane);
  const ranked = `${title}, best ${metric.name} first`;
  return firstFitting(
    columns,
    `${ranked} (${rankingDirection(state) === "max" ? "more" : "less"} is better)`,
    ranked,
    `${title}, by ${metric.name}`,
    `${pane}, by ${metric.name}`,
  );
}

function drawRows(
  state: TopState,
  name: PaneName,
  rows: readonly TopRow[],
  first: number,
  spare: number,
): ScreenLine[] {
  switch (name) {
    case "running":
      return drawRunning(state, rows, spare);
    case "waiting":
      return drawWaiting(state, rows, first);
    case "failed":
    case "pruned":
      return drawPlain(state, rows, (row) => row.words);
    case "finished":
      return drawFinished(state, rows, first);
  }
}

/** With room below each its log's last lines, else the very last beside it. */
function drawRunning(state: TopState, rows: readonly TopRow[], spare: number): ScreenLine[] {
  const tails = Math.min(TAIL_LINES, Math.floor(spare / rows.length));
  const lines = drawPlain(state, rows, (row) => {
    const time = row.startedAtMs === undefined ? "" : formatDuration(Math.max(0, state.nowMs - row.startedAtMs));
    const last = tails > 0 ? "" : row.tail.at(-1) ?? "";
    return `${column(time, 11)}  ${[whereOf(row), last].filter(Boolean).join("  ")}`;
  });
  return rows.flatMap((row, i) => [
    lines[i]!,
    ...row.tail.slice(tails > 0 ? -tails : row.tail.length).map((text): ScreenLine => ({
      text: `    | ${text}`,
      look: "quiet",
    })),
  ]);
}

/** What of its words the title does not say already. */
function whereOf({ words, runsOn }: TopRow): string {
  if (runsOn !== undefined) return `on ${runsOn}`;
  return words === "Running" ? "" : words;
}

function drawWaiting(state: TopState, rows: readonly TopRow[], first: number): ScreenLine[] {
  const digits = String(first + rows.length).length;
  const params = tellingParams(state.facts);
  return drawPlain(state, rows, (row) => {
    const words = row.words === "Queued" ? "" : row.words.replace(/^Queued, /, "");
    return [words, paramsText(params, row)].filter(Boolean).join("  ");
  }, (i) => `${String(first + i + 1).padStart(digits)} `);
}

function drawFinished(state: TopState, rows: readonly TopRow[], first: number): ScreenLine[] {
  const metric = rankingMetric(state);
  const cells = rankColumns(rows, metric, first);
  const params = tellingParams(state.facts);
  const about = (row: TopRow, i: number) => `${cells[i]!.value}  ${paramsText(params, row)}`;
  return drawPlain(state, rows, about, (i) => cells[i]!.rank)
    .map((line, i) => cells[i]!.isBest ? { look: "good", ...line } : line);
}

/** One line a row: the mark of the chosen one, what stands before the name, the name, what is told of it. */
function drawPlain(
  state: TopState,
  rows: readonly TopRow[],
  about: (row: TopRow, i: number) => string,
  before: (i: number) => string = () => "",
): ScreenLine[] {
  const names = widthOf(rows.map(({ name }) => name), Math.max(8, Math.floor(state.size.columns / 3)));
  return rows.map((row, i): ScreenLine => {
    const isChosen = row.id === state.cursor?.id && row.pane === state.cursor.pane;
    const text = `${isChosen ? ">" : " "} ${before(i)}${column(row.name, names)}  ${about(row, i)}`;
    const look = isChosen ? "strong" : row.pane === "failed" ? "bad" : undefined;
    return { text: cutAtEnd(text, state.size.columns), ...(look === undefined ? {} : { look }) };
  });
}

function paramsText(params: readonly Column[], row: TopRow): string {
  return params.flatMap((param) => {
    const value = row.values.get(param);
    const isAlone = params.every((other) => other === param || other.key !== param.key);
    return value === undefined ? [] : [`${isAlone ? param.key : param.name}=${formatCell(value)}`];
  }).join(" ");
}

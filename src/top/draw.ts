/** A state → the lines of the screen, none of which is wider than that. Pure. */
import { unreachable } from "../common/mod.ts";
import { cutToWidth, textWidth } from "../show/mod.ts";
import type { Style } from "../ui/mod.ts";
import { drawBoard } from "./draw_board.ts";
import { helpPages } from "./draw_help.ts";
import { drawLog } from "./draw_log.ts";
import { onOneLine, type ScreenLine } from "./line.ts";
import type { Question, TopState } from "./state.ts";

/** Exactly as many lines as the screen has rows. */
export function drawTop(state: TopState, style: Style): string[] {
  const { rows, columns } = state.size;
  const body = drawBody(state).slice(0, Math.max(0, rows - 1));
  const lines: ScreenLine[] = [...body, ...Array.from({ length: rows - 1 - body.length }, () => ({ text: "" }))];
  return [...lines, lastLine(state)].slice(0, rows).map((line) => paint(line, columns, style));
}

function drawBody(state: TopState): ScreenLine[] {
  const { view } = state;
  switch (view.kind) {
    case "board":
      return drawBoard(state);
    case "help":
      return helpPages(state.size)[view.page] ?? [];
    case "log":
      return drawLog(state, view.log);
    case "stream":
      return [];
    default:
      return unreachable(view);
  }
}

function lastLine(state: TopState): ScreenLine {
  if (state.question !== undefined) return { text: questionText(state.question), look: "strong" };
  if (state.message !== "") return { text: state.message, look: "warn" };
  return { text: hints(state), look: "quiet" };
}

/** How to answer comes before what may be longer than the screen is wide. */
function questionText(asked: Question): string {
  switch (asked.kind) {
    case "kill":
      return `kill it (y, any other key: no)? ${asked.name}`;
    case "filter":
      return `filter: ${asked.text}_`;
    case "search":
      return `search in the whole log: ${asked.text}_`;
    default:
      return unreachable(asked);
  }
}

function hints({ view, filter, size }: TopState): string {
  if (view.kind === "help") return view.page + 1 < helpPages(size).length ? "any key: more keys" : "any key: back";
  if (view.kind === "log") return wholeHints(LOG_HINTS, size.columns);
  return wholeHints(filter === "" ? BOARD_HINTS : [`filter: ${filter} (Esc: all)`, ...BOARD_HINTS], size.columns);
}

const LOG_HINTS = ["q back", "f follow", "/ search", "n N next, previous", "g G start, end", "? help"];
const BOARD_HINTS = [
  "? help",
  "q quit",
  "l log",
  "K kill",
  "r retry",
  "H hold",
  "+- move",
  "/ find",
  "m rank",
  "s logs",
];

/** As many of the first ones as there is room for. */
function wholeHints(hints: readonly string[], columns: number): string {
  let text = hints[0] ?? "";
  for (const hint of hints.slice(1)) {
    if (textWidth(`${text}  ${hint}`) > columns) break;
    text = `${text}  ${hint}`;
  }
  return text;
}

/** A terminal that knows ASCII alone shows marks for the rest. */
function paint({ text, look }: ScreenLine, columns: number, style: Style): string {
  const safe = onOneLine(text);
  const plain = cutToWidth(style.unicode ? safe : safe.replace(/[^\x20-\x7e]/gu, "?"), columns);
  return look === undefined || plain === "" ? plain : style[look](plain);
}

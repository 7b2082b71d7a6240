/** The keys of the board. */
import type { Key } from "../ui/mod.ts";
import { metricsOf } from "./leaders.ts";
import { openLogView } from "./log_view.ts";
import type { TopRow } from "./facts.ts";
import {
  moveCursor,
  nextPane,
  panesOf,
  rankingDirection,
  rankingMetric,
  selectedRow,
  settleCursor,
  type TopState,
} from "./state.ts";
import { hinting, onlyState, type Step } from "./wish.ts";

const PAGE = 10;

export function onBoardKey(state: TopState, key: Key): Step {
  switch (key) {
    case "q":
      return { state, wishes: [{ do: "quit" }] };
    case "?":
      return onlyState({ ...state, view: { kind: "help", back: state.view, page: 0 } });
    case "s":
      return { state: { ...state, view: { kind: "stream" } }, wishes: [{ do: "stream" }] };
    case "/":
      return onlyState({ ...state, question: { kind: "filter", text: state.filter } });
    case "escape":
      return onlyState(settleCursor({ ...state, filter: "" }, panesOf(state)));
    case "m":
      return nextMetric(state);
    case "o":
      return onlyState({ ...state, direction: rankingDirection(state) === "max" ? "min" : "max" });
    default:
      return onCursorKey(state, key) ?? onRowKey(state, key);
  }
}

function onCursorKey(state: TopState, key: Key): Step | undefined {
  switch (key) {
    case "up":
    case "k":
      return onlyState(moveCursor(state, -1));
    case "down":
    case "j":
      return onlyState(moveCursor(state, 1));
    case "page-up":
      return onlyState(moveCursor(state, -PAGE));
    case "page-down":
      return onlyState(moveCursor(state, PAGE));
    case "home":
    case "g":
      return onlyState(moveCursor(state, -Infinity));
    case "end":
    case "G":
      return onlyState(moveCursor(state, Infinity));
    case "tab":
      return onlyState(nextPane(state));
    default:
      return undefined;
  }
}

/** What is done with the row at the cursor. */
function onRowKey(state: TopState, key: Key): Step {
  const act = Object.hasOwn(ROW_KEYS, key) ? ROW_KEYS[key] : undefined;
  if (act === undefined) return hinting(state, "that key does nothing here: ? shows those that do");
  const row = selectedRow(state);
  return row === undefined ? hinting(state, "nothing is chosen") : act(state, row);
}

const ROW_KEYS: Readonly<Record<Key, (state: TopState, row: TopRow) => Step>> = {
  "enter": openLog,
  "l": openLog,
  "K": askToKill,
  "r": retry,
  "H": holdOrRelease,
  "+": (state, row) => move(state, row, -1),
  "=": (state, row) => move(state, row, -1), // the same key on most keyboards, without shift
  "-": (state, row) => move(state, row, 1),
};

function openLog(state: TopState, row: TopRow): Step {
  if (!row.isTask) return hinting(state, `${row.name} was not run by the queue, and has no log`);
  if (row.pane === "waiting") return hinting(state, `${row.name} has not begun: it has no log yet`);
  return onlyState({ ...state, view: { kind: "log", log: openLogView(row.id, row.name) } });
}

/** What waits in a batch engine can be ended, too; what waits here is removed by `exp queue remove`. */
function askToKill(state: TopState, { id, name, pane, isSubmitted }: TopRow): Step {
  if (pane !== "running" && !isSubmitted) return hinting(state, `${name} does not run: K ends running tasks`);
  return onlyState({ ...state, question: { kind: "kill", id, name } });
}

function retry(state: TopState, { id, name, pane }: TopRow): Step {
  if (pane !== "failed" && pane !== "pruned") {
    return hinting(state, `${name} has not failed: r puts failed tasks back into the queue`);
  }
  return { state, wishes: [{ do: "retry", id }] };
}

function holdOrRelease(state: TopState, { id, name, pane, isHeld }: TopRow): Step {
  if (pane !== "waiting") return hinting(state, `${name} does not wait: H holds waiting tasks, and releases them`);
  return { state, wishes: [{ do: isHeld ? "release" : "hold", id }] };
}

/** One place up or down, among all that wait, those that the filter hides left out. */
function move(state: TopState, { id, name, pane }: TopRow, step: -1 | 1): Step {
  if (pane !== "waiting") return hinting(state, `${name} does not wait: + and - change the order of those that do`);
  const waiting = panesOf(state).find((one) => one.name === "waiting")?.rows ?? [];
  const at = waiting.findIndex((row) => row.id === id);
  if (at + step < 0) return hinting(state, `${name} is the first`);
  if (at + step >= waiting.length) return hinting(state, `${name} is the last`);
  return { state, wishes: [{ do: "move", id, before: waiting[step < 0 ? at - 1 : at + 2]?.id }] };
}

function nextMetric(state: TopState): Step {
  const metrics = metricsOf(state.facts);
  if (metrics.length === 0) return hinting(state, "no experiment has metrics yet");
  const at = metrics.findIndex((metric) => metric === rankingMetric(state));
  const next = metrics[(at + 1) % metrics.length]!;
  return onlyState({ ...state, metric: `${next.file}:${next.key}`, direction: undefined });
}

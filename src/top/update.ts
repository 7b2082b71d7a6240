/** Events → the next state, and what is wished to be done. Pure. */
import { unreachable } from "../common/mod.ts";
import type { Key } from "../ui/mod.ts";
import { onBoardKey } from "./board_keys.ts";
import { helpPages } from "./draw_help.ts";
import { onLogKey, pageRows } from "./log_keys.ts";
import { showLine } from "./log_view.ts";
import { onQuestionKey } from "./question_keys.ts";
import type { TopFacts } from "./facts.ts";
import { panesOf, rankingMetric, settleCursor, type Size, type TopState } from "./state.ts";
import { onlyState, type Step } from "./wish.ts";

export type TopEvent =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "resize"; readonly size: Size }
  | { readonly kind: "clock"; readonly nowMs: number }
  | { readonly kind: "look"; readonly facts: TopFacts }
  /** A page of the open log. */
  | { readonly kind: "page"; readonly total: number; readonly top: number; readonly lines: readonly string[] }
  /** What a search has found; undefined: nothing. */
  | { readonly kind: "found"; readonly line: number | undefined }
  /** Something has been done, or refused. */
  | { readonly kind: "told"; readonly message: string };

export function update(state: TopState, event: TopEvent): Step {
  switch (event.kind) {
    case "key":
      return onKey({ ...state, message: "" }, event.key);
    case "resize":
      return onlyState(resize(state, event.size));
    case "clock":
      return onlyState({ ...state, nowMs: event.nowMs });
    case "look":
      return onlyState(look(state, event.facts));
    case "page":
      return onlyState(turnPage(state, event));
    case "found":
      return onlyState(goToFound(state, event.line));
    case "told":
      return onlyState({ ...state, message: event.message });
    default:
      return unreachable(event);
  }
}

function onKey(state: TopState, key: Key): Step {
  if (key === "ctrl-c") return { state, wishes: [{ do: "interrupt" }] };
  if (key === "ctrl-z") return { state, wishes: [{ do: "suspend" }] };
  if (key === "ctrl-l") return { state, wishes: [{ do: "redraw" }] };
  if (state.question !== undefined) return onQuestionKey(state, state.question, key);
  const { view } = state;
  switch (view.kind) {
    case "board":
      return onBoardKey(state, key);
    case "log":
      return onLogKey(state, view.log, key);
    case "help": {
      const page = view.page + 1;
      return onlyState({ ...state, view: page < helpPages(state.size).length ? { ...view, page } : view.back });
    }
    case "stream":
      return onStreamKey(state, key);
    default:
      return unreachable(view);
  }
}

/** Help is read from its first page again. */
function resize(state: TopState, size: Size): TopState {
  return { ...state, size, view: state.view.kind === "help" ? { ...state.view, page: 0 } : state.view };
}

function onStreamKey(state: TopState, key: Key): Step {
  if (key === "q") return { state, wishes: [{ do: "quit" }] };
  if (!["s", "escape", "enter"].includes(key)) return onlyState(state);
  return { state: { ...state, view: { kind: "board" } }, wishes: [{ do: "back" }] };
}

/** A metric that nobody has is said once there are others. */
function look(state: TopState, facts: TopFacts): TopState {
  const next = settleCursor({ ...state, facts }, panesOf(state));
  const metric = rankingMetric(next);
  const isUnknown = metric !== undefined && state.metric !== undefined &&
    ![metric.name, metric.key, `:${metric.key}`, `${metric.file}:${metric.key}`].includes(state.metric);
  if (!isUnknown) return next;
  return {
    ...next,
    metric: undefined,
    message: `no experiment has the metric ${state.metric}: shown is ${metric.name}`,
  };
}

function turnPage(state: TopState, page: Extract<TopEvent, { kind: "page" }>): TopState {
  if (state.view.kind !== "log") return state;
  const { total, top, lines } = page;
  return { ...state, view: { kind: "log", log: { ...state.view.log, total, top, lines } } };
}

function goToFound(state: TopState, line: number | undefined): TopState {
  if (state.view.kind !== "log") return state;
  const { log } = state.view;
  if (line === undefined) return { ...state, message: `not found: ${log.search}` };
  return { ...state, view: { kind: "log", log: showLine(log, line, pageRows(state)) } };
}

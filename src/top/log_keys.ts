/** The keys of an open log. */
import type { Key } from "../ui/mod.ts";
import { type LogView, scroll } from "./log_view.ts";
import type { TopState } from "./state.ts";
import { hinting, onlyState, type Step } from "./wish.ts";

/** Lines of a log that the screen has room for: all but the first and the last. */
export function pageRows({ size }: TopState): number {
  return Math.max(1, size.rows - 2);
}

export function onLogKey(state: TopState, log: LogView, key: Key): Step {
  switch (key) {
    case "q":
    case "escape":
    case "l":
    case "enter":
      return onlyState({ ...state, view: { kind: "board" } });
    case "?":
      return onlyState({ ...state, view: { kind: "help", back: state.view, page: 0 } });
    case "/":
      return onlyState({ ...state, question: { kind: "search", text: "" } });
    case "n":
      return find(state, log, "down");
    case "N":
      return find(state, log, "up");
    default: {
      const moved = scroll(log, key, pageRows(state));
      if (moved === undefined) return hinting(state, "that key does nothing here: ? shows those that do");
      return onlyState({ ...state, view: { kind: "log", log: moved } });
    }
  }
}

function find(state: TopState, { id, search, found, top }: LogView, direction: "down" | "up"): Step {
  if (search === "") return hinting(state, "nothing was searched for yet: / does");
  return { state, wishes: [{ do: "find", id, text: search, from: found ?? top, direction }] };
}

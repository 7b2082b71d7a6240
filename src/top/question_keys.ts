/** The keys of the last line, while something is typed or answered there. */
import { unreachable } from "../common/mod.ts";
import type { Key } from "../ui/mod.ts";
import { panesOf, type Question, settleCursor, type TopState } from "./state.ts";
import { hinting, onlyState, type Step } from "./wish.ts";

export function onQuestionKey(state: TopState, asked: Question, key: Key): Step {
  if (asked.kind === "kill") return answer(state, asked, key);
  switch (key) {
    case "enter":
      return accept(state, asked.kind, asked.text);
    case "escape":
      return typed({ ...state, question: undefined }, asked.kind, "");
    case "backspace":
      return asked.text === ""
        ? typed({ ...state, question: undefined }, asked.kind, "")
        : typed(state, asked.kind, [...asked.text].slice(0, -1).join(""));
    case "ctrl-u":
      return typed(state, asked.kind, "");
    default:
      return [...key].length === 1 ? typed(state, asked.kind, asked.text + key) : onlyState(state);
  }
}

/** Only `y` kills. */
function answer(state: TopState, { id, name }: Extract<Question, { kind: "kill" }>, key: Key): Step {
  const next = { ...state, question: undefined };
  if (key !== "y" && key !== "Y") return hinting(next, `${name} goes on`);
  return { state: { ...next, message: `${name} is asked to end` }, wishes: [{ do: "kill", id }] };
}

/** A filter holds while it is typed; a search is for the whole word. */
function typed(state: TopState, kind: "filter" | "search", text: string): Step {
  const question = state.question === undefined ? undefined : { kind, text };
  if (kind === "search") return onlyState({ ...state, question });
  return onlyState(settleCursor({ ...state, question, filter: text }, panesOf(state)));
}

function accept(state: TopState, kind: "filter" | "search", text: string): Step {
  const next = { ...state, question: undefined };
  switch (kind) {
    case "filter":
      return onlyState(next);
    case "search": {
      if (state.view.kind !== "log" || text === "") return onlyState(next);
      const log = { ...state.view.log, search: text };
      const wish = { do: "find", id: log.id, text, from: log.top - 1, direction: "down" } as const;
      return { state: { ...next, view: { kind: "log", log } }, wishes: [wish] };
    }
    default:
      return unreachable(kind);
  }
}

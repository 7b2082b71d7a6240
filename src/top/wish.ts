import type { TopState } from "./state.ts";

/** What a key asks for beyond the screen. */
export type Wish =
  | { readonly do: "quit" | "interrupt" | "suspend" | "redraw" }
  /** To the normal scrollback, and back. */
  | { readonly do: "stream" | "back" }
  | { readonly do: "kill" | "retry" | "hold" | "release"; readonly id: string }
  /** Among those that wait: right before another one, or to the end. */
  | { readonly do: "move"; readonly id: string; readonly before: string | undefined }
  /** In a task's whole log, from a line on, that line left out. */
  | {
    readonly do: "find";
    readonly id: string;
    readonly text: string;
    readonly from: number;
    readonly direction: "down" | "up";
  };

export interface Step {
  readonly state: TopState;
  readonly wishes: readonly Wish[];
}

export function onlyState(state: TopState): Step {
  return { state, wishes: [] };
}

/** Nothing, but a hint. */
export function hinting(state: TopState, message: string): Step {
  return onlyState({ ...state, message });
}

/** States of the dashboard for tests. */
import type { Column } from "../../src/show/mod.ts";
import type { PaneName, TopFacts, TopRow } from "../../src/top/facts.ts";
import { initialState, type Size, type TopState } from "../../src/top/state.ts";
import { type TopEvent, update } from "../../src/top/update.ts";
import type { Wish } from "../../src/top/wish.ts";

export const ACC: Column = { kind: "metric", name: "acc", file: "metrics.json", key: "acc" };
export const LOSS: Column = { kind: "metric", name: "loss", file: "metrics.json", key: "loss" };
export const LR: Column = { kind: "param", name: "lr", file: "params.yaml", key: "lr" };

const WORDS: Readonly<Record<PaneName, string>> = {
  running: "Running",
  waiting: "Queued",
  failed: "Failed: no luck",
  finished: "Success",
  pruned: "Pruned at step 3, with 0.7",
};

/** A row whose name is its id. */
export function row(pane: PaneName, name: string, more: Partial<TopRow> = {}): TopRow {
  return {
    id: name,
    name,
    pane,
    isTask: true,
    words: WORDS[pane],
    isHeld: false,
    runsOn: undefined,
    isSubmitted: false,
    startedAtMs: pane === "running" ? 0 : undefined,
    tail: [],
    values: new Map(),
    ...more,
  };
}

export function facts(...rows: readonly TopRow[]): TopFacts {
  return { rows, columns: [ACC, LOSS, LR], workers: { active: 1, idle: 0 }, searches: [], warnings: [] };
}

export function board(rows: readonly TopRow[], size: Size = { columns: 80, rows: 24 }): TopState {
  return update(initialState(size, {}), { kind: "look", facts: facts(...rows) }).state;
}

/** The state after these keys, and all that they wished. */
export function press(state: TopState, ...keys: readonly string[]): { state: TopState; wishes: Wish[] } {
  return send(state, ...keys.map((key) => ({ kind: "key", key }) as const));
}

export function send(state: TopState, ...events: readonly TopEvent[]): { state: TopState; wishes: Wish[] } {
  const wishes: Wish[] = [];
  for (const event of events) {
    const step = update(state, event);
    state = step.state;
    wishes.push(...step.wishes);
  }
  return { state, wishes };
}

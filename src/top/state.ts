/** What the dashboard shows, and what follows from it. */
import type { Column } from "../show/mod.ts";
import { columnsCalled, parseFilter } from "./filter.ts";
import { type Direction, likelyDirection, metricsOf, rank } from "./leaders.ts";
import type { LogView } from "./log_view.ts";
import { NOTHING_YET, type PaneName, PANES, type TopFacts, type TopRow } from "./facts.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

interface Cursor {
  readonly pane: PaneName;
  readonly id: string;
}

type View =
  | { readonly kind: "board" }
  | { readonly kind: "help"; readonly back: View; readonly page: number }
  | { readonly kind: "log"; readonly log: LogView }
  /** The screen is left: all logs go into the normal scrollback. */
  | { readonly kind: "stream" };

/** What is typed in the last line. */
export type Question =
  | { readonly kind: "filter" | "search"; readonly text: string }
  | { readonly kind: "kill"; readonly id: string; readonly name: string };

export interface TopState {
  readonly facts: TopFacts;
  readonly nowMs: number;
  readonly size: Size;
  readonly cursor: Cursor | undefined;
  readonly filter: string;
  /** The metric's name as it was chosen; undefined: the first. */
  readonly metric: string | undefined;
  /** Undefined: what the metric's name makes likely. */
  readonly direction: Direction | undefined;
  readonly view: View;
  readonly question: Question | undefined;
  /** Said once, in the last line; the next key takes it away. */
  readonly message: string;
}

export function initialState(
  size: Size,
  choice: { readonly metric?: string | undefined; readonly direction?: Direction | undefined },
): TopState {
  return {
    facts: NOTHING_YET,
    nowMs: 0,
    size,
    cursor: undefined,
    filter: "",
    metric: choice.metric,
    direction: choice.direction,
    view: { kind: "board" },
    question: undefined,
    message: "",
  };
}

export interface Pane {
  readonly name: PaneName;
  readonly rows: readonly TopRow[];
}

/** The rows that are shown, of panes that have any. */
export function panesOf(state: TopState): Pane[] {
  const { facts, filter } = state;
  const isMeant = parseFilter(filter, facts.columns);
  const byPane = Map.groupBy(facts.rows.filter(isMeant), ({ pane }) => pane);
  return PANES.flatMap((name) => {
    const rows = byPane.get(name) ?? [];
    if (rows.length === 0) return [];
    return [{ name, rows: name === "finished" ? rank(rows, rankingMetric(state), rankingDirection(state)) : rows }];
  });
}

/** The metric of the leader board; undefined when there is none. */
export function rankingMetric({ facts, metric }: TopState): Column | undefined {
  const metrics = metricsOf(facts);
  return metric === undefined ? metrics[0] : columnsCalled(metrics, metric)[0] ?? metrics[0];
}

export function rankingDirection(state: TopState): Direction {
  const metric = rankingMetric(state);
  return state.direction ?? (metric === undefined ? "max" : likelyDirection(metric));
}

export function selectedRow({ facts, cursor }: TopState): TopRow | undefined {
  return facts.rows.find(({ id, pane }) => id === cursor?.id && pane === cursor.pane);
}

/**
 * The cursor stays with its row as long as that stays in its pane, else at its place there.
 * @param before the panes as they were
 */
export function settleCursor(state: TopState, before: readonly Pane[]): TopState {
  const { cursor } = state;
  const panes = panesOf(state);
  const here = panes.find(({ name }) => name === cursor?.pane);
  if (cursor !== undefined && here?.rows.some(({ id }) => id === cursor.id)) return state;
  const place = before.find(({ name }) => name === cursor?.pane)?.rows.findIndex(({ id }) => id === cursor?.id) ?? 0;
  const [row] = here === undefined ? panes[0]?.rows ?? [] : here.rows.slice(clamp(place, here.rows.length));
  return { ...state, cursor: row && { pane: row.pane, id: row.id } };
}

/** Into 0 … length - 1. */
function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(length - 1, place));
}

/** @param step rows down, or (negative) up, through all panes */
export function moveCursor(state: TopState, step: number): TopState {
  const rows = panesOf(state).flatMap((pane) => pane.rows);
  if (rows.length === 0) return { ...state, cursor: undefined };
  const { cursor } = state;
  const at = rows.findIndex(({ id, pane }) => id === cursor?.id && pane === cursor.pane);
  const row = rows[clamp(at < 0 ? 0 : at + step, rows.length)]!;
  return { ...state, cursor: { pane: row.pane, id: row.id } };
}

/** To the first row of the next pane. */
export function nextPane(state: TopState): TopState {
  const panes = panesOf(state);
  const at = panes.findIndex(({ name }) => name === state.cursor?.pane);
  const row = panes[(at + 1) % Math.max(1, panes.length)]?.rows[0];
  return { ...state, cursor: row && { pane: row.pane, id: row.id } };
}

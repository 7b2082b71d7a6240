import { wrapWords } from "../show/mod.ts";
import type { ScreenLine } from "./line.ts";
import type { Size } from "./state.ts";

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["up down, j k", "choose a row; PgUp PgDn, g G: far; Tab: the next pane"],
  ["Enter, l", "open its log: / searches in all of it, n N the next, f follows"],
  ["K", "kill it (asks)"],
  ["r", "queue it again, when it has failed"],
  ["H", "hold it, or release it"],
  ["+ -", "run it earlier, later"],
  ["/", "filter: a part of a name, state=failed, lr=0.1, acc>0.9; Esc: all"],
  ["m", "rank by the next metric"],
  ["o", "the other order: more, or less, is better"],
  ["s", "leave this screen, and print all logs as they grow; s comes back"],
  ["q, Ctrl-C", "leave: nothing is stopped; what has ended meanwhile is told"],
  ["Ctrl-Z", "stop until fg"],
  ["Ctrl-L", "draw all anew"],
];

/** On a screen that is narrow what the keys do goes on in the next line. */
export function drawHelp({ columns }: Size): ScreenLine[] {
  const title: ScreenLine = { text: "Keys", look: "strong" };
  const isNarrow = columns < 60;
  return [
    title,
    ...KEYS.flatMap(([keys, what]): ScreenLine[] =>
      isNarrow
        ? wrapWords(`${keys}: ${what}`, columns).map((text) => ({ text }))
        : [{ text: `  ${keys.padEnd(14)}${what}` }]
    ),
  ];
}

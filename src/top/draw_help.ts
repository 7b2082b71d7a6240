import { textWidth, wrapWords } from "../show/mod.ts";
import type { ScreenLine } from "./line.ts";
import type { Size } from "./state.ts";

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["up down, j k", "choose a row; PgUp PgDn, g G: far; Tab: the next pane"],
  ["Enter, l", "open its log: / searches in all of it, n N the next, f follows"],
  ["K", "kill it (asks)"],
  ["r", "queue it again, failed or pruned"],
  ["H", "hold it, or release it"],
  ["+ -", "run it earlier, later"],
  ["/", "filter: part of a name, state=failed, lr=0.1, acc>0.9; Esc: all"],
  ["m", "rank by the next metric"],
  ["o", "the other order: more, or less, is better"],
  ["s", "leave this screen, and print all logs as they grow; s comes back"],
  ["q, Ctrl-C", "leave: nothing is stopped; what has ended meanwhile is told"],
  ["Ctrl-Z", "stop until fg"],
  ["Ctrl-L", "draw all anew"],
];

/** As many pages as it takes; on a screen that is narrow what the keys do goes on in the next line. */
export function helpPages({ columns, rows }: Size): ScreenLine[][] {
  const isNarrow = KEYS.some((line) => textWidth(wide(line)) > columns);
  const lines = KEYS.flatMap((line) => isNarrow ? wrapWords(line.join(": "), columns) : [wide(line)]);
  const room = Math.max(1, rows - 2); // but for the title and the last line
  return Array.from({ length: Math.ceil(lines.length / room) }, (_, page): ScreenLine[] => [
    { text: "Keys", look: "strong" },
    ...lines.slice(page * room, (page + 1) * room).map((text) => ({ text })),
  ]);
}

function wide([keys, what]: typeof KEYS[number]): string {
  return `  ${keys.padEnd(14)}${what}`;
}

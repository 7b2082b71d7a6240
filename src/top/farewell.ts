/** What the scrollback is told when the screen is left: what has ended meanwhile, and what goes on. */
import { onOneLine } from "./line.ts";
import type { TopFacts, TopRow } from "./facts.ts";

/** @param tailOf the end of a task's log */
export function farewell(first: TopFacts, last: TopFacts, tailOf: (row: TopRow) => readonly string[]): string[] {
  const tasks = last.rows.filter(({ isTask }) => isTask);
  const before = new Set(first.rows.filter(isOver).map(({ id }) => id));
  const ended = tasks.filter((row) => isOver(row) && !before.has(row.id)).reverse(); // as they were queued
  const running = tasks.filter(({ pane }) => pane === "running").map(({ name }) => name);
  return [
    ...ended.filter(({ pane }) => pane !== "failed").map(({ name, words }) => `${name}: ${words}`),
    ...ended.filter(({ pane }) => pane === "failed").flatMap((row) => [
      `${row.name}: ${row.words}`,
      ...tailOf(row).map((line) => `    ${line}`),
    ]),
    ...(running.length === 0 ? [] : [`still running: ${running.join(", ")}`]),
  ].map(onOneLine);
}

function isOver({ pane, isTask }: TopRow): boolean {
  return isTask && pane !== "running" && pane !== "waiting";
}

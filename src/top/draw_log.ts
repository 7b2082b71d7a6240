import { textWidth } from "../show/mod.ts";
import { onOneLine, type ScreenLine, start } from "./line.ts";
import type { LogView } from "./log_view.ts";
import type { TopState } from "./state.ts";

/** An open log: which lines are seen, and those. */
export function drawLog({ size, facts }: TopState, log: LogView): ScreenLine[] {
  const last = log.top + log.lines.length;
  const words = facts.rows.find(({ id }) => id === log.id)?.words ?? "removed";
  const where = log.total === 0 ? "nothing printed yet" : `lines ${log.top + 1} to ${last} of ${log.total}`;
  const title = [onOneLine(`${log.name}: ${words}`), where, log.follows ? "following" : ""].filter(Boolean).join("  ");
  const lines = log.lines.map((text, i): ScreenLine => {
    const isFound = log.found === log.top + i;
    const seen = start(withoutLeft(onOneLine(text), log.left), size.columns);
    return isFound ? { text: seen, look: "warn" } : { text: seen };
  });
  return [{ text: title, look: "strong" }, ...lines];
}

/** What is seen when so many columns are scrolled away. */
function withoutLeft(text: string, columns: number): string {
  if (columns === 0) return text;
  return text.slice(start(text, Math.min(columns, textWidth(text))).length);
}

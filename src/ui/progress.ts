import type { RunEvent } from "../common/mod.ts";
import { cutToWidth } from "../show/mod.ts";
import { formatBytes, formatDuration } from "./units.ts";

/**
 * One status line for long work: what, how much of it, rate and time left after two seconds.
 * @param elapsedMs since the work began
 */
export function progressLine(
  event: Extract<RunEvent, { kind: "progress" }>,
  elapsedMs: number,
  columns: number,
): string {
  const amount = (n: number) => event.unit === "bytes" ? formatBytes(n) : String(n);
  let line = `${event.what} ${amount(event.done)}`;
  if (event.total > 0) line += ` of ${amount(event.total)}`;
  if (event.unit !== "bytes") line += ` ${event.unit}`;
  if (elapsedMs >= 2000 && event.done > 0) {
    const perSecond = event.done / (elapsedMs / 1000);
    line += `, ${amount(Math.round(perSecond))}/s`;
    if (event.total > event.done) line += `, ${formatDuration(((event.total - event.done) / perSecond) * 1000)} left`;
  }
  return cutToWidth(line, Math.max(10, columns - 1));
}

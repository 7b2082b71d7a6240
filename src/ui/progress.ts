import type { RunEvent } from "../common/mod.ts";
import type { LiveLine } from "./bottom_lines.ts";
import { liveLine } from "./live_rows.ts";
import { formatBytes, formatDuration } from "./units.ts";

type ProgressEvent = Extract<RunEvent, { kind: "progress" }>;

/** What is over sooner is not worth a line. */
const SHOWN_AFTER_MS = 100;
/** Before that a rate is chance. */
const RATE_AFTER_MS = 2000;

/** How far long work is: a line for each kind of it, until it has reached its total. */
export class ProgressLines {
  readonly #under = new Map<string, { readonly sinceMs: number; readonly event: ProgressEvent }>();

  note(event: ProgressEvent, nowMs: number): void {
    if (event.total > 0 && event.done >= event.total) this.#under.delete(event.what);
    else {
      const before = event.done === 0 ? undefined : this.#under.get(event.what);
      this.#under.set(event.what, { sinceMs: before?.sinceMs ?? nowMs, event });
    }
  }

  get isLive(): boolean {
    return this.#under.size > 0;
  }

  lines(nowMs: number, columns: number): LiveLine[] {
    return [...this.#under.values()].flatMap(({ sinceMs, event }) => {
      const elapsedMs = nowMs - sinceMs;
      return elapsedMs < SHOWN_AFTER_MS ? [] : [liveLine(describe(event, elapsedMs), columns)];
    });
  }
}

/** `fetching 1.5 MiB of 3.0 MiB, 12 of 40 files, 0.5 MiB/s, 3.0 s left`. */
function describe({ what, done, total, unit, files }: ProgressEvent, elapsedMs: number): string {
  const amount = (n: number) => unit === "bytes" ? formatBytes(n) : String(n);
  const parts = [
    `${what} ${amount(done)}${total > 0 ? ` of ${amount(total)}` : ""}${unit === "bytes" ? "" : ` ${unit}`}`,
  ];
  if (files !== undefined) parts.push(`${files.done} of ${files.total} files`);
  if (elapsedMs >= RATE_AFTER_MS && done > 0) {
    const perSecond = done / (elapsedMs / 1000);
    parts.push(`${unit === "bytes" || perSecond >= 10 ? amount(Math.round(perSecond)) : perSecond.toFixed(1)}/s`);
    if (total > done) parts.push(`${formatDuration(((total - done) / perSecond) * 1000)} left`);
  }
  return parts.join(", ");
}

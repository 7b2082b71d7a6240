import type { LiveLine } from "./bottom_lines.ts";
import { layOutRows, liveLine, liveRoom, type LiveSize } from "./live_rows.ts";
import type { Style } from "./style.ts";
import { TaskLog } from "./task_log.ts";

/** Experiments of a queue that run side by side, for the bottom of a terminal: a line each, and one that counts all. */
export class LiveTasks {
  readonly #running = new Map<string, { readonly name: string; readonly sinceMs: number; readonly log: TaskLog }>();
  readonly #ends = new Map<string, number>();
  /** How many can be run and have not begun. */
  waiting = 0;
  /** Names of those that a batch engine has. */
  given: readonly string[] = [];

  /** @param isAwaited do those that wait have to be seen, too, while nothing runs? */
  constructor(private readonly style: Style, private readonly isAwaited = false) {}

  /** @param nowMs of any clock that does not jump */
  begin(id: string, name: string, nowMs: number): void {
    this.#running.set(id, { name, sinceMs: nowMs, log: new TaskLog() });
  }

  /** What its log got. */
  add(id: string, bytes: Uint8Array): void {
    this.#running.get(id)?.log.add(bytes);
  }

  /** @param how in a word */
  end(id: string, how: string): void {
    this.#running.delete(id);
    this.#ends.set(how, (this.#ends.get(how) ?? 0) + 1);
  }

  get isLive(): boolean {
    return this.#running.size + this.given.length > 0 || (this.isAwaited && this.waiting > 0);
  }

  lines(nowMs: number, size: LiveSize): LiveLine[] {
    if (!this.isLive) return [];
    const rows = [...this.#running.values()].map(({ name, sinceMs, log }) => {
      return { name, part: log.stage, elapsedMs: nowMs - sinceMs, output: log.line };
    });
    const counts = [...this.#ends].map(([how, count]) => `${count} ${how}`);
    if (rows.length > 0) counts.push(`${rows.length} running`);
    if (this.waiting > 0) counts.push(`${this.waiting} waiting`);
    if (this.given.length > 0) counts.push(`${this.given.length} with the engine: ${this.given.join(", ")}`);
    const summary = liveLine(counts.join(", "), size.columns);
    return [...layOutRows(rows, liveRoom(size) - 1, size.columns, this.style), summary];
  }
}

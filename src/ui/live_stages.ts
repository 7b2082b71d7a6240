import type { RunEvent } from "../common/mod.ts";
import { cutToWidth } from "../show/mod.ts";
import { formatDuration } from "./units.ts";

/** What runs side by side, for one line at the bottom of a terminal. Fed with the events of a run. */
export class LiveStages {
  readonly #startedAt = new Map<string, number>();
  readonly #settled = new Set<string>();
  #isParallel = false;

  /** @param nowMs of any clock that does not jump */
  note(event: RunEvent, nowMs: number): void {
    switch (event.kind) {
      case "stage-running":
        this.#startedAt.set(event.stage, nowMs);
        this.#isParallel ||= this.#startedAt.size > 1;
        return;
      case "stage-done":
      case "stage-failed":
      case "stage-blocked":
      case "stage-skipped":
      case "stage-restored":
        this.#startedAt.delete(event.stage);
        this.#settled.add(event.stage);
    }
  }

  /** Has there been anything side by side, and does something run now? (One at a time, a stage has the terminal itself.) */
  get isLive(): boolean {
    return this.#isParallel && this.#startedAt.size > 0;
  }

  /** `3 done, 2 running: train 1 min 5 s, evaluate 2.0 s`: the longest first, cut where the terminal ends. */
  line(nowMs: number, columns: number): string {
    const running = [...this.#startedAt].map(([stage, at]) => `${stage} ${formatDuration(nowMs - at)}`);
    const text = `${this.#settled.size} done, ${running.length} running: ${running.join(", ")}`;
    return cutToWidth(text, Math.max(10, columns - 1));
  }
}

import type { RunEvent } from "../common/mod.ts";
import type { LiveLine } from "./bottom_lines.ts";
import { layOutRows, liveLine, liveRoom, type LiveSize } from "./live_rows.ts";
import { OutputTail } from "./output_tail.ts";
import { ProgressLines } from "./progress.ts";
import type { Style } from "./style.ts";

/** What became of a stage, by the event that tells it, in the order in which it is told. */
const OUTCOMES: { readonly [Kind in RunEvent["kind"]]?: string } = {
  "stage-done": "done",
  "stage-restored": "restored",
  "stage-verified": "checked",
  "stage-skipped": "unchanged",
  "stage-frozen": "frozen",
  "stage-failed": "failed",
  "stage-blocked": "not run",
};

/**
 * What is under way in a run, for the bottom of a terminal: how far long work is, and of stages side by side those that
 * run, with how many have come to which end. A stage that runs alone has the terminal for itself. Fed with the events.
 */
export class LiveStages {
  readonly #progress = new ProgressLines();
  readonly #running = new Map<string, { readonly sinceMs: number; readonly output: OutputTail }>();
  readonly #outcomes = new Map<string, string>();
  #planned: readonly string[] = [];
  #isSideBySide = false;

  constructor(private readonly style: Style) {}

  /** @param nowMs of any clock that does not jump */
  note(event: RunEvent, nowMs: number): void {
    switch (event.kind) {
      case "progress":
        return this.#progress.note(event, nowMs);
      case "stages-planned":
        this.#planned = event.stages;
        this.#isSideBySide = event.sideBySide;
        return;
      case "stage-running":
        this.#running.set(event.stage, { sinceMs: nowMs, output: new OutputTail() });
        return;
      case "stage-output":
        return this.#running.get(event.stage)?.output.add(event.bytes);
      default:
        if ("stage" in event && OUTCOMES[event.kind] !== undefined) this.#settle(event.stage, OUTCOMES[event.kind]!);
    }
  }

  /** A restored stage is told of again when it has been saved, and stays what it was. */
  #settle(stage: string, outcome: string): void {
    this.#running.delete(stage);
    if (outcome !== "done" || !this.#outcomes.has(stage)) this.#outcomes.set(stage, outcome);
  }

  /** May there be something to show, now or in a moment? */
  get isLive(): boolean {
    return this.#progress.isLive || this.#showsStages;
  }

  get #showsStages(): boolean {
    return this.#isSideBySide && this.#running.size > 0;
  }

  lines(nowMs: number, size: LiveSize): LiveLine[] {
    const progress = this.#progress.lines(nowMs, size.columns);
    if (!this.#showsStages) return progress.slice(0, liveRoom(size));
    const summary = liveLine(this.#summary(), size.columns);
    const rows = [...this.#running].map(([name, { sinceMs, output }]) => {
      return { name, part: "", elapsedMs: nowMs - sinceMs, output: output.line };
    });
    const most = liveRoom(size) - 1 - progress.length;
    return [...layOutRows(rows, most, size.columns, this.style), ...progress.slice(0, liveRoom(size) - 1), summary];
  }

  /** `2 done, 1 failed, 2 running, 3 waiting: evaluate, plot, report`. */
  #summary(): string {
    const ends = Object.values(OUTCOMES).flatMap((outcome) => {
      const count = [...this.#outcomes.values()].filter((each) => each === outcome).length;
      return count > 0 ? [`${count} ${outcome}`] : [];
    });
    const waiting = this.#planned.filter((stage) => !this.#running.has(stage) && !this.#outcomes.has(stage));
    const waits = waiting.length > 0 ? [`${waiting.length} waiting: ${waiting.join(", ")}`] : [];
    return [...ends, `${this.#running.size} running`, ...waits].join(", ");
  }
}

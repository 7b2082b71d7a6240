import type { RunEvent } from "../common/mod.ts";
import { settledLine } from "./settled_line.ts";
import type { LineSink } from "./sink.ts";
import { mapLines, WholeLines } from "./whole_lines.ts";

type StageOutput = Extract<RunEvent, { kind: "stage-output" }>;
type Stream = StageOutput["stream"];

/**
 * Output of stages that run side by side: whole lines, each with its stage's name before it. All else stays as it came,
 * byte for byte, whatever it is written in; on a terminal, which they share, without what would move the cursor.
 */
export class PrefixedOutput {
  readonly #lines = new Map<string, WholeLines>();

  constructor(private readonly sink: LineSink, private readonly isTerminal = (_stream: Stream) => false) {}

  add({ stage, stream, bytes }: StageOutput): void {
    this.#write(stage, stream, this.#linesOf(stage, stream).add(bytes));
  }

  /** A stage has ended: what it left without a line end gets one. */
  end(stage: string): void {
    for (const stream of ["stdout", "stderr"] as const) {
      this.#write(stage, stream, this.#linesOf(stage, stream).end());
    }
  }

  #write(stage: string, stream: Stream, lines: Uint8Array | undefined): void {
    if (lines === undefined) return;
    const prefix = new TextEncoder().encode(`${stage} | `);
    const asShown = this.isTerminal(stream) ? settledLine : (line: Uint8Array) => line;
    this.sink.raw(stream, mapLines(lines, (line) => [prefix, asShown(line)]));
  }

  #linesOf(stage: string, stream: Stream): WholeLines {
    const key = `${stage}\0${stream}`;
    const found = this.#lines.get(key) ?? new WholeLines();
    this.#lines.set(key, found);
    return found;
  }
}

import type { RunEvent } from "../common/mod.ts";
import { settledLine } from "./settled_line.ts";
import type { LineSink } from "./sink.ts";

type StageOutput = Extract<RunEvent, { kind: "stage-output" }>;

const LINE_END = 0x0a;

/**
 * Output of stages that run side by side: whole lines, each with its stage's name before it. All else stays as it came,
 * byte for byte, whatever it is written in; on a terminal, which they share, without what would move the cursor.
 */
export class PrefixedOutput {
  /** By stage and stream, what came since the last line end. */
  readonly #unfinished = new Map<string, Uint8Array[]>();

  constructor(
    private readonly sink: LineSink,
    private readonly isTerminal = (_stream: StageOutput["stream"]) => false,
  ) {}

  add({ stage, stream, bytes }: StageOutput): void {
    const unfinished = this.#unfinishedOf(stage, stream);
    const end = bytes.lastIndexOf(LINE_END) + 1;
    if (end > 0) {
      const lines = joined([...unfinished.splice(0), bytes.subarray(0, end)]);
      this.sink.raw(stream, withPrefix(stage, lines, this.isTerminal(stream) ? settledLine : (line) => line));
    }
    if (end < bytes.length) unfinished.push(bytes.subarray(end));
  }

  /** A stage has ended: what it left without a line end gets one. */
  end(stage: string): void {
    for (const stream of ["stdout", "stderr"] as const) {
      if (this.#unfinishedOf(stage, stream).length === 0) continue;
      this.add({ kind: "stage-output", stage, stream, bytes: Uint8Array.of(LINE_END) });
    }
  }

  #unfinishedOf(stage: string, stream: StageOutput["stream"]): Uint8Array[] {
    const key = `${stage}\0${stream}`;
    const found = this.#unfinished.get(key);
    if (found !== undefined) return found;
    const none: Uint8Array[] = [];
    this.#unfinished.set(key, none);
    return none;
  }
}

/** @param lines each with its line end */
function withPrefix(stage: string, lines: Uint8Array, asShown: (line: Uint8Array) => Uint8Array): Uint8Array {
  const prefix = new TextEncoder().encode(`${stage} | `);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf(LINE_END, at) + 1;
    parts.push(prefix, asShown(lines.subarray(at, end)));
    at = end;
  }
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

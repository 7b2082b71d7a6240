import { MachineError, type Terminal } from "../host/mod.ts";

/** A line and the columns that it takes, its colours not counted. */
export interface LiveLine {
  readonly text: string;
  readonly columns: number;
}

/** Also from behind what a person has typed meanwhile. */
const UP = (rows: number) => rows === 0 ? "\r" : `\r\x1b[${rows}A`;
const CLEAR_LINE_END = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/**
 * Lines that stay at the bottom of a terminal while all else is written above them, into the normal scrollback.
 *
 * The cursor waits in the empty row below, at its beginning, and is never hidden: whatever ends this program leaves a
 * terminal that can be typed into. All that this program writes to the terminal must go through {@link terminal}; for a
 * command that is given the terminal itself the lines are taken away first ({@link giveAway}).
 */
export class BottomLines {
  /** The same terminal, above the lines. */
  readonly terminal: Terminal;
  #wanted: readonly LiveLine[] = [];
  /** The widths of the lines that are there. */
  #drawn: readonly number[] = [];
  /** Where whatever was written last left the cursor; unknown after somebody else wrote. */
  #cursor: "line-start" | "in-line" | "unknown" = "line-start";
  #isOver = false;

  constructor(private readonly below: Terminal) {
    const write: Terminal["write"] = (stream, data) => this.#writeAbove(stream, data);
    this.terminal = Object.create(below, { write: { value: write, enumerable: true } }) as Terminal;
  }

  /** False once {@link end} was called, or the terminal has gone. */
  get isKept(): boolean {
    return !this.#isOver;
  }

  /** Replaces the lines. While the cursor is within a line that somebody has begun, they wait for its end. */
  show(lines: readonly LiveLine[]): void {
    if (this.#isOver) return;
    this.#wanted = lines;
    if (this.#cursor === "in-line" || (lines.length === 0 && this.#drawn.length === 0)) return;
    const fresh = this.#cursor === "unknown" ? this.#freshLine() : "";
    this.#paint(fresh + UP(this.#rowsDrawn()) + drawn(lines));
    this.#drawn = lines.map(({ columns }) => columns);
    this.#cursor = "line-start";
  }

  /** Takes the lines away, for somebody else writes to the terminal from now on. */
  giveAway(): void {
    this.show([]);
    this.#cursor = "unknown";
  }

  /** They are no longer where they were: the program was stopped, and a shell has written since. */
  forget(): void {
    this.#drawn = [];
    this.#cursor = "unknown";
  }

  /** Takes the lines away for good. */
  end(): void {
    this.show([]);
    this.#isOver = true;
  }

  #writeAbove(stream: "stdout" | "stderr", data: string | Uint8Array): void {
    const isSeen = stream === "stdout" ? this.below.stdoutIsTty : this.below.stderrIsTty;
    if (!isSeen || data.length === 0) return this.below.write(stream, data);
    if (this.#drawn.length > 0) this.#paint(UP(this.#rowsDrawn()) + CLEAR_BELOW);
    this.#drawn = [];
    this.below.write(stream, data);
    this.#cursor = data.at(-1) === "\n" || data.at(-1) === 0x0a ? "line-start" : "in-line";
    if (this.#wanted.length > 0) this.show(this.#wanted);
  }

  /** How far up the first line is: a terminal that was made narrower has broken those that no longer fit. */
  #rowsDrawn(): number {
    const width = Math.max(1, this.#columns());
    return this.#drawn.reduce((sum, columns) => sum + Math.max(1, Math.ceil(columns / width)), 0);
  }

  /** The beginning of a line, wherever the cursor is: blanks go round the edge only if it is not there already. */
  #freshLine(): string {
    return " ".repeat(Math.max(0, this.#columns() - 1)) + "\r" + CLEAR_LINE_END;
  }

  /** As it is now, whatever COLUMNS says. */
  #columns(): number {
    return this.below.size()?.columns ?? this.below.columns();
  }

  /** As bytes: of a text the terminal shows control characters instead of obeying them. */
  #paint(text: string): void {
    try {
      this.below.write("stderr", new TextEncoder().encode(text));
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      this.#isOver = true; // the terminal is gone, and the work goes on without
    }
  }
}

function drawn(lines: readonly LiveLine[]): string {
  return lines.map(({ text }) => `${text}${CLEAR_LINE_END}\n`).join("") + CLEAR_BELOW;
}

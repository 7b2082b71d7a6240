/** What a person would see: an emulator of a terminal that bytes are fed to. */
import xterm from "@xterm/headless";

export type Cell = NonNullable<ReturnType<ReturnType<typeof lineOf>["getCell"]>>;

const SCROLLBACK_ROWS = 2000;

export class TerminalScreen {
  readonly #terminal: xterm.Terminal;

  constructor(readonly columns: number, readonly rows: number) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, scrollback: SCROLLBACK_ROWS, allowProposedApi: true });
  }

  /** Resolves when the emulator has taken it in. */
  write(bytes: Uint8Array | string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** Lines from the first that scrolled away to the last with something in it; those that the edge broke are joined. */
  lines(): string[] {
    const { active } = this.#terminal.buffer;
    const found: string[] = [];
    for (let y = 0; y < active.length; y++) {
      const line = active.getLine(y)!;
      const continues = active.getLine(y + 1)?.isWrapped === true;
      const text = this.#seen(line, continues);
      if (line.isWrapped) found.push((found.pop() ?? "") + text);
      else found.push(text);
    }
    while (found.at(-1)?.trim() === "") found.pop();
    return found;
  }

  /** Rows as they are drawn, cell by cell; of a full-screen program those of the screen alone. */
  cells(): Cell[][] {
    const { active } = this.#terminal.buffer;
    const drawn: Cell[][] = [];
    for (let y = 0; y < active.length; y++) drawn.push(this.#row(active, y));
    if (active.type === "normal") {
      while (drawn.at(-1)?.every((cell) => cell.getChars().trim() === "" && cell.isInverse() === 0)) drawn.pop();
    }
    return drawn;
  }

  get isFullScreen(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  /** The column of the cursor, from 0. */
  get cursorColumn(): number {
    return this.#terminal.buffer.active.cursorX;
  }

  /** A line keeps what it had beyond the edge before the screen became smaller. */
  #seen(line: xterm.IBufferLine, continues: boolean): string {
    const { cols } = this.#terminal;
    const isLonger = line.translateToString(true, cols).trim() !== "";
    return isLonger ? line.translateToString(false, 0, cols).trimEnd() : line.translateToString(!continues);
  }

  #row(buffer: xterm.IBuffer, y: number): Cell[] {
    const line = buffer.getLine(y)!;
    return Array.from({ length: this.#terminal.cols }, (_, x) => line.getCell(x)!);
  }
}

function lineOf(terminal: xterm.Terminal) {
  return terminal.buffer.active.getLine(0)!;
}

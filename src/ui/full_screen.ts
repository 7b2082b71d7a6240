import type { Host, TerminalSize } from "../host/mod.ts";
import { type Key, KeyReader } from "./keys.ts";
import { safeText } from "./safe_terminal.ts";

const ALTERNATE = "\x1b[?1049h";
const NORMAL = "\x1b[?1049l";
const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR = "\x1b[H\x1b[2J";
/** Terminals that know these show a frame whole; others ignore them. */
const BEGIN_FRAME = "\x1b[?2026h";
const END_FRAME = "\x1b[?2026l";

/** For the shell that stands in when this process was killed. */
const LAST_WORDS = `${NORMAL}${SHOW_CURSOR}`.replaceAll("\x1b", "\\033");

const FALLBACK: TerminalSize = { columns: 80, rows: 24 };

/**
 * The whole terminal for a while: keys as they are pressed, lines where one wants them. Closing it gives the terminal back
 * as it was, what was on it before included.
 */
export class FullScreen implements Disposable {
  readonly #keys = new KeyReader();
  #shown: string[] = [];
  #size: TerminalSize = FALLBACK;
  #takenKeys: Disposable | undefined;
  #isFull = false;

  constructor(readonly host: Pick<Host, "terminal" | "processes">) {}

  get size(): TerminalSize {
    return this.host.terminal.size() ?? FALLBACK;
  }

  /** Takes the screen. What is painted next is painted whole. */
  enter(): void {
    // first: a job in the background is stopped here, before it has written anything
    this.#takeKeys();
    this.#isFull = true;
    this.#shown = [];
    this.#write(ALTERNATE + HIDE_CURSOR + CLEAR);
  }

  /** Also after somebody else has changed the modes. */
  #takeKeys(): void {
    this.#takenKeys?.[Symbol.dispose]();
    this.#takenKeys = this.host.terminal.takeKeys(LAST_WORDS);
  }

  /** Back to the normal screen and its scrollback; keys still come one by one. */
  leaveScreen(): void {
    if (this.#isFull) this.#write(NORMAL + SHOW_CURSOR);
    this.#isFull = false;
  }

  /** As the terminal was, as far as there is still one. */
  close(): void {
    try {
      this.leaveScreen();
    } finally {
      this.#takenKeys?.[Symbol.dispose]();
      this.#takenKeys = undefined;
    }
  }

  [Symbol.dispose](): void {
    try {
      this.close();
    } catch {
      // the terminal is gone, and nobody is left to whom it would matter
    }
  }

  /** Ctrl-Z: the shell's turn, until it lets this go on. */
  suspend(): void {
    const wasFull = this.#isFull;
    this.close();
    this.host.processes.suspend();
    this.#takeKeys();
    if (wasFull) this.enter();
  }

  /** Shows these lines, of which only those that have changed are written. They are cut to the screen by whoever made them. */
  paint(lines: readonly string[]): void {
    const { columns, rows } = this.size;
    const isResized = columns !== this.#size.columns || rows !== this.#size.rows;
    if (isResized) {
      this.#size = { columns, rows };
      this.#shown = [];
    }
    const wanted = Array.from({ length: rows }, (_, i) => safeText(lines[i] ?? ""));
    // cleared first: at the end of a full line it would take the last character away
    const changes = wanted.flatMap((line, i) => line === this.#shown[i] ? [] : `\x1b[${i + 1};1H\x1b[2K${line}`);
    if (changes.length > 0) this.#write(BEGIN_FRAME + changes.join("") + END_FRAME);
    this.#shown = wanted;
  }

  /** A line into the normal scrollback, while the screen is left. */
  printLine(line: string): void {
    this.#write(`${safeText(line)}\r\n`);
  }

  /** Something else has written on the screen. */
  forget(): void {
    this.#shown = [];
  }

  async *keys(): AsyncIterable<Key[]> {
    for await (const bytes of this.host.terminal.readKeys()) yield this.#keys.read(bytes);
  }

  /** As bytes, for in a text the terminal shows escape codes instead of obeying them. */
  #write(text: string): void {
    this.host.terminal.write("stdout", new TextEncoder().encode(text));
  }
}

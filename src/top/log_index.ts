import type { HostFs } from "../host/mod.ts";
import { readableLine } from "./log_line.ts";

const CHUNK_BYTES = 1 << 18;
/** Every so many lines the place in the file is kept. */
const STRIDE = 500;
/** Of a line that is longer the end is shown. */
const MAX_LINE_BYTES = 1 << 16;
const LINE_END = 10;

/**
 * A log by the numbers of its lines, however large: what is new is read once, and of lines that are asked for only their
 * part of the file.
 */
export class LogIndex {
  /** The offsets of lines 0, STRIDE, 2 * STRIDE, … */
  #places = [0];
  /** Whole lines. */
  #count = 0;
  #size = 0;
  /** Where the line begins that has no end yet. */
  #openAt = 0;

  constructor(readonly fs: Pick<HostFs, "stat" | "readPart">, readonly path: string) {}

  /** Lines that there are now, the one that has no end yet included. */
  get total(): number {
    return this.#count + (this.#openAt < this.#size ? 1 : 0);
  }

  /** Takes note of what is new. A log that has become shorter is another one. @returns whether anything was */
  grow(): boolean {
    const size = this.fs.stat(this.path)?.size ?? 0;
    if (size === this.#size) return false;
    if (size < this.#size) this.#forget();
    for (let at = this.#size; at < size;) {
      const bytes = this.fs.readPart(this.path, at, Math.min(CHUNK_BYTES, size - at));
      if (bytes.length === 0) break;
      this.#note(bytes, at);
      at += bytes.length;
      this.#size = at;
    }
    return true;
  }

  #forget(): void {
    [this.#places, this.#count, this.#size, this.#openAt] = [[0], 0, 0, 0];
  }

  #note(bytes: Uint8Array, at: number): void {
    for (let i = bytes.indexOf(LINE_END); i >= 0; i = bytes.indexOf(LINE_END, i + 1)) {
      this.#count++;
      this.#openAt = at + i + 1;
      if (this.#count % STRIDE === 0) this.#places.push(this.#openAt);
    }
  }

  lines(from: number, count: number): string[] {
    const found: string[] = [];
    this.#each(from, (line) => {
      found.push(line);
      return found.length < count;
    });
    return found.slice(0, count);
  }

  /** The nearest line after (or before) one that holds a text; no matter whether its letters are large or small. */
  find(text: string, from: number, direction: "down" | "up"): number | undefined {
    const wanted = text.toLowerCase();
    const holds = (line: string) => line.toLowerCase().includes(wanted);
    return direction === "down" ? this.#findDown(holds, from + 1) : this.#findUp(holds, from - 1);
  }

  #findDown(holds: (line: string) => boolean, from: number): number | undefined {
    let found: number | undefined;
    this.#each(Math.max(0, from), (line, number) => {
      if (holds(line)) found = number;
      return found === undefined;
    });
    return found;
  }

  #findUp(holds: (line: string) => boolean, from: number): number | undefined {
    for (let end = Math.min(from, this.total - 1); end >= 0;) {
      const begin = Math.floor(end / STRIDE) * STRIDE;
      const lines = this.lines(begin, end - begin + 1);
      const at = lines.findLastIndex(holds);
      if (at >= 0) return begin + at;
      end = begin - 1;
    }
    return undefined;
  }

  /** @param onLine whether to go on */
  #each(from: number, onLine: (line: string, number: number) => boolean): void {
    if (from >= this.total) return;
    const stride = Math.floor(from / STRIDE);
    let number = stride * STRIDE;
    for (const line of this.#linesFrom(this.#places[stride]!)) {
      if (number >= from && !onLine(readableLine(line), number)) return;
      if (++number >= this.total) return;
    }
  }

  *#linesFrom(offset: number): Iterable<string> {
    const decoder = new TextDecoder();
    let rest: Uint8Array[] = [];
    for (let at = offset; at < this.#size;) {
      const bytes = this.fs.readPart(this.path, at, Math.min(CHUNK_BYTES, this.#size - at));
      if (bytes.length === 0) break;
      at += bytes.length;
      let begin = 0;
      for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, begin)) {
        yield decoder.decode(joined([...rest, bytes.subarray(begin, end)]));
        rest = [];
        begin = end + 1;
      }
      if (begin < bytes.length) rest.push(bytes.slice(begin));
    }
    if (rest.length > 0) yield decoder.decode(joined(rest));
  }
}

/** The last part of a line is what a bar that draws itself anew shows. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.length > MAX_LINE_BYTES ? whole.subarray(-MAX_LINE_BYTES) : whole;
}

const LINE_END = 0x0a;

/** Output that comes in pieces, given on in whole lines, byte for byte. */
export class WholeLines {
  readonly #unfinished: Uint8Array[] = [];

  /** @returns the lines that this ends, each with its line end; undefined: none */
  add(bytes: Uint8Array): Uint8Array | undefined {
    const end = bytes.lastIndexOf(LINE_END) + 1;
    const lines = end === 0 ? undefined : joined([...this.#unfinished.splice(0), bytes.subarray(0, end)]);
    if (end < bytes.length) this.#unfinished.push(bytes.subarray(end));
    return lines;
  }

  /** @returns what was left without a line end, with one */
  end(): Uint8Array | undefined {
    return this.#unfinished.length === 0 ? undefined : this.add(Uint8Array.of(LINE_END));
  }
}

/** Changes each line of several. @param lines each with its line end */
export function mapLines(lines: Uint8Array, change: (line: Uint8Array) => readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf(LINE_END, at) + 1;
    parts.push(...change(lines.subarray(at, end)));
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

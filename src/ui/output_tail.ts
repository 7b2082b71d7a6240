import { withoutEscapes } from "./escape_codes.ts";

/** No terminal line is longer; what is written without a line end (a bar that grows) would otherwise be kept in whole. */
const KEPT_BYTES = 4 << 10;

/** The last line with something in it that came out of a command: of one that a bar rewrites, what stands there now. */
export class OutputTail {
  readonly #decoder = new TextDecoder();
  #unfinished = "";
  #last = "";

  add(bytes: Uint8Array): void {
    const text = this.#unfinished + this.#decoder.decode(bytes.subarray(-KEPT_BYTES), { stream: true });
    const lines = text.split(/[\r\n]+/);
    this.#unfinished = (lines.pop() ?? "").slice(-KEPT_BYTES);
    this.#last = lines.findLast((line) => visible(line) !== "") ?? this.#last;
  }

  /** Without colours and whatever else tells a terminal what to do. */
  get line(): string {
    return visible(this.#unfinished) || visible(this.#last);
  }
}

function visible(text: string): string {
  // deno-lint-ignore no-control-regex
  return withoutEscapes(text).replaceAll("\t", " ").replace(/[\x00-\x1f\x7f-\x9f]/g, "").trim();
}

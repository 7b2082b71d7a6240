import { OutputTail } from "./output_tail.ts";

/** What the log of a task says of it now: the stage that runs, and the last line. Fed with the log as it grows. */
export class TaskLog {
  readonly #tail = new OutputTail();
  readonly #decoder = new TextDecoder();
  #unfinished = "";
  #stage = "";

  add(bytes: Uint8Array): void {
    this.#tail.add(bytes);
    const text = this.#unfinished + this.#decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    this.#unfinished = text.slice(end).slice(0, LONGEST);
    for (const [, stage] of text.slice(0, end).matchAll(STAGE_BEGINS)) this.#stage = stage!;
  }

  get stage(): string {
    return this.#stage;
  }

  get line(): string {
    return this.#tail.line;
  }
}

/** As dvc_lines.ts writes it. */
const STAGE_BEGINS = /^Running stage '(.*)':$/gm;
const LONGEST = 1000;

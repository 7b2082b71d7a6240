import type { HostFs } from "../host/mod.ts";
import { readableLine } from "./log_line.ts";

/** Whose log it is, and where. */
interface LogPlace {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

interface Log extends LogPlace {
  offset: number;
  /** A line that has no end yet. */
  rest: string;
  readonly decoder: TextDecoder;
}

const CHUNK_BYTES = 1 << 18;
/** Of what was printed before the dashboard began so much is told again. */
const BEFORE_BYTES = 2 << 10;

/** The logs of all tasks, line by line, each line once: also what was printed while nobody read, or by a task that has ended. */
export class LogStream {
  readonly #logs = new Map<string, Log>();

  constructor(readonly fs: Pick<HostFs, "stat" | "readPart">) {}

  /** Takes note of a task that runs. @param isNew it has begun since the last look, so that all of its log is new */
  follow(place: LogPlace, isNew: boolean): void {
    if (this.#logs.has(place.id)) return;
    const size = this.fs.stat(place.path)?.size ?? 0;
    const offset = isNew ? 0 : Math.max(0, size - BEFORE_BYTES);
    const log = { ...place, offset, rest: "", decoder: new TextDecoder() };
    if (offset > 0) this.#skipLine(log);
    this.#logs.set(place.id, log);
  }

  /** Passes on the lines that are new. @param isOver is what has no end the last line all the same? */
  read(onLine: (name: string, line: string) => void, isOver: (id: string) => boolean = () => false): void {
    for (const log of this.#logs.values()) {
      this.#readOne(log, (line) => onLine(log.name, readableLine(line)));
      if (log.rest === "" || !isOver(log.id)) continue;
      onLine(log.name, readableLine(log.rest));
      log.rest = "";
    }
  }

  #readOne(log: Log, onLine: (line: string) => void): void {
    const size = this.fs.stat(log.path)?.size ?? 0;
    if (size < log.offset) [log.offset, log.rest] = [0, ""]; // it is run anew
    while (log.offset < size) {
      const bytes = this.fs.readPart(log.path, log.offset, Math.min(CHUNK_BYTES, size - log.offset));
      if (bytes.length === 0) return;
      log.offset += bytes.length;
      const lines = (log.rest + log.decoder.decode(bytes, { stream: true })).split("\n");
      log.rest = lines.pop()!;
      for (const line of lines) onLine(line);
    }
  }

  /** Whole lines only. */
  #skipLine(log: Log): void {
    const end = this.fs.readPart(log.path, log.offset, BEFORE_BYTES).indexOf(10);
    if (end >= 0) log.offset += end + 1;
  }
}

/** Metrics as they come: one JSON line each, only ever appended to, so that a kill costs no line that was written. */
import type { AppendedFile, Host } from "../host/mod.ts";

/** A value of a metric at a step, or without one. */
export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly step: number | undefined;
}

/** The longest that what was logged may be lost in a power cut. */
const SYNC_EVERY_MS = 1000;

export class MetricLog implements Disposable {
  readonly #file: AppendedFile;
  readonly #names = new Map<string, string>();
  #lines = "";
  #syncedAtMs: number;

  constructor(private readonly host: Host, path: string) {
    this.#file = host.fs.openAppend(path);
    this.#syncedAtMs = host.clock.monotonic();
  }

  /** Takes points together: one write. */
  add(points: Iterable<MetricPoint>): void {
    for (const { name, value, step } of points) {
      let start = this.#names.get(name);
      if (start === undefined) this.#names.set(name, start = `{"n":${JSON.stringify(name)},"v":`);
      this.#lines += `${start}${Number.isFinite(value) ? value : `"${value}"`}${
        step === undefined ? "" : `,"s":${step}`
      }}\n`;
    }
    if (this.#lines === "") return;
    this.#file.append(this.#lines);
    this.#lines = "";
    if (this.host.clock.monotonic() - this.#syncedAtMs > SYNC_EVERY_MS) this.sync();
  }

  /** What was added survives a power cut, too. */
  sync(): void {
    this.#file.sync();
    this.#syncedAtMs = this.host.clock.monotonic();
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** All points of a log, in order. A last line that a kill cut short is left out. */
export function readMetrics(host: Host, path: string): MetricPoint[] {
  const text = host.fs.readTextIfThere(path) ?? "";
  const points: MetricPoint[] = [];
  for (const line of text.split("\n")) {
    const point = parseLine(line);
    if (point !== undefined) points.push(point);
  }
  return points;
}

function parseLine(line: string): MetricPoint | undefined {
  if (!line.endsWith("}")) return undefined;
  try {
    const json = JSON.parse(line);
    return { name: json.n, value: Number(json.v), step: json.s };
  } catch {
    return undefined; // two processes that died one after the other
  }
}

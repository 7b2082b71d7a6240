/** Where rendered lines go. A line end is added. */
export interface LineSink {
  out(line: string): void;
  err(line: string): void;
  /** Bytes of a stage's own output, as they are. */
  raw(stream: "stdout" | "stderr", bytes: Uint8Array): void;
}

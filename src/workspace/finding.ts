/** One thing that was looked at. `warn` is worth knowing, `bad` stops work. */
export interface Finding {
  /** A stable word for programs. */
  readonly name: string;
  readonly state: "ok" | "warn" | "bad" | "fixed";
  readonly text: string;
  /** What to do about it. */
  readonly hint?: string;
}

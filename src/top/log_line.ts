/** Colours, moves of the cursor, titles: what a log says to a terminal, and not to a reader. */
// deno-lint-ignore no-control-regex
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[()][0-9A-B]|[=>78cDEHM])/g;

/** A line as a terminal would show it in the end: of a bar that draws itself anew the last state, and no escape codes. */
export function readableLine(line: string): string {
  const states = line.replace(ESCAPES, "").split("\r").filter((state) => state !== "");
  return states.at(-1) ?? "";
}

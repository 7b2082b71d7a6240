import { withoutEscapes } from "../ui/mod.ts";

/** A line as a terminal would show it in the end: of a bar that draws itself anew the last state, and no escape codes. */
export function readableLine(line: string): string {
  const states = withoutEscapes(line).split("\r").filter((state) => state !== "");
  return states.at(-1) ?? "";
}

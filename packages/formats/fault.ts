import { DEEPEST_NESTING, depthOf, type Fault, type Value } from "@exp/values";
import { fault } from "./faults.ts";

/** The error for a file that breaks its format's rules at one place: `FILE:LINE:COL: what is wrong`. */
export function brokenFile(
  format: "JSON" | "TOML" | "Python" | "YAML",
  file: string,
  text: string,
  at: number,
  what: string,
): Fault {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - (before.lastIndexOf("\n") + 1) + 1;
  return fault("invalid-file/syntax", { format, file, line, column, what });
}

/** @throws {Fault} `invalid-file` */
export function checkNesting(value: Value, file: string): void {
  if (depthOf(value) > DEEPEST_NESTING) throw fault("invalid-file/too-deep", { file, most: DEEPEST_NESTING });
}

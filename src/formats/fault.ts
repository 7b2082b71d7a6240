import { ExpError } from "../common/errors.ts";

/** The error for a file that breaks its format's rules at one place: `FILE:LINE:COL: what is wrong`. */
export function brokenFile(
  format: "JSON" | "TOML" | "Python" | "YAML",
  file: string,
  text: string,
  at: number,
  what: string,
): ExpError {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - (before.lastIndexOf("\n") + 1) + 1;
  return new ExpError("invalid-file", `${file}:${line}:${column}: ${what}`, {
    dvcMessage:
      `unable to read: '${file}', ${format} file structure is corrupted: ${what} at line ${line} column ${column}`,
  });
}

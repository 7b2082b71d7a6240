/** Errors of a YAML file: place, cause, the line with a caret. */
import { ExpError } from "../common/errors.ts";
import { positionAt } from "./yaml_nodes.ts";

const LONGEST_SHOWN_LINE = 120;

/** Thrown by the reader, which knows no file names. */
export class YamlSyntaxError extends Error {
  constructor(message: string, readonly offset: number) {
    super(message);
    this.name = "YamlSyntaxError";
  }
}

/** `FILE:LINE:COLUMN: message` with the offending line and a caret below it. */
function yamlFileError(file: string, text: string, offset: number, message: string): ExpError {
  const { line, column } = positionAt(text, offset);
  const shown = (text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/)[line - 1] ?? "").replaceAll("\t", " ");
  const first = Math.max(0, column - LONGEST_SHOWN_LINE);
  return new ExpError("invalid-file", `${file}:${line}:${column}: ${message}`, {
    hint: `${shown.slice(first, first + LONGEST_SHOWN_LINE)}\n${" ".repeat(column - 1 - first)}^`,
  });
}

/** Runs `read`, turning its syntax errors into errors of `file`. */
export function inYamlFile<T>(file: string, text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YamlSyntaxError) {
      const conflict = text.search(/^<{7}(?: |$)/m);
      if (conflict >= 0 && /^>{7}(?: |$)/m.test(text)) {
        throw yamlFileError(file, text, conflict, "a merge conflict of Git is not resolved here");
      }
      throw yamlFileError(file, text, error.offset, error.message);
    }
    throw error;
  }
}

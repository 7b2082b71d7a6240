/** Errors of a YAML file: place, cause, the line with a caret. */
import type { Fault } from "@exp/values";
import { fault } from "./faults.ts";
import { positionAt } from "./yaml_nodes.ts";

/** Thrown by the reader, which knows no file names. */
export class YamlSyntaxError extends Error {
  constructor(message: string, readonly offset: number) {
    super(message);
    this.name = "YamlSyntaxError";
  }
}

function yamlFileError(file: string, text: string, offset: number, message: string): Fault {
  const { line, column } = positionAt(text, offset);
  return fault("invalid-file/yaml", {
    file,
    line,
    column,
    what: message,
    text: (text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/)[line - 1] ?? "").slice(
      0,
      column + 120, /* more is never shown */
    ),
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

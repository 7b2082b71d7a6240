import type { Edit } from "@exp/formats";
import { formatOf } from "./read.ts";

/**
 * The text of a params file with the edits made; only the touched values' bytes change.
 *
 * @param text empty for a file that is not there yet
 * @param file its suffix chooses the format; named in messages
 * @throws {ExpError} `invalid-file`, `invalid-override` when the format cannot hold a value
 */
export async function editParamsText(text: string, file: string, edits: readonly Edit[]): Promise<string> {
  if (edits.length === 0) return text;
  switch (formatOf(file)) {
    case "json":
      return (await import("@exp/formats")).setJsonValues(text === "" ? "{}" : text, edits);
    case "toml":
      return (await import("@exp/formats")).setTomlValues(text, edits);
    case "python":
      return (await import("@exp/formats")).setPythonValues(text, edits);
    case "yaml":
      return (await import("@exp/formats")).setYamlValues(text, edits, { file });
  }
}

/** Reading dvc.yaml, dvc.lock and `.dvc` files. */
import { ExpError, type Value } from "../common/mod.ts";
import { parseYaml, parseYamlFast } from "@exp/formats";
import { type Problem, schemaError } from "./schema_check.ts";
import { fault } from "./faults.ts";

/**
 * Parses and checks a file's text.
 * @param file relative to the root, for messages
 * @throws {ExpError} `invalid-file` with line and column
 */
export function readChecked(text: string, file: string, check: (value: Value) => Problem[]): Value {
  let value = parseYamlFast(text);
  if (value === undefined) value = parseFully(text, file).value;
  const [first, ...more] = check(value);
  if (first !== undefined) throw schemaError(file, [first, ...more], parseFully(text, file));
  return value;
}

function parseFully(text: string, file: string) {
  try {
    return parseYaml(text, { file });
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    const conflict = /^(<{7}|={7}|>{7})( |$)/m.exec(text);
    if (!conflict) throw fault("within/pipeline-file", { file }, error);
    const line = text.slice(0, conflict.index).split("\n").length;
    throw fault("invalid-file/conflict-markers", { file, line }, error);
  }
}

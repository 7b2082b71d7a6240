/** Reading dvc.yaml, dvc.lock and `.dvc` files. */
import { ExpError } from "../common/errors.ts";
import type { Value } from "../common/value.ts";
import { parseYaml, parseYamlFast } from "../formats/yaml.ts";
import { type Problem, schemaError } from "./schema_check.ts";

/**
 * Parses and checks a file's text.
 * @param file relative to the root, for messages
 * @throws {ExpError} `invalid-file` with line and column
 */
export function readChecked(text: string, file: string, check: (value: Value) => Problem[]): Value {
  let value = parseYamlFast(text);
  if (value === undefined) value = parseFully(text, file).value;
  const problems = check(value);
  if (problems.length > 0) throw schemaError(file, problems, parseFully(text, file));
  return value;
}

function parseFully(text: string, file: string) {
  try {
    return parseYaml(text, { file });
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    const conflict = /^(<{7}|={7}|>{7})( |$)/m.exec(text);
    if (!conflict) {
      throw new ExpError("invalid-file", error.message, {
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        cause: error,
        dvcMessage: `'./${file}' is invalid. ${error.message}`,
      });
    }
    const line = text.slice(0, conflict.index).split("\n").length;
    throw new ExpError("invalid-file", `${file}:${line}: merge conflict markers`, {
      hint: conflictHint(file),
      cause: error,
      dvcMessage: `'./${file}' is invalid (possible merge conflicts). ${file}:${line}: merge conflict markers`,
    });
  }
}

function conflictHint(file: string): string {
  return file.endsWith(".lock")
    ? `keep either side ('git checkout --ours -- ${file}' or '--theirs'), then run 'exp repro': it rewrites what is not true`
    : "edit the file to resolve the conflict";
}

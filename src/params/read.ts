import { isMap, PyDate, type Value } from "../common/mod.ts";
import { checkNesting } from "@exp/formats";
import type { Host } from "../host/mod.ts";
import { fault } from "./faults.ts";

/** How a parameter file is written; its lower-cased suffix tells. */
export type ParamsFormat = "yaml" | "json" | "toml" | "python";

export function formatOf(path: string): ParamsFormat {
  const suffix = /\.[^./]*$/.exec(path)?.[0].toLowerCase();
  return suffix === ".json" ? "json" : suffix === ".toml" ? "toml" : suffix === ".py" ? "python" : "yaml";
}

/**
 * Content of a file with parameters, metrics or variables; undefined if there is no such file.
 *
 * @param path absolute
 * @param options `display` is how to name the file in messages; default: the path
 * @throws {ExpError} `invalid-file`
 */
export async function readParamsFile(
  host: Host,
  path: string,
  options: { readonly display?: string } = {},
): Promise<Value | undefined> {
  const display = options.display ?? path;
  const text = readUtf8(host, path, display);
  return text === undefined ? undefined : await readParamsText(text, display);
}

/**
 * A file's text; undefined if there is none. Unlike a lenient read it never turns bytes into something else.
 *
 * @throws {ExpError} `invalid-file` when it is not UTF-8
 */
export function readUtf8(host: Host, path: string, display: string): string | undefined {
  if (host.fs.stat(path) === undefined) return undefined;
  const bytes = host.fs.readBytes(path);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fault("invalid-file/not-utf8", { shown: display });
  }
}

/**
 * The same for text at hand (a blob of a commit); the suffix of `file` chooses the format.
 *
 * @param options `toEdit`: nothing is understood, so YAML tags of the user's own are passed over
 */
export async function readParamsText(
  text: string,
  file: string,
  options: { readonly toEdit?: boolean } = {},
): Promise<Value> {
  const value = await parseParams(text, file, options.toEdit ?? false);
  checkNesting(value, file);
  return formatOf(file) === "toml" && options.toEdit !== true ? withTimesAsText(value) : value;
}

async function parseParams(text: string, file: string, toEdit: boolean): Promise<Value> {
  switch (formatOf(file)) {
    case "json":
      return (await import("@exp/formats")).parseJson(text, { file });
    case "toml":
      return (await import("@exp/formats")).parseToml(text, { file });
    case "python":
      return (await import("@exp/formats")).parsePythonParams(text, { file });
    case "yaml":
      readYaml ??= (await import("@exp/formats")).parseYaml;
      return readYaml(text, { file, anyTag: toEdit }).value;
  }
}

/** Of ten thousand files each would wait for the module anew. */
let readYaml: typeof import("@exp/formats").parseYaml | undefined;

/** A time of day cannot be written in dvc.lock but as text, and must be equal to what is read back. */
function withTimesAsText(value: Value): Value {
  if (value instanceof PyDate) return value.kind === "time" ? value.iso : value;
  if (Array.isArray(value)) return value.map(withTimesAsText);
  return isMap(value) ? new Map([...value].map(([key, item]) => [key, withTimesAsText(item)])) : value;
}

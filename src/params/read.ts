import type { Value } from "../common/value.ts";
import type { Host } from "../host/host.ts";

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
  const text = host.fs.readTextIfThere(path);
  return text === undefined ? undefined : await readParamsText(text, options.display ?? path);
}

/** The same for text at hand (a blob of a commit); the suffix of `file` chooses the format. */
export async function readParamsText(text: string, file: string): Promise<Value> {
  switch (formatOf(file)) {
    case "json":
      return (await import("../formats/json.ts")).parseJson(text, { file });
    case "toml":
      return (await import("../formats/toml.ts")).parseToml(text, { file });
    case "python":
      return (await import("../formats/python.ts")).parsePythonParams(text, { file });
    case "yaml":
      return (await import("../formats/yaml.ts")).parseYaml(text, { file }).value;
  }
}

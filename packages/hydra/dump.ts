/** A composed config as text. YAML is written as OmegaConf writes it, which is not how `dvc.yaml` is written. */
import { dumpPyJson, type Key, PyDate, type Value } from "@exp/values";
import { emitYaml, type FreshValue } from "@exp/formats";
import { isNodeMap, type Node, OpaqueSweep, PyBytes } from "./config_tree.ts";
import { dumpToml } from "./dump_toml.ts";
import { HydraError } from "./hydra_error.ts";
import { OMEGACONF } from "./omegaconf_yaml.ts";

/**
 * The text of a config for the file `path`, whose suffix decides the format.
 *
 * @throws {HydraError} `KeyError` for `.py`, which cannot hold a composed config; `ConvertError` for null in TOML;
 * `TypeError` for binary data in JSON
 */
export function dumpConfig(config: Node, path: string): string {
  const suffix = /\.[^./\\]*$/.exec(path)?.[0].toLowerCase() ?? "";
  switch (suffix) {
    case ".json":
      return dumpPyJson(asValue(config));
    case ".toml":
      return dumpToml(config);
    case ".py":
      throw new HydraError("KeyError", `a composed config cannot be written to the Python file ${path}`, {
        hint: "let the program read params.yaml",
      });
    default:
      return emitYaml(config as FreshValue, OMEGACONF);
  }
}

/** The config as the project's values. @throws {HydraError} `TypeError` for binary data, which these cannot hold */
export function asValue(config: Node): Value {
  if (config instanceof PyBytes) throw new HydraError("TypeError", "binary data cannot be written as JSON");
  if (config instanceof OpaqueSweep) throw new HydraError("TypeError", `${config.text} is not one value`);
  if (config === null || typeof config !== "object" || config instanceof PyDate) return config;
  if (isNodeMap(config)) {
    const map = new Map<Key, Value>();
    for (const [key, item] of config) map.set(key, asValue(item));
    return map;
  }
  return config.map(asValue);
}

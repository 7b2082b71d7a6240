/**
 * `exp hydra compose --jsonl`: one recorded case in, its outputs out, all in memory.
 *
 * In: `conf` (text by path below `config_dir`, default `conf`), `config_module`, `config_name`, `overrides`,
 * `output_file`, `env`. Out: `after`.
 */
import { type Fault, isMap, type Value, type ValueMap, valueMap } from "@exp/values";
import { composeAndDump } from "./compose.ts";
import { fault } from "./faults.ts";
import { describeFailure } from "./jsonl_case.ts";
import { memorySource } from "./memory_source.ts";

/** @param now for `${now:…}` */
export function answerCompose(input: ValueMap, now: Date): ValueMap {
  const folder = textOr(input, "config_dir", "conf");
  const files = new Map<string, string>();
  for (const [path, text] of textMap(input, "conf")) files.set(`${folder}/${path}`, text);
  const configModule = input.get("config_module") ?? null;
  try {
    const after = composeAndDump({
      source: memorySource(files),
      configDir: folder,
      ...(typeof configModule === "string" ? { configModule } : {}),
      configName: textOr(input, "config_name", "config"),
      overrides: textList(input, "overrides"),
      env: Object.fromEntries(textMap(input, "env")),
      now,
    }, textOr(input, "output_file", "params.yaml"));
    return valueMap([["after", after]]);
  } catch (error) {
    return describeFailure(error);
  }
}

function textOr(input: ValueMap, field: string, otherwise: string): string {
  const value = input.get(field) ?? otherwise;
  if (typeof value !== "string") throw badField(field, "text");
  return value;
}

function textList(input: ValueMap, field: string): string[] {
  const value = input.get(field) ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw badField(field, "a list of texts");
  }
  return value as string[];
}

function textMap(input: ValueMap, field: string): [string, string][] {
  const value: Value = input.get(field) ?? new Map();
  const isTexts = isMap(value) && [...value].every((pair) => pair.every((item) => typeof item === "string"));
  if (!isTexts) throw badField(field, "an object of texts");
  return [...value as Map<string, string>];
}

function badField(field: string, what: string): Fault {
  return fault("usage/case", { what: `a case needs "${field}" to be ${what}` });
}

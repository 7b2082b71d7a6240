/** Options of a job as a YAML file has them, under an engine's name: `slurm: {partition: gpu, exclusive: true}`. */
import { floatRepr, isMap, PyDate, pyTypeName, type Value } from "../common/mod.ts";
import { fault } from "./faults.ts";
import type { SaidOptions } from "./job_options.ts";
import { fitsScript } from "./option_list.ts";

/**
 * `true` is a flag, `null` and `false` take back what was said before, a list is joined with commas.
 *
 * @param where for messages: `dvc.yaml:12`
 * @throws {ExpError} `invalid-file`
 */
export function optionsOfYaml(value: Value, where: string): SaidOptions {
  if (value === null) return [];
  if (!isMap(value)) throw fault("invalid-file/job-options", { where, type: pyTypeName(value) });
  return [...value].map(([name, item]) => {
    const key = String(name).replace(/^--?/, "");
    const text = textOf(item);
    if (text === undefined || !fitsScript(key, text ?? "")) throw fault("invalid-file/job-option", { where, key });
    return [key, text];
  });
}

/** Undefined: no option can be that. */
function textOf(item: Value): string | null | undefined {
  if (item === null || item === false || item === "") return null;
  if (item === true) return "";
  if (typeof item === "string") return item;
  if (typeof item === "bigint") return String(item);
  if (typeof item === "number") return floatRepr(item);
  if (item instanceof PyDate) return item.source;
  if (!Array.isArray(item)) return undefined;
  const texts = item.map(textOf);
  return texts.every((text) => typeof text === "string" && text !== "") ? texts.join(",") : undefined;
}

/** What a metrics file says, of an experiment or of a trial that still runs. */
import { ExpError, isMap, type Value } from "../common/mod.ts";
import { lookupKey, readParamsText } from "../params/mod.ts";

/** Undefined for what cannot be read, such as a file that is being written. */
export async function parseMetricFile(text: string, path: string): Promise<Value | undefined> {
  try {
    return await readParamsText(text, path);
  } catch (error) {
    if (error instanceof ExpError) return undefined;
    throw error;
  }
}

export function metricAt(data: Value | undefined, key: string): Value | undefined {
  return isMap(data) ? lookupKey(data, key) : undefined;
}

/** Undefined for what is no number; NaN is one. */
export function metricNumber(value: Value | undefined): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

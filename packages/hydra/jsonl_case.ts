/**
 * What the answers of `exp hydra … --jsonl` have in common. A line in has the input fields of a recorded case, a line
 * out its output fields; a failure is `ok: false` with `error_class` and `error`, and `cause_class` and `cause` where
 * one error wraps another.
 */
import { isMap, type Value, type ValueMap, valueMap } from "@exp/values";
import { fault } from "./faults.ts";
import { firstLine, HydraError } from "./hydra_error.ts";
import { OverrideError } from "./override_error.ts";
import { SweepError } from "./sweep.ts";

/**
 * One line of input. Numbers do not matter in cases, so integers and floats are both floats.
 *
 * @throws {Fault} `usage`
 */
export function readCase(line: string): ValueMap {
  const data = toValue(parseJson(line));
  if (!isMap(data)) throw fault("usage/case", { what: "a line must be a JSON object" });
  return data;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw fault("usage/case", { what: `a line is not JSON: ${(error as SyntaxError).message}` }, error);
  }
}

function toValue(json: unknown): Value {
  if (json === null || typeof json === "boolean" || typeof json === "number" || typeof json === "string") return json;
  if (Array.isArray(json)) return json.map(toValue);
  return new Map(Object.entries(json as Record<string, unknown>).map(([key, item]) => [key, toValue(item)] as const));
}

/** A failure as output fields. Errors that are not about the input pass through. */
export function describeFailure(error: unknown): ValueMap {
  if (error instanceof HydraError) return failure(error.errorClass, firstLine(error.message), error);
  if (error instanceof OverrideError) return failure(error.errorClass, error.firstLine, error);
  if (error instanceof SweepError) return failure(error.errorClass, error.firstLine);
  throw error;
}

/** @param cause of what the error wraps */
export function failure(
  errorClass: string,
  message: string,
  cause: { readonly causeClass?: string | undefined; readonly causeLine?: string | undefined } = {},
): ValueMap {
  const output = valueMap([["ok", false], ["error_class", errorClass], ["error", message]]);
  if (cause.causeClass !== undefined) output.set("cause_class", cause.causeClass).set("cause", cause.causeLine ?? "");
  return output;
}

/** From a value back to override text, as sweeps write their points. */
import { floatRepr, type Key } from "@exp/values";
import { HydraError } from "./hydra_error.ts";
import { parseText } from "./interpolation_syntax.ts";
import { typeName } from "./python_order.ts";
import { valueRepr } from "./python_text.ts";
import { DictValue, GlobValue, isSweep, type OverrideValue, QuotedString } from "./values.ts";

/**
 * The text that stands for `value` in an override.
 *
 * @throws {HydraError} `ValidationError` for a sweep inside a value (`[choice(a,b)]`), which the grammar allows but
 * nothing can write
 */
export function renderValue(value: OverrideValue): string {
  if (value === null || typeof value !== "object") return renderScalar(value);
  if (value instanceof QuotedString) return renderQuoted(value);
  if (Array.isArray(value)) return `[${value.map(renderValue).join(",")}]`;
  if (value instanceof DictValue) {
    return `{${value.pairs.map(([key, item]) => `${renderScalar(key)}:${renderValue(item)}`).join(",")}}`;
  }
  if (value instanceof GlobValue) {
    return `{include:[${value.include.map(renderPattern)}],exclude:[${value.exclude.map(renderPattern)}]}`;
  }
  if (isSweep(value)) throw invalid("Unexpected type annotation: Set[str]");
  return value;
}

/** An item of a glob inside a value: Hydra makes text of scalars and refuses the rest. */
function renderPattern(item: OverrideValue): string {
  if (item === null || (typeof item === "object" && !Array.isArray(item) && !(item instanceof DictValue))) {
    throw invalid(`Invalid type assigned: ${typeName(item)} is not a subclass of str. value: ${valueRepr(item)}`);
  }
  if (typeof item === "object") throw invalid(`Cannot convert '${typeName(item)}' to string: '${valueRepr(item)}'`);
  if (typeof item === "string" && item.includes("${")) parseText(item);
  return renderScalar(item);
}

function invalid(message: string): HydraError {
  return new HydraError("ValidationError", message, { kind: "invalid-override" });
}

function renderScalar(value: Key): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return floatRepr(value);
  return typeof value === "bigint" ? String(value) : value.replace(/[\\()[\]{}:=, \t]/g, "\\$&");
}

function renderQuoted({ text, quote }: QuotedString): string {
  const mark = quote === "single" ? "'" : '"';
  const pattern = quote === "single" ? /(\\*)('|$)/g : /(\\*)("|$)/g;
  // a run of backslashes doubles before a quote and at the end, and the quote gets one of its own
  const inner = text.replace(pattern, (_, run: string, end: string) => run + run + (end === "" ? "" : "\\" + end));
  return mark + inner + mark;
}

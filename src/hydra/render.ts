/** From a value back to override text, as sweeps write their points. */
import { floatRepr, type Key } from "../common/value.ts";
import { DictValue, GlobValue, isSweep, type OverrideValue, QuotedString } from "./values.ts";

/** A sweep inside a value (`[choice(a,b)]`), which the grammar allows but nothing can write. */
export class NestedSweepError extends Error {
  readonly errorClass = "ValidationError";

  constructor() {
    super("Unexpected type annotation: Set[str]");
  }
}

/**
 * The text that stands for `value` in an override.
 *
 * @throws {NestedSweepError}
 */
export function renderValue(value: OverrideValue): string {
  if (value === null || typeof value !== "object") return renderScalar(value);
  if (value instanceof QuotedString) return renderQuoted(value);
  if (Array.isArray(value)) return `[${value.map(renderValue).join(",")}]`;
  if (value instanceof DictValue) {
    return `{${value.pairs.map(([key, item]) => `${renderScalar(key)}:${renderValue(item)}`).join(",")}}`;
  }
  if (value instanceof GlobValue) {
    return `{include:${renderValue([...value.include])},exclude:${renderValue([...value.exclude])}}`;
  }
  if (isSweep(value)) throw new NestedSweepError();
  return value;
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

import type { Value, ValueMap } from "../common/mod.ts";
import { fault } from "./fault.ts";

/** `loss=0.5 step=3`: names and numbers; a whole number stays one. @throws {ExpError} `usage` */
export function parseMetrics(texts: readonly string[]): ValueMap {
  return new Map(texts.map((text) => {
    const at = text.indexOf("=");
    const value = at > 0 ? parseNumber(text.slice(at + 1).trim()) : undefined;
    if (value === undefined) throw fault("usage/metric", { text });
    return [text.slice(0, at), value];
  }));
}

function parseNumber(text: string): Value | undefined {
  if (/^[+-]?\d+$/.test(text)) return BigInt(text.replace(/^\+/, ""));
  if (/^[+-]?nan$/i.test(text)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

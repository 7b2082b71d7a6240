import type { Value } from "../common/mod.ts";
import { formatCell } from "./cell.ts";
import { fault } from "./faults.ts";

/** One `--filter` condition: `COLUMN OP VALUE` with OP one of = == != < <= > >=. */
interface Condition {
  readonly column: string;
  holds(value: Value | undefined): boolean;
}

/** @throws {ExpError} `usage` when the text is no condition */
export function parseCondition(text: string): Condition {
  const match = /^\s*([^=!<>]+?)\s*(==|=|!=|<=|>=|<|>)(?![=<>])\s*(.*?)\s*$/.exec(text);
  if (match === null) throw fault("usage/condition", { text });
  const [, column = "", operator = "", wanted = ""] = match;
  return { column, holds: (value) => value !== undefined && compare(value, operator, wanted) };
}

function compare(value: Value, operator: string, wanted: string): boolean {
  const number = wanted === "" ? NaN : Number(wanted);
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const [a, b] = isNumber && !Number.isNaN(number) ? [Number(value), number] : [plainText(value), wanted];
  switch (operator) {
    case "=":
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

function plainText(value: Value): string {
  return typeof value === "boolean" ? String(value) : formatCell(value);
}

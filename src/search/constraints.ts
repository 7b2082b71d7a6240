/** What a trial has to keep to: `metrics.json:size <= 10`. */
import { unreachable } from "../common/mod.ts";
import { BOUNDS, type Constraint } from "./definition.ts";
import { fault } from "./faults.ts";

/** @throws {ExpError} `usage` when the text is no constraint */
export function parseConstraint(text: string): Constraint {
  const match = /^\s*(.+):([^:<>=]+?)\s*(<=|>=|<|>)\s*([^<>=\s]\S*)\s*$/s.exec(text);
  const [, file = "", key = "", typed = "", number = ""] = match ?? [];
  const operator = BOUNDS.find((one) => one === typed), bound = Number(number);
  if (operator === undefined || Number.isNaN(bound)) throw fault("usage/search-constraint", { text });
  return { metric: { file, key }, operator, bound };
}

/**
 * By how much the constraints are broken, all together; 0 where they are kept. A bound that may not be reached itself is
 * broken by the least number that there is.
 *
 * @param values one for each constraint
 */
export function violationOf(constraints: readonly Constraint[], values: readonly number[]): number {
  return constraints.reduce((sum, constraint, i) => sum + excess(constraint, values[i]!), 0);
}

function excess({ operator, bound }: Constraint, value: number): number {
  switch (operator) {
    case "<=":
      return value <= bound ? 0 : value - bound;
    case ">=":
      return value >= bound ? 0 : bound - value;
    case "<":
      return value < bound ? 0 : Math.max(value - bound, Number.MIN_VALUE);
    case ">":
      return value > bound ? 0 : Math.max(bound - value, Number.MIN_VALUE);
    default:
      return unreachable(operator);
  }
}

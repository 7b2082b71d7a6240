/** Parameters that count only where another one has certain values: `layers>1 -> dropout`. */
import { nearestWord, unreachable } from "../common/mod.ts";
import {
  ChoiceSweep,
  IntervalSweep,
  isSweepOverride,
  type OverrideValue,
  parseOverride,
  QuotedString,
} from "@exp/hydra";
import type { Group, PartialPoint } from "@exp/tpe";
import type { Condition, ParamPlace } from "./definition.ts";
import { fault } from "./faults.ts";
import { nameOfAxis, type SpaceAxis } from "./axes.ts";

/** A condition on an axis. */
interface Rule {
  /** The place of the axis that is asked. */
  readonly asked: number;
  holds(value: number): boolean;
}

/**
 * The axes by what they depend on: those that always count, then those that depend on them, and so on. One that depends
 * on an axis that does not count does not count either.
 *
 * @throws {ExpError} `invalid-override` for a condition that is about no axis, can never hold, or depends on itself
 */
export function groupsOf(space: readonly SpaceAxis[], conditions: readonly Condition[]): Group[] {
  const rules = space.map((): Rule[] => []);
  for (const condition of conditions) rules[placeOf(space, condition.parameter)]!.push(ruleOf(space, condition));
  const groups: Group[] = [];
  const placed = new Set<number>();
  while (placed.size < space.length) {
    const ready = [...space.keys()].filter((i) => !placed.has(i) && rules[i]!.every(({ asked }) => placed.has(asked)));
    if (ready.length === 0) {
      const circle = space.filter((_, i) => !placed.has(i)).map(nameOfAxis);
      throw fault("invalid-override/condition-circle", { parameters: circle });
    }
    for (const axes of Map.groupBy(ready, (i) => conditionsText(space[i]!, conditions)).values()) {
      groups.push({ axes, isActive: (chosen) => rules[axes[0]!]!.every((rule) => holdsAt(rule, chosen)) });
    }
    for (const i of ready) placed.add(i);
  }
  return groups;
}

function holdsAt({ asked, holds }: Rule, chosen: PartialPoint): boolean {
  const value = chosen[asked];
  return value !== undefined && holds(value);
}

/** The same for axes that count in the same trials. */
function conditionsText(axis: SpaceAxis, conditions: readonly Condition[]): string {
  const own = conditions.filter(({ parameter }) => isAt(axis, parameter));
  return own.map(({ on, operator, value }) => JSON.stringify([on, operator, value])).sort().join();
}

function placeOf(space: readonly SpaceAxis[], place: ParamPlace): number {
  const found = space.findIndex((axis) => isAt(axis, place));
  if (found >= 0) return found;
  const names = space.filter(({ file }) => file === place.file).map(nameOfAxis);
  throw fault("invalid-override/not-searched", { override: place.key, nearest: nearestWord(place.key, names) });
}

function isAt(axis: SpaceAxis, { file, key }: ParamPlace): boolean {
  return axis.file === file && nameOfAxis(axis) === key;
}

/** What a parameter is set to, to be compared. */
type Plain = number | string;

function ruleOf(space: readonly SpaceAxis[], { on, operator, value }: Condition): Rule {
  const asked = placeOf(space, on);
  const { axis, sweep, textAt, size } = space[asked]!;
  const wanted = wantedValues(value);
  const test = (given: Plain) =>
    operator === "!=" ? !wanted.includes(given) : wanted.some((one) => compare(given, operator, one));
  if (sweep.value instanceof IntervalSweep && axis.kind !== "choice") {
    const { low, high, kind } = axis;
    const isThere = (one: number) => one >= low && one <= high && (kind === "float" || Number.isInteger(one));
    const values = [low, high, ...wanted].filter((one) => typeof one === "number" && isThere(one));
    if (!values.some(test)) throw fault("invalid-override/condition-never", { text: on.key + operator + value });
    return { asked, holds: test };
  }
  const held = Array.from({ length: size }, (_, place) => test(plainOf(parseOverride(textAt(place)).value)));
  if (!held.includes(true)) throw fault("invalid-override/condition-never", { text: on.key + operator + value });
  return { asked, holds: (place) => held[place]! };
}

/** `sgd,adam` are two, of which one is enough; or which are both excluded. */
function wantedValues(text: string): Plain[] {
  const override = parseOverride(`value=${text}`);
  if (override.value instanceof ChoiceSweep) return override.value.list.map(plainOf);
  if (isSweepOverride(override)) throw fault("usage/search-condition", { text });
  return [plainOf(override.value)];
}

function plainOf(value: OverrideValue): Plain {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  return value instanceof QuotedString ? value.text : String(value);
}

function compare(given: Plain, operator: Exclude<Condition["operator"], "!=">, wanted: Plain): boolean {
  if (operator === "=") return given === wanted;
  return typeof given === "number" && typeof wanted === "number" && isOrdered(given, operator, wanted);
}

/** Does the comparison of two numbers hold? */
function isOrdered(a: number, operator: "<" | "<=" | ">" | ">=", b: number): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return unreachable(operator);
  }
}

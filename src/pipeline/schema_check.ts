/** A small checker for data read from files: says all that is wrong, and where. */
import { type ExpError, isMap, nearestWord, type Value } from "../common/mod.ts";
import { fault } from "./faults.ts";

/** Something wrong in a file. */
export interface Problem {
  readonly path: readonly (string | number)[];
  /** Points at the key (an unknown or missing one) rather than at its value. */
  readonly atKey: boolean;
  readonly text: string;
  readonly hint?: string;
  /** DVC's schema lets it pass, and DVC ends in an internal error. */
  readonly isDvcCrash?: boolean;
}

export type Check = (value: Value, path: readonly (string | number)[], problems: Problem[]) => void;

const expected = (what: string): Check => (_value, path, problems) => {
  problems.push({ path, atKey: false, text: `expected ${what}` });
};

export const anything: Check = () => {};

export function textValue(value: Value, path: readonly (string | number)[], problems: Problem[]): void {
  if (typeof value !== "string") expected("text")(value, path, problems);
}

export function boolValue(value: Value, path: readonly (string | number)[], problems: Problem[]): void {
  if (typeof value !== "boolean") expected("true or false")(value, path, problems);
}

export function intValue(value: Value, path: readonly (string | number)[], problems: Problem[]): void {
  if (typeof value !== "bigint") expected("an integer")(value, path, problems);
}

export function listOf(item: Check): Check {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return expected("a list")(value, path, problems);
    value.forEach((each, index) => item(each, [...path, index], problems));
  };
}

/** A map with any text keys. */
export function mapOf(item: Check): Check {
  return (value, path, problems) => {
    if (!isMap(value)) return expected("a map")(value, path, problems);
    for (const [key, each] of value) {
      if (typeof key !== "string") {
        problems.push({ path: [...path, String(key)], atKey: true, text: "expected text as key" });
      } else item(each, [...path, key], problems);
    }
  };
}

/** A map with these keys and no others. */
export function record(fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (value, path, problems) => {
    if (!isMap(value)) return expected("a map")(value, path, problems);
    for (const [key, each] of value) {
      const name = String(key);
      const check = typeof key === "string" && Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (check) check(each, [...path, name], problems);
      else problems.push(unknownKey(name, [...path, name], Object.keys(fields)));
    }
    for (const name of required) {
      if (!value.has(name)) problems.push({ path, atKey: true, text: `'${name}' is missing` });
    }
  };
}

function unknownKey(name: string, path: readonly (string | number)[], known: readonly string[]): Problem {
  const nearest = nearestWord(name, known);
  const hint = nearest === undefined ? `keys that may stand here: ${known.join(", ")}` : `did you mean '${nearest}'?`;
  return { path, atKey: true, text: `unknown key '${name}'`, hint };
}

/** The check of the first alternative whose test holds; else the last one's. */
export function oneOf(...alternatives: readonly (readonly [(value: Value) => boolean, Check])[]): Check {
  return (value, path, problems) => {
    const chosen = alternatives.find(([test]) => test(value)) ?? alternatives[alternatives.length - 1];
    chosen?.[1](value, path, problems);
  };
}

export const isText = (value: Value): boolean => typeof value === "string";
export const isList = (value: Value): boolean => Array.isArray(value);

/** Where things stand in a file, when that is known. */
interface Positions {
  positionOf(path: readonly (string | number)[]): { line: number; column: number } | undefined;
  keyPositionOf(path: readonly (string | number)[]): { line: number; column: number } | undefined;
}

/**
 * The error for a file that breaks its schema: `FILE:LINE:COLUMN: what is wrong`, the first problem by place.
 * @param positions reads the file again, with places: only errors pay for that
 */
export function schemaError(
  file: string,
  problems: readonly [Problem, ...Problem[]],
  positions: Positions,
): ExpError {
  const [first] = problems;
  const at = (first.atKey ? positions.keyPositionOf(first.path) : undefined) ?? positions.positionOf(first.path);
  return fault("invalid-file/schema", {
    file,
    line: at?.line,
    column: at?.column,
    problem: first.text,
    hint: first.hint,
    path: first.path,
    count: problems.length,
    isDvcCrash: problems.every((problem) => problem.isDvcCrash === true),
  });
}

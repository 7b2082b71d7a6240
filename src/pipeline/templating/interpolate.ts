/** Replacing references by values, in texts and in whole structures. */
import { type ExpError, isMap, type Key, pyStr, type Value, type ValueMap } from "../../common/mod.ts";
import { fault } from "../faults.ts";
import { findReferences, parseExpression } from "./expression.ts";

/** `parsing.bool` and `parsing.list` of the configuration: how maps become command-line options. */
export interface ParsingOptions {
  readonly bool: "store_true" | "boolean_optional";
  readonly list: "nargs" | "append";
}

/** What is being resolved, for messages: `stages.train.cmd` in `dvc.yaml`. */
export interface Site {
  readonly where: string;
  readonly file: string;
}

/** Words that lead to a value in `params.yaml` and `vars`; list indices count from the start. */
export type KeyPath = readonly string[];

/** A value, and where it stands in `params.yaml` and `vars`: nowhere when dvc.yaml itself holds it. */
interface Found {
  readonly value: Value;
  readonly origin: KeyPath | undefined;
}

/** Gives the value that words lead to; undefined when there is none. */
export type Lookup = (words: readonly string[]) => Found | undefined;

interface InterpolateOptions {
  /** Only in `cmd`: maps inside a text become options. */
  readonly unpackMaps: boolean;
  readonly parsing: ParsingOptions;
  /** Told of every scalar that a reference stood for. */
  readonly onUse?: (origin: KeyPath) => void;
}

/**
 * A text with its references replaced. Exactly one reference gives the value with its type; else text.
 * @throws {ExpError} `invalid-file` naming the site
 */
export function interpolateText(text: string, lookup: Lookup, site: Site, options: InterpolateOptions): Value {
  const references = findReferences(text);
  if (references.length === 0) return text.replaceAll("\\${", "${");
  const [first] = references;
  if (references.length === 1 && first && first.start === 0 && first.end === text.length) {
    const found = find(first.inner, lookup, site);
    if (isMap(found.value) && options.unpackMaps) return found.value;
    return useScalar(found, site, options);
  }
  let out = "";
  let at = 0;
  for (const reference of references) {
    out += text.slice(at, reference.start);
    const found = find(reference.inner, lookup, site);
    if (isMap(found.value) && options.unpackMaps) out += toOptions(found.value, options.parsing, site);
    else out += scalarText(useScalar(found, site, options));
    at = reference.end;
  }
  return (out + text.slice(at)).replaceAll("\\${", "${");
}

function useScalar({ value, origin }: Found, site: Site, options: InterpolateOptions): Value {
  if (isMap(value) || Array.isArray(value)) throw notScalar(value, site);
  if (origin !== undefined) options.onUse?.(origin);
  return value;
}

/** A structure with the references in all its texts, keys included, replaced. */
export function interpolateValue(value: Value, lookup: Lookup, site: Site, options: InterpolateOptions): Value {
  if (typeof value === "string") return value.includes("${") ? interpolateText(value, lookup, site, options) : value;
  if (Array.isArray(value)) return value.map((item) => interpolateValue(item, lookup, site, options));
  if (!isMap(value)) return value;
  const out: ValueMap = new Map();
  for (const [key, item] of value) {
    const name = typeof key === "string" && key.includes("${") ? interpolateText(key, lookup, site, options) : key;
    out.set(asKey(name, site), interpolateValue(item, lookup, site, options));
  }
  return out;
}

/** The value that a reference alone stands for, of any type: for `foreach` and `matrix`. */
export function resolveWhole(text: string, lookup: Lookup, site: Site): Found {
  const references = findReferences(text);
  const [first] = references;
  if (references.length === 1 && first && first.start === 0 && first.end === text.length) {
    return find(first.inner, lookup, site);
  }
  const parsing = { bool: "store_true", list: "nargs" } as const;
  return { value: interpolateText(text, lookup, site, { unpackMaps: false, parsing }), origin: undefined };
}

/** A scalar as templates print it: `true`, `None`, floats by repr. */
export function scalarText(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "true" : "false";
  return pyStr(value);
}

function find(inner: string, lookup: Lookup, site: Site): Found {
  const expression = parseExpression(inner);
  if (expression.kind === "error") {
    throw failed(site, `\${${inner}} is not a reference: unexpected text at column ${expression.column + 1}`);
  }
  const found = lookup(expression.words);
  if (found === undefined) throw failed(site, `Could not find '${expression.words.join(".")}'`);
  return found;
}

function failed(site: Site, what: string): ExpError {
  return fault("invalid-file/template", { ...site, what });
}

function notScalar(value: Value, site: Site): ExpError {
  return failed(site, `Cannot interpolate data of type '${isMap(value) ? "dict" : "list"}'`);
}

function asKey(name: Value, site: Site): Key {
  if (name === null || typeof name !== "object") return name;
  throw failed(site, "a map or list cannot be a key");
}

/** A map as options: `--lr 0.1 --flag`, nested keys joined by dots. */
function toOptions(map: ValueMap, parsing: ParsingOptions, site: Site): string {
  const words: string[] = [];
  const walk = (prefix: string, items: ValueMap) => {
    for (const [key, value] of items) {
      const name = prefix + String(key);
      if (isMap(value)) walk(`${name}.`, value);
      else words.push(...option(name, value, parsing, site));
    }
  };
  walk("", map);
  return words.join(" ");
}

function option(name: string, value: Value, parsing: ParsingOptions, site: Site): string[] {
  if (typeof value === "boolean") {
    if (value) return [`--${name}`];
    return parsing.bool === "boolean_optional" ? [`--no-${name}`] : [];
  }
  if (!Array.isArray(value)) return [`--${name}`, quoted(value)];
  for (const item of value) {
    if (Array.isArray(item) || isMap(item)) throw failed(site, `Cannot interpolate nested iterable in '${name}'`);
  }
  if (parsing.list === "append") return value.flatMap((item) => [`--${name}`, quoted(item)]);
  return value.length === 0 ? [] : [`--${name}`, ...value.map(quoted)];
}

function quoted(value: Value): string {
  return typeof value === "string" ? quoteForShell(value) : pyStr(value);
}

/** One word for a POSIX shell: as it is when nothing in it is special, else in single quotes. */
function quoteForShell(word: string): string {
  if (word === "") return "''";
  return /[^A-Za-z0-9_@%+=:,./-]/.test(word) ? `'${word.replaceAll("'", `'"'"'`)}'` : word;
}

import { floatRepr, isMap, type Key, PyDate, type Scalar, type Value } from "@exp/values";
import type { Edit } from "./edit.ts";
import { fault } from "./faults.ts";
import { type FlowSyntax, lineBreak, splice, stepInFlow, writeFlow } from "./flow.ts";
import { type Place, type PyEntry, type PyScope, scanPython, scopeValue } from "./python_scan.ts";
import { logicalLines } from "./python_tokens.ts";
import { editText, type Step } from "./value_edit.ts";

/**
 * Reads the parameters of a Python file as DVC sees them: literals given to names at module level, in classes (as
 * mappings) and to `self.x` in `__init__`. Tuples and sets are lists here; what is no literal is left out.
 *
 * @throws {Fault} `invalid-file`
 */
export function parsePythonParams(text: string, options: { file: string }): Value {
  return scopeValue(scanPython(text, options.file));
}

/** Applies `edits` in order; every other byte stays. @throws {Fault} `invalid-file`, `invalid-override` */
export function setPythonValues(text: string, edits: readonly Edit[]): string {
  return editText(text, edits, {
    name: "Python",
    read: (source) => parsePythonParams(source, { file: "Python" }),
    step: pythonStep,
  });
}

function pythonStep(text: string, step: Step): string {
  let scope = scanPython(text, "Python");
  let owner: PyEntry | undefined;
  const path = step.kind === "add" ? step.parent : step.path;
  for (const [i, key] of path.entries()) {
    const entry = scope.entries.findLast((one) => one.name === key);
    if (entry === undefined) throw new TypeError("path does not exist");
    const isLast = i === path.length - 1;
    if (step.kind === "remove" && isLast) return removeAll(text, path);
    if (entry.kind === "value") {
      if (step.kind === "replace" && isLast) refuseBrokenNumber(text, path, step.value);
      const rest = path.slice(i + 1);
      const inner: Step = step.kind === "add" ? { ...step, parent: rest } : { ...step, path: rest };
      return stepInFlow(text, entry.node, inner, syntaxOf(text));
    }
    if (step.kind === "replace" && isLast) {
      throw fault("invalid-override/edit", { what: `${path.join(".")} is a class and cannot become a plain value` });
    }
    scope = entry.scope;
    owner = entry;
  }
  if (step.kind !== "add") throw new TypeError("path is empty");
  return addName(text, scope, owner, step.key, step.value);
}

/** A number is not replaced by a text that begins like one (`2a`): that is a slip, which Python could not read either. */
function refuseBrokenNumber(text: string, path: readonly Key[], value: Value): void {
  if (typeof value !== "string" || !/^[+-]?\.?[0-9]/.test(value)) return;
  let old: Value | undefined = parsePythonParams(text, { file: "Python" });
  for (const key of path) old = isMap(old) ? old.get(key) : undefined;
  if (typeof old === "string" || old === null || old === undefined || Array.isArray(old) || isMap(old)) return;
  throw fault("invalid-override/edit", {
    what: `${path.join(".")} is a number in the Python file, and '${value}' is none`,
  });
}

/** Removes every assignment of the last name in `path`: an earlier one would show through. */
function removeAll(text: string, path: readonly Key[]): string {
  for (;;) {
    let scope = scanPython(text, "Python");
    let entry: PyEntry | undefined;
    for (const key of path) {
      entry = scope.entries.findLast((one) => one.name === key);
      if (entry?.kind === "class") scope = entry.scope;
      else if (entry === undefined) return text;
    }
    if (entry === undefined) return text;
    text = removeStatement(text, entry.place);
  }
}

/** The statement with its line; `pass` in its stead where it was all its block had, or shares its line. */
function removeStatement(text: string, place: Place): string {
  if (place.sharesLine) return splice(text, { start: place.start, end: place.end, text: "pass" });
  const without = splice(text, { start: place.lineStart, end: place.lineEnd, text: "" });
  try {
    scanPython(without, "Python");
    return without;
  } catch {
    return splice(text, { start: place.start, end: place.end, text: "pass" });
  }
}

function addName(text: string, scope: PyScope, owner: PyEntry | undefined, key: Key, value: Value): string {
  if (typeof key !== "string" || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(key)) {
    throw fault("invalid-override/edit", { what: `${String(key)} cannot be the name of a value in a Python file` });
  }
  const nl = lineBreak(text);
  const written = `${key} = ${syntaxOf(text).write(value, undefined)}`;
  const last = scope.entries.findLast((entry) => entry.kind === "value" && !entry.place.sharesLine);
  if (last?.kind === "value") {
    const { lineStart, lineEnd, start } = last.place;
    const self = last.target.startsWith("self.") ? "self." : "";
    const gap = text[lineEnd - 1] === "\n" ? "" : nl;
    return splice(text, {
      start: lineEnd,
      end: lineEnd,
      text: `${gap}${text.slice(lineStart, start)}${self}${written}${nl}`,
    });
  }
  if (owner !== undefined) return splice(text, firstInClass(text, scope, owner, written + nl));
  const gap = text === "" || text.endsWith("\n") ? "" : nl;
  return `${text}${gap}${written}${nl}`;
}

/** Where a class has no assignment yet: right below its header. */
function firstInClass(text: string, scope: PyScope, owner: PyEntry, line: string) {
  const { bodyStart } = scope;
  const below = text.indexOf("\n", bodyStart) + 1;
  const body = logicalLines(text, "Python").find((one) => one.lineStart >= below);
  const indent = body === undefined || below === 0 ? "" : text.slice(body.lineStart, body.tokens[0]?.start);
  if (indent === "" || below > owner.place.end) {
    throw fault("invalid-override/edit", { what: `nothing can be added to the one-line class ${owner.name}` });
  }
  return { start: below, end: below, text: indent + line };
}

const UNWRITABLE = "cannot be written as a Python literal";

function syntaxOf(text: string): FlowSyntax {
  const single = text.split("'").length, double = text.split('"').length;
  const usual = single > double ? "'" : '"';
  const write = (value: Value, old: string | undefined) => {
    const quote = /^[a-zA-Z]*(["'])/.exec(old ?? "")?.[1] ?? usual;
    const scalar = (leaf: Scalar) => writeScalar(leaf, quote);
    const key = (name: Key) => writeScalar(name, usual);
    return writeFlow(value, scalar, { open: "{", close: "}", key, gap: ": " });
  };
  return {
    write,
    writeKey: (key, sibling) => writeScalar(key, /^["']/.exec(sibling ?? "")?.[0] ?? usual),
    keyGap: ": ",
    trailingComma: true,
    hashComments: true,
  };
}

function writeScalar(value: Scalar, quote: string): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return quotePython(value, quote);
  if (value instanceof PyDate) throw fault("invalid-override/edit", { what: `a date ${UNWRITABLE}` });
  if (Number.isNaN(value)) throw fault("invalid-override/edit", { what: `nan ${UNWRITABLE}` });
  // no literal is infinite, but this one reads as infinity
  return Number.isFinite(value) ? floatRepr(value) : value > 0 ? "1e999" : "-1e999";
}

/** A string literal: the other quote if that saves escapes, as `repr` does; non-ASCII letters stay. */
function quotePython(text: string, preferred: string): string {
  const other = preferred === "'" ? '"' : "'";
  const quote = text.includes(preferred) && !text.includes(other) ? other : preferred;
  const body = text.replace(/[\\'"\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => {
    if (c === "\\" || c === quote) return "\\" + c;
    if (c === "'" || c === '"') return c;
    const short = ({ "\n": "\\n", "\r": "\\r", "\t": "\\t" } as Record<string, string>)[c];
    const code = c.codePointAt(0) ?? 0;
    if (short !== undefined) return short;
    const [letter, width] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
    return `\\${letter}${code.toString(16).padStart(width as number, "0")}`;
  });
  return quote + body + quote;
}

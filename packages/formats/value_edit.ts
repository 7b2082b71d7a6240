/**
 * The part of editing that is the same in every format: which single steps a list of edits means, and the proof
 * afterwards that the new text reads as wanted.
 */
import { Fault, isMap, type Key, PyDate, type Value, type ValueMap } from "@exp/values";
import type { Edit } from "./edit.ts";
import { fault } from "./faults.ts";

/** One step on a text. The path (of the parent, for `add`) exists; keys are those of the mapping itself. */
export type Step =
  | { readonly kind: "replace"; readonly path: readonly Key[]; readonly value: Value }
  | { readonly kind: "add"; readonly parent: readonly Key[]; readonly key: Key; readonly value: Value }
  | { readonly kind: "remove"; readonly path: readonly Key[] };

interface TextFormat {
  /** Names the format in messages. */
  readonly name: string;
  read(text: string): Value;
  /** Does one step on the text; layout, comments and all other values stay. */
  step(text: string, step: Step): string;
}

/** A changed list is replaced as a whole from this many single steps on; each of them reads the text again. */
const MAX_STEPS_IN_A_LIST = 64;

/**
 * Applies `edits` in order through `format`.
 *
 * @throws {Fault} `invalid-override` when the result would not read as wanted: the caller's file is then untouched
 */
export function editText(text: string, edits: readonly Edit[], format: TextFormat): string {
  let before = format.read(text);
  for (const edit of edits) {
    const after = applyToValue(before, edit.path, edit);
    text = editOnce(text, before, after, edit.path, format);
    before = after;
  }
  return text;
}

/** First the smallest steps; where they do not give what is wanted, containers further and further up as a whole. */
function editOnce(text: string, before: Value, after: Value, path: Edit["path"], format: TextFormat): string {
  for (let depth = Infinity; depth > 0; depth = Math.min(depth, path.length + 1) - 1) {
    let edited = text;
    for (const step of stepsBetween(before, after, [], depth)) edited = format.step(edited, step);
    if (sameValue(readBack(edited, format), after)) return edited;
  }
  throw fault("invalid-override/no-way", { key: path.join("."), format: format.name });
}

function readBack(text: string, format: TextFormat): Value | undefined {
  try {
    return format.read(text);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** The value after one edit; shares what did not change. Absent parents become mappings, scalars in the way too. */
export function applyToValue(data: Value | undefined, path: readonly (string | bigint)[], edit: Edit): Value {
  const [head, ...rest] = path;
  if (head === undefined) return edit.op === "set" ? edit.value ?? null : new Map();
  if (Array.isArray(data)) {
    const index = Number(head);
    if (!Number.isInteger(index) || index < 0 || index > data.length) {
      throw fault("invalid-override/edit", { what: `there is no item ${String(head)} in a list of ${data.length}` });
    }
    const copy = [...data];
    if (edit.op === "delete" && rest.length === 0) copy.splice(index, 1);
    else copy[index] = applyToValue(data[index], rest, edit);
    return copy;
  }
  const map: ValueMap = isMap(data) ? new Map(data) : new Map();
  const key = keyIn(map, head);
  if (edit.op === "delete") {
    if (!map.has(key)) return data ?? map;
    if (rest.length === 0) map.delete(key);
    else map.set(key, applyToValue(map.get(key), rest, edit));
    return map;
  }
  map.set(key, applyToValue(map.get(key), rest, edit));
  return map;
}

/** `1` also finds the key "1", and "1" the key 1, when the exact key is not there. */
function keyIn(map: ValueMap, head: string | bigint): Key {
  if (map.has(head)) return head;
  if (typeof head === "bigint") return map.has(String(head)) ? String(head) : head;
  return /^-?\d+$/.test(head) && map.has(BigInt(head)) ? BigInt(head) : head;
}

/** The fewest steps from one value to another: mappings by key, lists by place, whole below `depth` keys. */
function stepsBetween(before: Value, after: Value, path: readonly Key[], depth: number): Step[] {
  if (sameValue(before, after)) return [];
  if (depth > 0 && isMap(before) && isMap(after)) return mapSteps(before, after, path, depth);
  if (depth > 0 && Array.isArray(before) && Array.isArray(after) && before.length > 0 && after.length > 0) {
    const steps = listSteps(before, after, path, depth);
    if (steps.length <= MAX_STEPS_IN_A_LIST) return steps;
  }
  return [{ kind: "replace", path, value: after }];
}

function mapSteps(before: ValueMap, after: ValueMap, path: readonly Key[], depth: number): Step[] {
  const steps: Step[] = [];
  for (const key of before.keys()) {
    if (!after.has(key)) steps.push({ kind: "remove", path: [...path, key] });
  }
  for (const [key, value] of after) {
    const old = before.get(key);
    if (old === undefined) steps.push({ kind: "add", parent: path, key, value });
    else steps.push(...stepsBetween(old, value, [...path, key], depth - 1));
  }
  return steps;
}

function listSteps(before: readonly Value[], after: readonly Value[], path: readonly Key[], depth: number): Step[] {
  const steps: Step[] = [];
  // a shorter list keeps its equal tail in place, with the comments there
  const extra = Math.max(0, before.length - after.length);
  let tail = 0;
  while (extra > 0 && tail < after.length && sameValue(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const cut = before.length - tail;
  for (let i = cut - 1; i >= cut - extra; i--) steps.push({ kind: "remove", path: [...path, BigInt(i)] });
  const left = before.toSpliced(cut - extra, extra);
  after.forEach((value, i) => {
    const old = left[i];
    if (old === undefined) steps.push({ kind: "add", parent: path, key: BigInt(i), value });
    else steps.push(...stepsBetween(old, value, [...path, BigInt(i)], depth - 1));
  });
  return steps;
}

/** The same data, written the same way: 1, 1.0 and true differ, -0.0 and 0.0 too; the order of keys is free. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  if (isMap(a)) {
    return isMap(b) && a.size === b.size && [...a].every(([key, item]) => b.has(key) && sameValue(item, b.get(key)));
  }
  return a instanceof PyDate && b instanceof PyDate && a.kind === b.kind && a.iso === b.iso;
}

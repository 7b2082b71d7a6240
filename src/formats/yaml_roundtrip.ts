/** Edits of `dvc.yaml`, `.dvc` files and `dvc.lock` that re-emit the file as DVC does. */
import { ExpError } from "../common/errors.ts";
import type { Key, Value, ValueMap } from "../common/value.ts";
import { parseYaml } from "./yaml.ts";
import { emitYaml } from "./yaml_emit.ts";

/** A mapping of a loaded file; comments, order, flow style and anchors stay with what is not replaced. */
export interface RoundTripMap {
  keys(): Key[];
  has(key: Key): boolean;
  /** the plain value; a copy: changes to it are not written */
  get(key: Key): Value | undefined;
  /** the mapping below `key`, for editing; undefined when there is none */
  map(key: Key): RoundTripMap | undefined;
  /** replaces the value (in place, a new key goes to the end) */
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  /** makes the mapping equal `value`, touching only what differs (DVC's way to update a stage) */
  merge(value: ValueMap): void;
}

export function editYaml(
  _text: string,
  _edit: (doc: RoundTripMap) => void,
  _options?: { readonly file: string },
): string {
  throw new Error("not yet");
}

/** `text` with the entry of `stage` replaced in place or appended; undefined or empty text starts a new lock. */
export function updateLock(text: string | undefined, stage: string, entry: ValueMap): string {
  const lock = parseYaml(text ?? "", { file: "dvc.lock" }).value ?? new Map<Key, Value>([["schema", "2.0"]]);
  if (!(lock instanceof Map)) throw new ExpError("invalid-file", "dvc.lock does not hold a map");
  const stages = lock.get("stages");
  if (stages instanceof Map) stages.set(stage, entry);
  else lock.set("stages", new Map([[stage, entry]]));
  return emitYaml(lock);
}

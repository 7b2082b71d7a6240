/** Edits of `dvc.yaml`, `.dvc` files and `dvc.lock` that re-emit the file as DVC does. */
import type { Key, Value, ValueMap } from "../common/value.ts";

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
export function updateLock(_text: string | undefined, _stage: string, _entry: ValueMap): string {
  throw new Error("not yet");
}

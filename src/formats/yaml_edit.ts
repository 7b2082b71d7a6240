/** Edits of params files that change only the bytes of the touched values. */
import type { Key, Value } from "../common/value.ts";

export interface YamlEdit {
  /** map keys, and for lists the index as bigint */
  readonly path: readonly (Key)[];
  readonly op: "set" | "delete";
  readonly value?: Value;
}

export function setYamlValues(
  _text: string,
  _edits: readonly YamlEdit[],
  _options?: { readonly file: string },
): string {
  throw new Error("not yet");
}

/** YAML text to values, read as DVC reads it. */
import type { Value } from "../common/value.ts";

/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlDocument {
  readonly value: Value;
  /** Where the value at `path` starts (map keys as text or as they are, list indices as numbers). */
  positionOf(path: readonly (string | number)[]): Position | undefined;
  /** Where the key of the last step of `path` starts; for a list item the item itself. */
  keyPositionOf(path: readonly (string | number)[]): Position | undefined;
}

/** @throws {ExpError} `invalid-file`, `FILE:LINE:COLUMN: what is wrong`, with the line and a caret as hint */
export function parseYaml(_text: string, _options: { readonly file: string }): YamlDocument {
  throw new Error("not yet");
}

/** The value alone, or undefined when the text is not plain enough to be read without the full parser. */
export function parseYamlFast(_text: string): Value | undefined {
  return undefined;
}

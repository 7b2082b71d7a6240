import type { Value } from "../common/value.ts";
import type { Edit } from "./edit.ts";

/** Reads TOML as Python does. @throws {ExpError} `invalid-file` */
export function parseToml(_text: string, _options: { file: string }): Value {
  throw new Error("coming");
}
/** Applies `edits` in order; every other byte stays. */
export function setTomlValues(_text: string, _edits: readonly Edit[]): string {
  throw new Error("coming");
}

/** One override: what it does, to which key, with which value. */
import type { OverrideValue } from "./values.ts";

export { OverrideError } from "./override_error.ts";
export { AS_WRITTEN, parseOverride, type Random } from "./parser.ts";
export * from "./values.ts";

/** `k=v`, `+k=v`, `++k=v`, `~k[=v]`. */
export type OverrideType = "CHANGE" | "ADD" | "FORCE_ADD" | "DEL";

export type ValueKind =
  | "ELEMENT"
  | "CHOICE_SWEEP"
  | "SIMPLE_CHOICE_SWEEP"
  | "RANGE_SWEEP"
  | "INTERVAL_SWEEP"
  | "GLOB_CHOICE_SWEEP";

export interface Override {
  /** The text as written. */
  readonly input: string;
  readonly type: OverrideType;
  /** A dotted key, or a group path with `/`; may be empty. */
  readonly key: string;
  /** What follows `@`; an empty text is a package too (`db@=x`), and is not the same as none. */
  readonly package: string | undefined;
  /** `undefined` only for `~key` without a value. */
  readonly valueKind: ValueKind | undefined;
  /** `null` for `~key` without a value. */
  readonly value: OverrideValue;
}

/**
 * What an override can say: plain data as Hydra types it, quoted text, and the sweeps.
 *
 * Numbers follow `@exp/values` (integers are bigint, floats are number).
 */
import type { Key } from "@exp/values";

export type OverrideValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | QuotedString
  | OverrideValue[]
  | DictValue
  | Sweep
  | GlobValue;

export type Sweep = ChoiceSweep | RangeSweep | IntervalSweep;
/** A number as the functions take it: Python counts `true` and `false` as integers. */
export type Numeric = boolean | bigint | number;

/** Text that was written in quotes; the quotes come back when it is rendered. */
export class QuotedString {
  constructor(readonly text: string, readonly quote: "single" | "double") {}
}

/** A mapping. Pairs and not a Map, since `{nan: 1, nan: 2}` has two keys and `-0.0` is told from `0.0`. */
export class DictValue {
  constructor(readonly pairs: readonly (readonly [Key, OverrideValue])[]) {}
}

/** `a,b,c` (simple form) or `choice(a,b,c)`. */
export class ChoiceSweep {
  constructor(
    readonly list: readonly OverrideValue[],
    readonly simpleForm: boolean,
    readonly shuffle = false,
    /** without duplicates, unsorted */
    readonly tags: readonly string[] = [],
  ) {}

  with({ list, shuffle, tags }: Partial<Pick<ChoiceSweep, "list" | "shuffle" | "tags">>): ChoiceSweep {
    return new ChoiceSweep(list ?? this.list, this.simpleForm, shuffle ?? this.shuffle, tags ?? this.tags);
  }
}

/** `range(start,stop,step)`, half-open. */
export class RangeSweep {
  constructor(
    readonly start: Numeric,
    readonly stop: Numeric,
    readonly step: Numeric,
    readonly shuffle = false,
    readonly tags: readonly string[] = [],
  ) {}

  with({ shuffle, tags }: Partial<Pick<RangeSweep, "shuffle" | "tags">>): RangeSweep {
    return new RangeSweep(this.start, this.stop, this.step, shuffle ?? this.shuffle, tags ?? this.tags);
  }
}

/** `interval(start,end)`: floats, or integers after `int(...)`. */
export class IntervalSweep {
  constructor(readonly start: bigint | number, readonly end: bigint | number, readonly tags: readonly string[] = []) {}

  with({ tags }: Pick<IntervalSweep, "tags">): IntervalSweep {
    return new IntervalSweep(this.start, this.end, tags);
  }
}

/** `glob(include,exclude)`; items are not checked by Hydra, so any value may stand in the lists. */
export class GlobValue {
  constructor(readonly include: readonly OverrideValue[], readonly exclude: readonly OverrideValue[]) {}
}

/** The fields that make up a sweep or glob, by the names that Hydra's class has for them. */
export function fieldsOf(value: Sweep | GlobValue): Readonly<Record<string, OverrideValue>> {
  if (value instanceof ChoiceSweep) {
    return { list: [...value.list], simple_form: value.simpleForm, shuffle: value.shuffle };
  }
  if (value instanceof RangeSweep) {
    return { start: value.start, stop: value.stop, step: value.step, shuffle: value.shuffle };
  }
  if (value instanceof IntervalSweep) return { start: value.start, end: value.end };
  return { include: [...value.include], exclude: [...value.exclude] };
}

export function isSweep(value: OverrideValue): value is Sweep {
  return value instanceof ChoiceSweep || value instanceof RangeSweep || value instanceof IntervalSweep;
}

/** A sweep that can be listed. */
export function isDiscreteSweep(value: OverrideValue): value is ChoiceSweep | RangeSweep {
  return value instanceof ChoiceSweep || value instanceof RangeSweep;
}

export function isNumeric(value: OverrideValue): value is Numeric {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

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

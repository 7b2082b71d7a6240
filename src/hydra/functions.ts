/** The eleven functions of the override grammar. */
import { castArguments, type CastName, castValue, toFloat } from "./casts.ts";
import { FunctionFailure } from "./function_failure.ts";
import { bindArguments, type Bound, type Signature } from "./signature.ts";
import { isLess, OrderError, sortValues } from "./python_order.ts";
import { valueRepr } from "./python_text.ts";
import {
  ChoiceSweep,
  GlobValue,
  IntervalSweep,
  isSweep,
  type Numeric,
  type OverrideValue,
  QuotedString,
  RangeSweep,
  type Sweep,
} from "./values.ts";

export { FunctionFailure };

interface OverrideFunction {
  readonly signature: Signature;
  readonly call: (bound: Bound, random: () => number) => OverrideValue;
}

const isNumber = (value: OverrideValue): value is Numeric =>
  typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
const isText = (value: OverrideValue): value is string => typeof value === "string";
const isList = (value: OverrideValue): value is OverrideValue[] => Array.isArray(value);
const isPlain = (value: OverrideValue): boolean => value !== null && !isSweep(value) && !(value instanceof GlobValue);
const isOrderable = (value: OverrideValue): boolean => isPlain(value) || isDiscrete(value);
const isDiscrete = (value: OverrideValue): value is ChoiceSweep | RangeSweep =>
  value instanceof ChoiceSweep || value instanceof RangeSweep;

const NUMBER = "Union[int, float]";
const ORDERABLE = "Union[str, int, bool, float, list, dict, ChoiceSweep, RangeSweep]";
const CASTABLE = "Optional[Union[str, int, float, bool, List[Any], Dict[str, Any], QuotedString, Sweep]]";

const SWEEP_AND_LIST = [
  {
    name: "sweep",
    type: "Optional[Union[ChoiceSweep, RangeSweep]]",
    accepts: (value: OverrideValue) => value === null || isDiscrete(value),
    optional: true,
  },
  {
    name: "list",
    type: "Optional[List[Any]]",
    accepts: (value: OverrideValue) => value === null || isList(value),
    optional: true,
  },
];

const FUNCTIONS: Readonly<Record<string, OverrideFunction>> = {
  int: castFunction("int"),
  float: castFunction("float"),
  str: castFunction("str"),
  bool: castFunction("bool"),
  choice: {
    signature: {
      rest: {
        type: "Union[str, int, float, bool, Dict[Any, Any], List[Any], ChoiceSweep]",
        accepts: (value) => isPlain(value) || value instanceof ChoiceSweep,
      },
      parameters: [],
    },
    call: ({ rest }) => choose(rest),
  },
  range: {
    signature: {
      parameters: [
        { name: "start", type: NUMBER, accepts: isNumber },
        {
          name: "stop",
          type: `Optional[${NUMBER}]`,
          accepts: (value) => value === null || isNumber(value),
          optional: true,
        },
        { name: "step", type: NUMBER, accepts: isNumber, optional: true },
      ],
    },
    call: ({ named }) => {
      const start = named["start"] as Numeric;
      const stop = (named["stop"] ?? null) as Numeric | null;
      const step = (named["step"] ?? 1n) as Numeric;
      return stop === null ? new RangeSweep(0n, start, step) : new RangeSweep(start, stop, step);
    },
  },
  interval: {
    signature: {
      parameters: [
        { name: "start", type: NUMBER, accepts: isNumber },
        { name: "end", type: NUMBER, accepts: isNumber },
      ],
    },
    call: ({ named }) => new IntervalSweep(toFloat(named["start"] as Numeric), toFloat(named["end"] as Numeric)),
  },
  glob: {
    signature: {
      parameters: [
        {
          name: "include",
          type: "Union[List[str], str]",
          accepts: (value) => isText(value) || isList(value),
        },
        {
          name: "exclude",
          type: "Optional[Union[str, List[str]]]",
          accepts: (value) => value === null || isText(value) || isList(value),
          optional: true,
        },
      ],
    },
    call: ({ named }) => new GlobValue(patterns(named["include"] ?? null), patterns(named["exclude"] ?? null)),
  },
  sort: {
    signature: {
      rest: { type: ORDERABLE, accepts: isOrderable },
      parameters: [
        ...SWEEP_AND_LIST,
        { name: "reverse", type: "bool", accepts: (value) => typeof value === "boolean", optional: true },
      ],
    },
    call: (bound) => {
      try {
        return sort(bound, bound.named["reverse"] === true);
      } catch (error) {
        throw error instanceof OrderError ? new FunctionFailure("TypeError", error.message) : error;
      }
    },
  },
  shuffle: {
    signature: { rest: { type: ORDERABLE, accepts: isOrderable }, parameters: SWEEP_AND_LIST },
    call: shuffle,
  },
  tag: {
    signature: {
      rest: { type: "Union[str, Sweep]", accepts: (value) => isText(value) || isSweep(value) },
      parameters: [
        {
          name: "sweep",
          type: "Optional[Sweep]",
          accepts: (value) => value === null || isSweep(value),
          optional: true,
        },
      ],
    },
    call: tag,
  },
};

/**
 * Calls `name(positional…, named…)`. Quoted arguments lose their quotes; only inside lists and mappings they stay.
 *
 * @throws {FunctionFailure}
 */
export function callFunction(
  name: string,
  positional: readonly OverrideValue[],
  named: ReadonlyMap<string, OverrideValue>,
  random: () => number,
): OverrideValue {
  if (!Object.hasOwn(FUNCTIONS, name)) {
    throw new FunctionFailure(
      "HydraException",
      `Unknown function '${name}'`,
      `there is no function "${name}" (there are ${Object.keys(FUNCTIONS).join(", ")})`,
    );
  }
  const { signature, call } = FUNCTIONS[name]!;
  const unquotedNamed = new Map([...named].map(([key, value]) => [key, unquote(value)]));
  return call(bindArguments(name, signature, positional.map(unquote), unquotedNamed), random);
}

function unquote(value: OverrideValue): OverrideValue {
  return value instanceof QuotedString ? value.text : value;
}

function castFunction(cast: CastName): OverrideFunction {
  return {
    signature: {
      rest: { type: CASTABLE, accepts: (value) => !(value instanceof GlobValue) },
      parameters: [{
        name: "value",
        type: CASTABLE,
        accepts: (value) => !(value instanceof GlobValue),
        optional: true,
      }],
    },
    call: ({ rest, named }) => {
      const value = named["value"] ?? null;
      if (value !== null && rest.length > 0) {
        throw new FunctionFailure("TypeError", "cannot use both position and named arguments");
      }
      if (value !== null) return castValue(cast, value);
      if (rest.length === 0) throw new FunctionFailure("TypeError", "No positional args or value specified");
      return rest.length === 1 ? castValue(cast, rest[0]!) : castArguments(cast, rest);
    },
  };
}

function choose(items: readonly OverrideValue[]): ChoiceSweep {
  if (items.length === 0) throw new FunctionFailure("ValueError", "empty choice is not legal");
  const only = items.length === 1 ? items[0]! : undefined;
  if (!(only instanceof ChoiceSweep)) return new ChoiceSweep(items, false);
  if (!only.simpleForm) throw new FunctionFailure("ValueError", "nesting choices is not supported");
  return new ChoiceSweep(only.list, false, only.shuffle, only.tags);
}

function patterns(value: OverrideValue): readonly OverrideValue[] {
  if (value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** What `sort` and `shuffle` work on: `list=` wins over `sweep=`, which wins over the values. */
function subjectOf({ rest, named }: Bound): OverrideValue | undefined {
  const chosen = named["list"] ?? named["sweep"] ?? null;
  if (chosen !== null) return chosen;
  return rest.length === 1 && (isList(rest[0]!) || isDiscrete(rest[0]!)) ? rest[0]! : undefined;
}

function sort(bound: Bound, reverse: boolean): OverrideValue {
  const subject = subjectOf(bound);
  if (subject instanceof ChoiceSweep) {
    return new ChoiceSweep(sortValues(subject.list, reverse), subject.simpleForm, subject.shuffle, subject.tags);
  }
  if (subject instanceof RangeSweep) return turnRange(subject, reverse);
  if (subject !== undefined && isList(subject)) return sortValues(subject, reverse);
  const { rest } = bound;
  if (rest.length === 0) throw new FunctionFailure("ValueError", "empty sort input");
  if (rest.length === 1) return rest[0]!;
  if (!rest.every((value) => isNumber(value) || isText(value))) {
    throw new FunctionFailure(
      "TypeError",
      `Invalid arguments: (${rest.map(valueRepr).join(", ")})`,
      "several values can be sorted only if each is a number or text",
    );
  }
  return new ChoiceSweep(sortValues(rest, reverse), true);
}

/**
 * A range that runs against the wanted direction gets its ends exchanged, moved by one step. (Hydra's rule; the numbers
 * are not always the same ones.)
 */
function turnRange(range: RangeSweep, reverse: boolean): RangeSweep {
  const { start, stop, step } = range;
  const against = reverse ? isLess(start, stop) : isLess(stop, start);
  if (!against) return range;
  const size = isLess(step, 0n) ? negate(step) : step;
  const shift = reverse ? negate(size) : size;
  return new RangeSweep(add(stop, shift), add(start, shift), negate(step), range.shuffle, range.tags);
}

function add(a: Numeric, b: Numeric): bigint | number {
  return typeof a === "number" || typeof b === "number" ? toFloat(a) + toFloat(b) : BigInt(a) + BigInt(b);
}

function negate(a: Numeric): bigint | number {
  return typeof a === "number" ? -a : -BigInt(a);
}

function shuffle(bound: Bound, random: () => number): OverrideValue {
  const subject = subjectOf(bound);
  if (subject instanceof ChoiceSweep) return new ChoiceSweep(subject.list, subject.simpleForm, true, subject.tags);
  if (subject instanceof RangeSweep) {
    return new RangeSweep(subject.start, subject.stop, subject.step, true, subject.tags);
  }
  if (subject !== undefined && isList(subject)) return shuffleItems(subject, random);
  const { rest } = bound;
  if (rest.length === 1) return [rest[0]!];
  if (rest.some(isSweep)) {
    throw new FunctionFailure("AssertionError", "", "a sweep cannot be shuffled together with other values");
  }
  return new ChoiceSweep(rest, true, true);
}

/** A copy in random order (Fisher and Yates). */
export function shuffleItems<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

function tag({ rest, named }: Bound): Sweep {
  if (rest.length === 0) {
    throw new FunctionFailure("ValueError", "Not enough arguments to tag, must take at least a sweep");
  }
  const given = (named["sweep"] ?? null) as Sweep | null;
  const last = rest.at(-1)!;
  const sweep = given ?? (isSweep(last) ? last : null);
  if (sweep === null) {
    throw new FunctionFailure(
      "ValueError",
      "Last argument to tag() must be a choice(), range() or interval(), got NoneType",
      "the last argument of tag() must be a choice, a range or an interval",
    );
  }
  const tags = new Set<string>();
  for (const name of given === null ? rest.slice(0, -1) : rest) {
    if (!isText(name)) {
      throw new FunctionFailure("ValueError", `tag arguments type must be string, got ${sweepName(name)}`);
    }
    tags.add(name);
  }
  const names = [...tags];
  if (sweep instanceof ChoiceSweep) return new ChoiceSweep(sweep.list, sweep.simpleForm, sweep.shuffle, names);
  if (sweep instanceof RangeSweep) return new RangeSweep(sweep.start, sweep.stop, sweep.step, sweep.shuffle, names);
  return new IntervalSweep(sweep.start, sweep.end, names);
}

function sweepName(value: OverrideValue): string {
  return value instanceof ChoiceSweep ? "ChoiceSweep" : value instanceof RangeSweep ? "RangeSweep" : "IntervalSweep";
}

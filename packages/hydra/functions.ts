/** The eleven functions of the override grammar. */
import { castArguments, type CastName, castValue, toFloat } from "./casts.ts";
import { FunctionFailure } from "./function_failure.ts";
import { bindArguments, type Bound, type Signature } from "./signature.ts";
import { shuffle, sort } from "./order_functions.ts";
import { typeName } from "./python_order.ts";
import {
  ChoiceSweep,
  GlobValue,
  IntervalSweep,
  isDiscreteSweep,
  isNumeric,
  isSweep,
  type Numeric,
  type OverrideValue,
  QuotedString,
  RangeSweep,
  type Sweep,
} from "./values.ts";

interface OverrideFunction {
  readonly signature: Signature;
  readonly call: (bound: Bound, random: () => number) => OverrideValue;
}

const isText = (value: OverrideValue): value is string => typeof value === "string";
const isList = (value: OverrideValue): value is OverrideValue[] => Array.isArray(value);
const isPlain = (value: OverrideValue): boolean => value !== null && !isSweep(value) && !(value instanceof GlobValue);
const isOrderable = (value: OverrideValue): boolean => isPlain(value) || isDiscreteSweep(value);

const NUMBER = "Union[int, float]";
const ORDERABLE = "Union[str, int, bool, float, list, dict, ChoiceSweep, RangeSweep]";
const CASTABLE = "Optional[Union[str, int, float, bool, List[Any], Dict[str, Any], QuotedString, Sweep]]";

const SWEEP_AND_LIST = [
  {
    name: "sweep",
    type: "Optional[Union[ChoiceSweep, RangeSweep]]",
    accepts: (value: OverrideValue) => value === null || isDiscreteSweep(value),
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
        { name: "start", type: NUMBER, accepts: isNumeric },
        {
          name: "stop",
          type: `Optional[${NUMBER}]`,
          accepts: (value) => value === null || isNumeric(value),
          optional: true,
        },
        { name: "step", type: NUMBER, accepts: isNumeric, optional: true },
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
        { name: "start", type: NUMBER, accepts: isNumeric },
        { name: "end", type: NUMBER, accepts: isNumeric },
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
    call: sort,
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
      throw new FunctionFailure("ValueError", `tag arguments type must be string, got ${typeName(name)}`);
    }
    tags.add(name);
  }
  return sweep.with({ tags: [...tags] });
}

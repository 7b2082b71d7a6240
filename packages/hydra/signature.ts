/** Binding the arguments of a function call to its parameters, with Python's errors in Python's order. */
import { FunctionFailure } from "./function_failure.ts";
import { typeName } from "./python_order.ts";
import type { OverrideValue } from "./values.ts";

interface Acceptance {
  /** Python's name of the accepted types, for the error. */
  readonly type: string;
  readonly accepts: (value: OverrideValue) => boolean;
}

interface Parameter extends Acceptance {
  readonly name: string;
  readonly optional?: boolean;
}

export interface Signature {
  /** Takes all positional arguments; the parameters are then by name only. */
  readonly rest?: Acceptance;
  readonly parameters: readonly Parameter[];
}

export interface Bound {
  readonly rest: readonly OverrideValue[];
  readonly named: Readonly<Record<string, OverrideValue>>;
}

/** @throws {FunctionFailure} */
export function bindArguments(
  functionName: string,
  signature: Signature,
  positional: readonly OverrideValue[],
  named: ReadonlyMap<string, OverrideValue>,
): Bound {
  const bound: Record<string, OverrideValue> = {};
  const fail = (message: string): never => {
    throw new FunctionFailure("TypeError", message, `${functionName}(): ${message}`);
  };
  const waiting = signature.rest ? [] : [...positional];
  for (const { name, optional } of signature.parameters) {
    if (waiting.length > 0) {
      if (named.has(name)) fail(`multiple values for argument '${name}'`);
      bound[name] = waiting.shift()!;
    } else if (named.has(name)) {
      bound[name] = named.get(name)!;
    } else if (!optional) {
      fail(`missing a required argument: '${name}'`);
    }
  }
  if (waiting.length > 0) fail("too many positional arguments");
  for (const name of named.keys()) {
    if (!Object.hasOwn(bound, name)) fail(`got an unexpected keyword argument '${name}'`);
  }
  const rest = signature.rest ? positional : [];
  rest.forEach((value, i) => checkType(functionName, `args[${i}]`, signature.rest!, value));
  for (const parameter of signature.parameters) {
    if (Object.hasOwn(bound, parameter.name)) {
      checkType(functionName, parameter.name, parameter, bound[parameter.name]!);
    }
  }
  return { rest, named: bound };
}

function checkType(functionName: string, name: string, wanted: Acceptance, value: OverrideValue): void {
  if (wanted.accepts(value)) return;
  throw new FunctionFailure(
    "TypeError",
    `mismatch type argument ${name}: ${typeName(value)} is incompatible with ${wanted.type}`,
    `${functionName}() does not take ${ARTICLES[typeName(value)]} as ${name}`,
  );
}

const ARTICLES: Readonly<Record<string, string>> = {
  NoneType: "null",
  bool: "a boolean",
  int: "an integer",
  float: "a float",
  str: "a text",
  list: "a list",
  dict: "a mapping",
  ChoiceSweep: "a choice",
  RangeSweep: "a range",
  IntervalSweep: "an interval",
  Glob: "a glob",
};

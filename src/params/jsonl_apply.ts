/**
 * `exp hydra apply --jsonl`: `file`, `before` and `overrides` in; `after` out, or the failure and `unchanged`, which is
 * always true.
 */
import { DVC_RULES, ExpError, type Rules, type Say, type ValueMap, valueMap } from "../common/mod.ts";
import { describeFailure, failure, HydraError, type Random, WRITER_ERROR } from "@exp/hydra";
import { fault } from "./faults.ts";
import { formatOf, type ParamsFormat } from "./read.ts";
import { applyOverridesToText } from "./set_params.ts";

interface AnswerOptions {
  /** For `${oc.env:…}`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly rules?: Rules;
  readonly random?: Random;
}

/** By DVC's rules, unless the options ask for `exp`'s. */
export async function answerApply(input: ValueMap, say: Say, options: AnswerOptions = {}): Promise<ValueMap> {
  const file = input.get("file");
  const before = input.get("before") ?? null;
  const overrides = input.get("overrides");
  const isCase = typeof file === "string" && (before === null || typeof before === "string") &&
    Array.isArray(overrides) && overrides.every((text) => typeof text === "string");
  if (!isCase) throw fault("usage/apply-case", {});
  try {
    const after = await applyOverridesToText(before ?? undefined, file, overrides, {
      rules: options.rules ?? DVC_RULES,
      env: options.env ?? {},
      ...(options.random === undefined ? {} : { random: options.random }),
    });
    return valueMap([["after", after]]);
  } catch (error) {
    return describe(error, formatOf(file), say).set("unchanged", true);
  }
}

/** The classes that DVC raises when a file cannot be read, and what its parsers raise below. */
const BROKEN_FILE: Readonly<Record<ParamsFormat, readonly [string, string]>> = {
  yaml: ["YAMLFileCorruptedError", "YAMLError"],
  json: ["JSONFileCorruptedError", "JSONDecodeError"],
  toml: ["TOMLFileCorruptedError", "ParseError"],
  python: ["PythonFileCorruptedError", "SyntaxError"],
};

function describe(error: unknown, format: ParamsFormat, say: Say): ValueMap {
  if (!(error instanceof ExpError) || error instanceof HydraError) return describeFailure(error);
  const [message = ""] = say(error).split("\n", 1);
  if (error.kind !== "invalid-file") return failure(WRITER_ERROR[format], message);
  const [errorClass, causeClass] = BROKEN_FILE[format];
  return failure(errorClass, message, { causeClass, causeLine: message });
}

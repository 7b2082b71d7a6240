/**
 * `exp hydra apply --jsonl`: one recorded case in (`file`, `before`, `overrides`), its outputs out: `after`, or
 * `error_class`, `error`, `cause_class`, `cause` and `unchanged`.
 */
import { ExpError } from "../common/errors.ts";
import { type ValueMap, valueMap } from "../common/value.ts";
import { HydraError } from "../hydra/hydra_error.ts";
import { OverrideError } from "../hydra/override.ts";
import { WRITER_ERROR } from "../hydra/override_data.ts";
import { formatOf, type ParamsFormat } from "../params/mod.ts";
import { applyOverridesToText } from "./edit.ts";

export interface AnswerOptions {
  /** For `${oc.env:…}`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly rules?: "exp" | "dvc";
}

/** By DVC's rules, unless the options ask for `exp`'s. */
export async function answerApply(input: ValueMap, options: AnswerOptions = {}): Promise<ValueMap> {
  const file = input.get("file");
  const before = input.get("before") ?? null;
  const overrides = input.get("overrides");
  const isCase = typeof file === "string" && (before === null || typeof before === "string") &&
    Array.isArray(overrides) && overrides.every((text) => typeof text === "string");
  if (!isCase) {
    throw new ExpError(
      "usage",
      'a case needs "file" (a name), "before" (text or null) and "overrides" (a list of texts)',
    );
  }
  try {
    const after = await applyOverridesToText(before ?? undefined, file, overrides, {
      rules: options.rules ?? "dvc",
      env: options.env ?? {},
    });
    return valueMap([["after", after]]);
  } catch (error) {
    return describeFailure(error, formatOf(file));
  }
}

/** The classes that DVC raises when a file cannot be read, and what its parsers raise below. */
const BROKEN_FILE: Readonly<Record<ParamsFormat, readonly [string, string]>> = {
  yaml: ["YAMLFileCorruptedError", "YAMLError"],
  json: ["JSONFileCorruptedError", "JSONDecodeError"],
  toml: ["TOMLFileCorruptedError", "ParseError"],
  python: ["PythonFileCorruptedError", "SyntaxError"],
};

function describeFailure(error: unknown, format: ParamsFormat): ValueMap {
  if (!(error instanceof ExpError)) throw error;
  const output = valueMap([["error_class", "InvalidArgumentError"], ["error", firstLine(error.message)]]);
  if (error instanceof HydraError) {
    output.set("error_class", error.errorClass);
    if (error.causeClass !== undefined) output.set("cause_class", error.causeClass).set("cause", error.causeLine ?? "");
  } else if (error instanceof OverrideError) {
    output.set("cause_class", error.errorClass).set("cause", error.firstLine);
  } else if (error.kind === "invalid-file") {
    const [errorClass, cause] = BROKEN_FILE[format];
    output.set("error_class", errorClass).set("cause_class", cause).set("cause", firstLine(error.message));
  } else output.set("error_class", WRITER_ERROR[format]);
  return output.set("unchanged", true);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

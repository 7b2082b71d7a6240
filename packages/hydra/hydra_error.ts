/** Failures of composition and of overrides, told for people and told by the class that Hydra raises. */
import { Fault } from "@exp/values";
import type { HydraFaults } from "./faults.ts";

/** Names of Python exception classes that programs see in the `error_class` and `cause_class` fields. */
export type HydraErrorClass =
  | "ConfigCompositionException"
  | "MissingConfigException"
  | "InterpolationResolutionError"
  | "InterpolationKeyError"
  | "InterpolationToMissingValueError"
  | "UnsupportedInterpolationType"
  | "UnsupportedValueType"
  | "MissingMandatoryValue"
  | "GrammarParseError"
  | "KeyValidationError"
  | "ValidationError"
  | "ConfigAttributeError"
  | "ConfigKeyError"
  | "ConfigIndexError"
  | "ConfigTypeError"
  | "ConstructorError"
  | "ComposerError"
  | "ParserError"
  | "ScannerError"
  | "ReaderError"
  | "ConvertError"
  | "RepresenterError"
  | "PythonFileCorruptedError"
  | "InvalidArgumentError"
  | "RecursionError"
  | "OSError"
  | "KeyError"
  | "AttributeError"
  | "TypeError"
  | "ValueError";

export interface HydraErrorOptions {
  readonly hint?: string | undefined;
  /** The error that this one wraps; its class becomes `causeClass`. */
  readonly cause?: { readonly errorClass: string; readonly message: string };
  readonly kind?: "config" | "not-found" | "invalid-file" | "invalid-override";
}

export class HydraError extends Fault {
  readonly errorClass: HydraErrorClass;
  readonly hint: string | undefined;
  readonly causeClass: string | undefined;
  readonly causeLine: string | undefined;

  constructor(errorClass: HydraErrorClass, message: string, options: HydraErrorOptions = {}) {
    const words = { text: message, hint: options.hint, dvc: `unexpected error - ${message}` };
    super(`${options.kind ?? "config"}/hydra` satisfies keyof HydraFaults, words, options.cause);
    this.name = "HydraError";
    this.message = message;
    this.hint = options.hint;
    this.errorClass = errorClass;
    this.causeClass = options.cause?.errorClass;
    this.causeLine = options.cause === undefined ? undefined : firstLine(options.cause.message);
  }
}

/** The classes below `OmegaConfBaseException`: only these are wrapped when an override fails. */
const CONFIG_TREE_CLASSES: ReadonlySet<string> = new Set<HydraErrorClass>([
  "InterpolationResolutionError",
  "InterpolationKeyError",
  "InterpolationToMissingValueError",
  "UnsupportedInterpolationType",
  "UnsupportedValueType",
  "MissingMandatoryValue",
  "GrammarParseError",
  "KeyValidationError",
  "ValidationError",
  "ConfigAttributeError",
  "ConfigKeyError",
  "ConfigIndexError",
  "ConfigTypeError",
]);

export function isConfigTreeError(error: HydraError): boolean {
  return CONFIG_TREE_CLASSES.has(error.errorClass);
}

export function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.trimEnd() ?? "";
}

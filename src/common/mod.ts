/** Words that every room shares: errors, events, values as Python has them, and how texts and names are written. Imports nothing. */
export { binaryText } from "./binary_text.ts";
export { readBuildInfo } from "./build_info.ts";
export {
  type EndingSignal,
  type ErrorKind,
  ExpError,
  type FaultName,
  type FaultRecord,
  faultsOf,
  type NoFacts,
  type Say,
  unreachable,
} from "./errors.ts";
export type { EmitEvent, RunEvent } from "./events.ts";
export { INSTALL_GIT, judgeGitVersion, parseGitVersion } from "./git_version.ts";
export { joinNames } from "./join_names.ts";
export { nearestWord } from "./nearest.ts";
export { DEEPEST_NESTING, depthOf, TOO_DEEP } from "./nesting.ts";
export { dumpPyJson, quotePyJson } from "./py_json.ts";
export { pyRepr, pyStr, pyTypeName, textRepr } from "./py_text.ts";
export {
  compareCodePoints,
  floatRepr,
  isFalsy,
  isMap,
  type Key,
  PyDate,
  pyEqual,
  type Scalar,
  type Value,
  type ValueMap,
  valueMap,
} from "./value.ts";
export { compileWildcards, type Piece, type TextMatcher } from "./wildcards.ts";
export { DVC_RULES, EXP_RULES, type Rules } from "./rules.ts";
export { signalNumber } from "./signals.ts";

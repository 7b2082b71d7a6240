/** Words that every room shares: errors, events, values as Python has them, and how texts and names are written. */
export { readBuildInfo } from "./build_info.ts";
export {
  type EndingSignal,
  type ErrorKind,
  ExpError,
  type FaultName,
  type FaultRecord,
  faultsOf,
  type Say,
  unreachable,
} from "./errors.ts";
export type { EmitEvent, RunEvent } from "./events.ts";
export { INSTALL_GIT, judgeGitVersion, parseGitVersion } from "./git_version.ts";
export { joinNames } from "./join_names.ts";
export { compileWildcards, type Piece, type TextMatcher } from "./wildcards.ts";
export { quoteForShell } from "./quote_for_shell.ts";
export { DVC_RULES, EXP_RULES, type Rules } from "./rules.ts";
export { DEFAULT_ENDING, signalNumber, type StageEnding } from "./signals.ts";
export {
  compareCodePoints,
  DEEPEST_NESTING,
  depthOf,
  dumpPyJson,
  floatRepr,
  isFalsy,
  isMap,
  type Key,
  nearestWord,
  type NoFacts,
  PyDate,
  pyEqual,
  pyStr,
  pyTypeName,
  quotePyJson,
  textRepr,
  type Value,
  type ValueMap,
  valueMap,
} from "./values.ts";

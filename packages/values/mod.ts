/**
 * Data as Python and YAML see it, the texts that Python makes of it, and errors as facts: what the readers and writers of
 * `@exp/formats` and `@exp/hydra` share.
 */
export { binaryText } from "./binary_text.ts";
export {
  type Facts,
  Fault,
  type FaultMaker,
  type FaultName,
  type FaultRecord,
  faultsOf,
  type NoFacts,
} from "./fault.ts";
export { nearestWord } from "./nearest.ts";
export { DEEPEST_NESTING, depthOf, TOO_DEEP } from "./nesting.ts";
export { type DumpOptions, dumpPyJson, quotePyJson } from "./py_json.ts";
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

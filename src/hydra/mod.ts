/**
 * Hydra without Python: the grammar of overrides, their effect on params files, and composition of config directories.
 *
 * Pure: files are read through a `ConfigSource`, the environment and the time are given.
 *
 * - `compose`, `composeAndDump`: a directory of configs (`conf/`) and overrides to one config, or to the text of
 *   `params.yaml` as DVC writes it.
 * - `applyOverrides`: overrides on the data of a params file, with the smallest edits that lead there.
 * - `resolveInterpolations`: data with every `${…}` replaced.
 *
 * Failures are `OverrideError` (an override cannot be read) and `HydraError`; both carry the class that Hydra raises.
 */
export { type AppliedOverrides, applyOverrides, asSetParamError } from "./apply_override.ts";
export type { ParamsFormat } from "./override_data.ts";
export { compose, composeAndDump, type ComposeRequest } from "./compose.ts";
export type { ConfigSource } from "./config_files.ts";
export type { Edit, PathStep } from "./diff_tree.ts";
export { HydraError, type HydraErrorClass } from "./hydra_error.ts";
export { answerCompose } from "./jsonl_compose.ts";
export { memorySource } from "./memory_source.ts";
export { resolveInterpolations } from "./resolve_data.ts";

/**
 * Hydra without Python: the grammar of overrides, sweeps over them, their effect on data, and the composition of config
 * directories, as hydra-core 1.3 and OmegaConf 2.3 do it.
 *
 * Pure: files are read through a `ConfigSource`; environment, time and chance are given. Data are the values of
 * `@exp/values`, in which integers are bigint, floats number, and mappings Map.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { applyOverrides, composeAndDump, expandSweeps, memorySource, parseOverride, samplePoints } from "./mod.ts";
 *
 * // what an override says
 * const override = parseOverride("+model.layers=[64,32]");
 * assert.deepEqual([override.type, override.key, override.value], ["ADD", "model.layers", [64n, 32n]]);
 *
 * // the points of a grid, and points drawn from intervals
 * const grid = expandSweeps(new Map([["params.yaml", ["lr=0.1,0.01", "n=range(2)"]]]));
 * assert.deepEqual(grid.map((point) => point.get("params.yaml")?.join(" ")), [
 *   "lr=0.1 n=0",
 *   "lr=0.1 n=1",
 *   "lr=0.01 n=0",
 *   "lr=0.01 n=1",
 * ]);
 * const space = new Map([["params.yaml", ["lr=tag(log,interval(1e-4,1e-1))", "n=int(interval(1,6))"]]]);
 * assert.equal(samplePoints(space, { samples: 20, seed: 7, method: "sobol" }).length, 20);
 *
 * // what overrides do to data
 * const { resolved } = applyOverrides(new Map([["lr", 0.1]]), ["lr=0.5", "+n=3"], {});
 * assert.deepEqual(resolved, new Map<string, number | bigint>([["lr", 0.5], ["n", 3n]]));
 *
 * // a config directory and overrides to the text of params.yaml
 * const files = new Map([
 *   ["conf/config.yaml", "defaults:\n- db: pg\n- _self_\nurl: ${db.host}/main\n"],
 *   ["conf/db/pg.yaml", "host: a\n"],
 *   ["conf/db/mysql.yaml", "host: b\n"],
 * ]);
 * const text = composeAndDump({
 *   source: memorySource(files),
 *   configDir: "conf",
 *   configName: "config",
 *   overrides: ["db=mysql"],
 *   env: {},
 *   now: new Date(),
 * }, "params.yaml");
 * assert.equal(text, "db:\n  host: b\nurl: b/main\n");
 * ```
 *
 * Failures are `OverrideError` (an override cannot be read; with its column), `SweepError` (it cannot be expanded) and
 * `HydraError` (it does not fit the data, or a config is wrong). Each is a sentence for people and carries the class that
 * Hydra raises, for programs.
 */
export {
  ChoiceSweep,
  DictValue,
  GlobValue,
  IntervalSweep,
  type Numeric,
  type Override,
  type OverrideType,
  type OverrideValue,
  QuotedString,
  RangeSweep,
  type Sweep,
  type ValueKind,
} from "./values.ts";
export { DEFAULT_PARAMS_FILE, type SplitOptions, splitOverrides, splitSetParam } from "./set_param.ts";
export { expandSweeps, isSweepOverride, parsePathOverrides, type PathOverrides, SweepError } from "./sweep.ts";
export { samplePoints, type SamplingMethod, type SamplingOptions } from "./sample.ts";
export { type AppliedOverrides, applyOverrides, asSetParamError } from "./apply_override.ts";
export { diffTrees, type Edit, type PathStep } from "./diff_tree.ts";
export { overrideData, type ParamsFormat, type Target, WRITER_ERROR } from "./override_data.ts";
export { compose, composeAndDump, type ComposeRequest } from "./compose.ts";
export type { ConfigSource } from "./config_files.ts";
export { memorySource } from "./memory_source.ts";
export { HydraError, type HydraErrorClass, type HydraErrorOptions } from "./hydra_error.ts";
export { answerGrammar, answerSweeps } from "./jsonl_overrides.ts";
export { answerCompose } from "./jsonl_compose.ts";
export { describeFailure, failure, readCase } from "./jsonl_case.ts";
export { addMissing } from "./add_missing.ts";
export { type Node, type NodeMap, OpaqueSweep } from "./config_tree.ts";
export { parseOverride, type Random } from "./parser.ts";
export type { HydraFaults, HydraWords } from "./faults.ts";
export { OverrideError } from "./override_error.ts";

/** Every command of both trees. A command's module is loaded only when it is chosen. */
import type { CommandSpec } from "./spec.ts";
import { DATA_COMMANDS } from "./specs/data.ts";
import { EXPERIMENT_COMMANDS } from "./specs/experiments.ts";
import { PIPELINE_COMMANDS } from "./specs/pipeline.ts";
import { QUEUE_COMMANDS } from "./specs/queue.ts";
import { TOOL_COMMANDS } from "./specs/tools.ts";

export const COMMANDS: readonly CommandSpec[] = [
  ...EXPERIMENT_COMMANDS,
  ...PIPELINE_COMMANDS,
  ...QUEUE_COMMANDS,
  ...DATA_COMMANDS,
  ...TOOL_COMMANDS,
];

/** Every command of both trees. A command's module is loaded only when it is chosen. */
import type { CommandSpec } from "./context.ts";
import { DATA_COMMANDS } from "./specs/data.ts";
import { EXPERIMENT_COMMANDS } from "./specs/experiments.ts";
import { PIPELINE_COMMANDS } from "./specs/pipeline.ts";
import { QUEUE_COMMANDS } from "./specs/queue.ts";
import { TOOL_COMMANDS } from "./specs/tools.ts";

export const COMMANDS: readonly CommandSpec[] = [
  ...about("Experiments", EXPERIMENT_COMMANDS),
  ...about("Pipelines", PIPELINE_COMMANDS),
  ...about("Queue", QUEUE_COMMANDS),
  ...about("Data", DATA_COMMANDS),
  ...about("Tools", TOOL_COMMANDS),
];

function about(topic: string, specs: readonly CommandSpec[]): CommandSpec[] {
  return specs.map((spec) => ({ ...spec, topic }));
}

/** Every command of both trees. */
import type { CommandDeclaration, CommandSpec, OptionsOf } from "./command.ts";
import { DATA_COMMANDS } from "./specs/data.ts";
import { EXPERIMENT_COMMANDS } from "./specs/experiments.ts";
import { GIT_COMMANDS } from "./specs/git.ts";
import { PIPELINE_COMMANDS } from "./specs/pipeline.ts";
import { PLOTS_COMMANDS } from "./specs/plots.ts";
import { QUEUE_COMMANDS } from "./specs/queue.ts";
import { SEARCH_COMMANDS } from "./specs/search.ts";
import { SOURCE_COMMANDS } from "./specs/sources.ts";
import { TOOL_COMMANDS } from "./specs/tools.ts";

type Declarations =
  & typeof EXPERIMENT_COMMANDS
  & typeof PIPELINE_COMMANDS
  & typeof PLOTS_COMMANDS
  & typeof QUEUE_COMMANDS
  & typeof SEARCH_COMMANDS
  & typeof DATA_COMMANDS
  & typeof SOURCE_COMMANDS
  & typeof GIT_COMMANDS
  & typeof TOOL_COMMANDS;

export type CommandName = keyof Declarations;

/** What a command's module is given: an option that is not declared, or of another type, does not compile. */
export type Options<Name extends CommandName> = OptionsOf<Declarations[Name]>;

export const COMMANDS: readonly CommandSpec[] = [
  ...about("Experiments", EXPERIMENT_COMMANDS),
  ...about("Pipelines", PIPELINE_COMMANDS),
  ...about("Plots", PLOTS_COMMANDS),
  ...about("Queue", QUEUE_COMMANDS),
  ...about("Search", SEARCH_COMMANDS),
  ...about("Data", DATA_COMMANDS),
  ...about("Data from elsewhere", SOURCE_COMMANDS),
  ...about("Git", GIT_COMMANDS),
  ...about("Tools", TOOL_COMMANDS),
];

function about(topic: string, table: Readonly<Record<string, CommandDeclaration>>): CommandSpec[] {
  return Object.entries(table).map(([exp, declared]) => ({ ...declared, exp, topic }));
}

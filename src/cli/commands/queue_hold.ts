import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { holdTasks } from "../hold_tasks.ts";

export function run(context: Context, options: Options<"queue hold">): Promise<number> {
  return holdTasks(context, options.tasks, true, options.dryRun);
}

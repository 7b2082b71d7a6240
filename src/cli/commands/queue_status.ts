import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { lookAtQueue, stateJson, stateLines } from "../queue_state.ts";
import { watchState } from "../watch_state.ts";

export async function run(context: Context, options: Options<"queue status">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  if (options.watch) return await watchState(context, repo, git, options.json);
  const state = await lookAtQueue(repo, git);
  if (options.json) {
    context.print(JSON.stringify(stateJson(state)));
    return 0;
  }
  const lines = stateLines(context, state);
  const last = lines.splice(-2); // warnings stand before what is told of workers
  for (const line of lines) context.print(line);
  for (const title of state.silent) context.warn(`${title} does not answer: what it runs is told as of before`);
  for (const line of last) context.print(line);
  return 0;
}

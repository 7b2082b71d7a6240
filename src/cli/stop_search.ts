import { tellDrains } from "../queue/mod.ts";
import { findSearch, setStopped } from "../search/mod.ts";
import type { Context } from "./command.ts";
import { openExperiments } from "./open_experiments.ts";
import { tellPlan } from "./plan.ts";

/** `exp search stop` and `exp search resume`. Drains at work take note of it. */
export async function stopSearch(context: Context, name: string, isStopped: boolean, isDry: boolean): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const search = findSearch(git, name);
  if (isDry) {
    const word = isStopped ? "stop" : "resume";
    return tellPlan(context, search.isStopped === isStopped ? [] : [`${word} ${name}`]);
  }
  setStopped(git, search, isStopped);
  tellDrains(repo);
  return 0;
}

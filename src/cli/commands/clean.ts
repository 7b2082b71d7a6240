import { cleanUp, findLeftovers } from "../../records/mod.ts";
import { relativeInside } from "../../repo/mod.ts";
import { cleanedUp, cleaningUp } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { tellPlan } from "../plan.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context, options: Options<"clean">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  context.tell(cleaningUp);
  const { folders, infoFiles, refs } = options.dryRun ? findLeftovers(repo, git) : cleanUp(repo, git);
  const removed = [...[...folders, ...infoFiles].map((path) => relativeInside(repo.root, path) ?? path), ...refs];
  if (options.dryRun) return tellPlan(context, removed.map((path) => `remove ${path}`));
  context.tell(cleanedUp(removed));
  return 0;
}

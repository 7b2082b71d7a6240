import { listRemovals, undoRemoval } from "../../records/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments, quotedList } from "../open_experiments.ts";
import { fault } from "../fault.ts";
import { withoutRefChanges } from "../../git/mod.ts";
import { tellPlan } from "../plan.ts";

export async function run(context: Context, options: Options<"undo">): Promise<number> {
  if (options.json && !options.list) throw fault("usage/goes-with", { option: "--json", needs: "--list" });
  const { git: real } = await openExperiments(context);
  const git = options.dryRun ? withoutRefChanges(real) : real;
  if (options.list) {
    const removals = listRemovals(git);
    if (options.json) context.print(JSON.stringify({ schema: 1, removals: removals.map(asJson) }));
    else {
      for (const { atMs, experiments } of removals) {
        context.print(`${new Date(atMs).toLocaleString("sv")}  ${experiments.map(({ name }) => name).join(", ")}`);
      }
    }
    return 0;
  }
  const names = undoRemoval(git);
  if (options.dryRun) return tellPlan(context, names.map((name) => `restore ${name}`));
  if (context.verbosity !== "quiet") context.print(`Restored experiments: ${quotedList(names)}`);
  return 0;
}

function asJson({ atMs, experiments }: ReturnType<typeof listRemovals>[number]) {
  return { at: new Date(atMs).toISOString(), experiments: experiments.map(({ name, rev }) => ({ name, rev })) };
}

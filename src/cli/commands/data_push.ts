import { failedFault, openRemote, transferAll } from "../../data/mod.ts";
import { transferItems } from "../../workspace/mod.ts";
import { withinCommand } from "../within_command.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { outFilter } from "../out_filter.ts";
import { files, tellMissing, tellPlanned, transferChoice, withGlob } from "../transfer_choice.ts";
import { withTransferHow } from "../transfer_how.ts";

export async function run(context: Context, options: Options<"data push">): Promise<number> {
  return await withinCommand("push", () => pushData(context, options));
}

async function pushData(context: Context, options: Options<"data push">): Promise<number> {
  const project = await openProject(context);
  const choice = { ...transferChoice(context, withGlob(project.repo, options)), ...outFilter(options) };
  const name = options.remote;
  const items = await transferItems(project, choice, "push");
  // what has a remote of its own needs no other
  const remote = items.length === 0 || name !== undefined || options.runCache
    ? await openRemote(project.repo, name)
    : undefined;
  const [runs, done] = await withTransferHow(context, options, async (how) => [
    options.runCache ? await remote?.pushRuns(how) ?? 0 : 0,
    await transferAll(project.repo, items, "push", { name, again: options.force, ...how }),
  ]);
  const failure = failedFault(done);
  if (failure !== undefined) throw failure;
  const { copied, missing } = done;
  if (options.dryRun) tellPlanned(context, done, "push");
  const total = copied + runs;
  if (context.verbosity !== "quiet" && !options.dryRun) {
    if (total === 0 && (missing.length === 0 || !context.rules.lostDataFails)) {
      context.print("Everything is up to date.");
    } else context.print(`${files(total)} pushed`);
  }
  tellMissing(context, missing, options);
  return 0;
}

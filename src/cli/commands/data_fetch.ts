import { type OutFilter, transferItems } from "../../workspace/mod.ts";
import { withinCommand } from "../within_command.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { outFilter } from "../out_filter.ts";
import { fetchItems, files, tellMissing, tellPlanned, transferChoice, withGlob } from "../transfer_choice.ts";
import { withTransferHow } from "../transfer_how.ts";

export async function run(context: Context, options: Options<"fetch">): Promise<number> {
  const filter = outFilter(options); // a word that is none is DVC's to refuse before it is within the command
  return await withinCommand("fetch", () => fetchData(context, options, filter));
}

async function fetchData(context: Context, options: Options<"fetch">, filter: OutFilter): Promise<number> {
  const project = await openProject(context);
  const choice = transferChoice(context, withGlob(project.repo, options));
  const items = await transferItems(project, { ...choice, ...filter }, "fetch");
  const done = await withTransferHow(
    context,
    options,
    (how) => fetchItems(context, project.repo, items, options, how),
  );
  const { copied, missing } = done;
  if (options.dryRun) tellPlanned(context, done, "fetch");
  else if (context.verbosity !== "quiet") {
    context.print(
      copied === 0 && (missing.length === 0 || !context.rules.lostDataFails)
        ? "Everything is up to date."
        : `${files(copied)} fetched`,
    );
  }
  tellMissing(context, missing, options);
  return 0;
}

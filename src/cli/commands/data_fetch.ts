import { emitProgress, type Transfer } from "../../data/mod.ts";
import { transferItems } from "../../workspace/mod.ts";
import type { Context, Options } from "../context.ts";
import { withDvcExitCode } from "../dvc_exit_code.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { files, remoteToFetch, tellMissing, transferChoice } from "../transfer_choice.ts";

/** What comes from nowhere. */
const NOTHING: Transfer = { copied: 0, missing: [] };

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  return await withDvcExitCode(1, () => fetchData(context, args, options), "failed to fetch data from the cloud - ");
}

async function fetchData(context: Context, args: readonly string[], options: Options): Promise<number> {
  const project = await openProject(context);
  const remote = remoteToFetch(context, project.repo, options);
  const items = await transferItems(project, transferChoice(context, args, options), "fetch");
  const runs = options.flag("runCache") ? remote?.fetchRuns() ?? 0 : 0;
  const { copied, missing } = remote?.fetch(items, emitProgress(createReporter(context))) ?? NOTHING;
  if (context.verbosity !== "quiet") {
    context.print(
      copied + runs === 0 && missing.length === 0 ? "Everything is up to date." : `${files(copied + runs)} fetched`,
    );
  }
  tellMissing(context, missing);
  return 0;
}

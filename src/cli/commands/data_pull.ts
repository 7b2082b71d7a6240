import { emitProgress } from "../../data/mod.ts";
import { checkoutData, pathsMatching, refuseLacking, transferItems } from "../../workspace/mod.ts";
import { changeLine, summary } from "../checkout_lines.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context, Options } from "../context.ts";
import { withinCommand } from "../within_command.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { fetchItems, targetChoice, tellMissing, transferChoice } from "../transfer_choice.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  return await withinCommand("pull", () => pullData(context, args, options));
}

async function pullData(context: Context, args: readonly string[], options: Options): Promise<number> {
  const project = await openProject(context);
  const targets = options.flag("glob") ? args.flatMap((target) => pathsMatching(project.repo, target)) : args;
  const items = await transferItems(project, transferChoice(context, targets, options), "fetch");
  const emit = createReporter(context);
  const { copied, missing } = fetchItems(context, project.repo, items, options, emitProgress(emit));
  if (context.manner === "dvc") tellMissing(context, missing);
  const report = await changeWorkspace(
    context,
    project.repo,
    "pull",
    () => checkoutData(project, { ...targetChoice(context, targets, options), force: options.flag("force") }, emit),
  );
  if (context.verbosity !== "quiet") {
    for (const change of report.changes) context.print(changeLine(context, project.repo, change));
    context.print(summary(report.changes, copied) || "Everything is up to date.");
  }
  if (!options.flag("allowMissing")) refuseLacking(report);
  return 0;
}

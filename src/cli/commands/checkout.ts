import { relinked } from "../../voice/mod.ts";
import { checkoutData, refuseLacking } from "../../workspace/mod.ts";
import { changeLine, summary } from "../checkout_lines.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { targetChoice } from "../transfer_choice.ts";

export async function run(context: Context, options: Options<"checkout">): Promise<number> {
  const project = await openProject(context);
  const report = await changeWorkspace(
    context,
    project.repo,
    "checkout",
    () =>
      checkoutData(project, {
        ...targetChoice(context, options),
        force: options.force,
        relink: options.relink,
      }, createReporter(context)),
  );
  if (context.verbosity !== "quiet") {
    if (options.summary) context.print(summary(report.changes) || "No changes.");
    else for (const change of report.changes) context.print(changeLine(context, project.repo, change));
  }
  if (!options.allowMissing) refuseLacking(report);
  if (options.relink) context.tell(relinked);
  return 0;
}

import type { CheckoutChange } from "../../data/mod.ts";
import { relinked } from "../../voice/mod.ts";
import { checkoutData, refuseLacking } from "../../workspace/mod.ts";
import { changeLine, summary } from "../checkout_lines.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { displayPath } from "../../stage/mod.ts";
import { openProject } from "../open_project.ts";
import { plannedContext, tellPlan } from "../plan.ts";
import { createReporter } from "../reporter.ts";
import { endableBy } from "../until_ended.ts";
import { files, targetChoice } from "../transfer_choice.ts";

export async function run(context: Context, options: Options<"checkout">): Promise<number> {
  if (options.dryRun) return await plan(context, options);
  const { repo, report } = await putInPlace(context, options);
  if (context.verbosity !== "quiet") {
    if (options.summary) context.print(summary(report.changes) || "No changes.");
    else for (const change of report.changes) context.print(changeLine(context, repo, change));
  }
  if (!options.allowMissing) refuseLacking(report);
  if (options.relink) context.tell(relinked);
  return 0;
}

async function plan(context: Context, options: Options<"checkout">): Promise<number> {
  const { repo, report } = await putInPlace(plannedContext(context), options);
  const { changes } = report;
  const steps = changes.map(({ kind, path }) => `${VERBS[kind]} ${displayPath(repo, path)}`);
  tellPlan(context, options.summary ? countsOf(changes) : steps);
  if (!options.allowMissing) refuseLacking(report);
  return 0;
}

const VERBS = { added: "add", modified: "change", deleted: "remove" };

function countsOf(changes: readonly CheckoutChange[]): string[] {
  return (["modified", "added", "deleted"] as const).flatMap((kind) => {
    const count = changes.reduce((sum, change) => sum + change.files[kind], 0);
    return count === 0 ? [] : [`${VERBS[kind]} ${files(count)}`];
  });
}

async function putInPlace(context: Context, options: Options<"checkout">) {
  const project = await openProject(context);
  const { force, relink, dryRun: dry } = options;
  const choice = { ...targetChoice(context, options), force, relink, dry, endable: endableBy(context) };
  const work = () => checkoutData(project, choice, createReporter(context));
  return { repo: project.repo, report: await changeWorkspace(context, project.repo, "checkout", work) };
}

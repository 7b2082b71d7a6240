import type { Project } from "../../pipeline/mod.ts";
import { isInside } from "../../repo/mod.ts";
import { isRepoImport } from "../../stage/mod.ts";
import {
  checkoutData,
  chooseFiltered,
  type OutFilter,
  refuseLacking,
  type TargetChoice,
  transferItems,
} from "../../workspace/mod.ts";
import { changeLine, summary } from "../checkout_lines.ts";
import { changeWorkspace } from "../change_workspace.ts";
import { withinCommand } from "../within_command.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { outFilter } from "../out_filter.ts";
import { createReporter } from "../reporter.ts";
import { fetchItems, targetChoice, tellMissing, tellPlanned, transferChoice, withGlob } from "../transfer_choice.ts";
import { withTransferHow } from "../transfer_how.ts";

export async function run(context: Context, options: Options<"data pull">): Promise<number> {
  return await withinCommand("pull", () => pullData(context, options));
}

async function pullData(context: Context, options: Options<"data pull">): Promise<number> {
  let project = await openProject(context);
  const wanted = withGlob(project.repo, options);
  const filter = outFilter(options);
  const choice = { ...targetChoice(context, wanted), ...filter };
  const items = await transferItems(project, { ...transferChoice(context, wanted), ...filter }, "fetch");
  const emit = createReporter(context);
  const done = await withTransferHow(
    context,
    options,
    (how) => fetchItems(context, project.repo, items, options, how),
  );
  const { copied, missing } = done;
  if (!context.rules.lostDataFails || options.dryRun) tellMissing(context, missing, options);
  if (options.dryRun) {
    tellPlanned(context, done, "fetch");
    return 0;
  }
  if (await completeImports(context, project, choice)) {
    project = await openProject(context); // which has their data on record now
  }
  const report = await changeWorkspace(
    context,
    project.repo,
    "pull",
    () => checkoutData(project, { ...choice, force: options.force }, emit),
  );
  if (context.verbosity !== "quiet") {
    for (const change of report.changes) context.print(changeLine(context, project.repo, change));
    const isLacking = report.lacking.length > 0 && context.rules.lostDataFails;
    const told = summary(report.changes, copied) || (isLacking ? "" : "Everything is up to date.");
    if (told !== "") context.print(told);
  }
  if (options.allowMissing) return 0;
  if (context.rules.lostDataFails) {
    const lacked = missing.filter(({ path }) => report.lacking.some((out) => path === out || isInside(path, out)));
    tellMissing(context, lacked, options);
  }
  refuseLacking(report);
  return 0;
}

/** Imports that were made without their data get it now. @returns whether there were some */
async function completeImports(context: Context, project: Project, choice: TargetChoice & OutFilter): Promise<boolean> {
  const chosen = await chooseFiltered(project, choice);
  const partial = chosen.filter(({ stage, out }) => out.locked === undefined && isRepoImport(stage));
  if (partial.length === 0) return false;
  const { completeImport } = await import("../../sources/mod.ts");
  for (const { stage } of partial) {
    const work = () => completeImport(project.repo, stage, {});
    await changeWorkspace(context, project.repo, "pull", work);
  }
  return true;
}

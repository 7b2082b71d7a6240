import type { CheckoutChange } from "../../data/mod.ts";
import { isInside } from "../../repo/mod.ts";
import { displayAddress } from "../../stage/mod.ts";
import { checkoutData, refuseLacking, transferItems, type UnknownOut } from "../../workspace/mod.ts";
import { changeLine, summary } from "../checkout_lines.ts";
import { completeImports, partialImports } from "../complete_imports.ts";
import { changeWorkspace } from "../change_workspace.ts";
import { withinCommand } from "../within_command.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { endableBy } from "../until_ended.ts";
import { openProject } from "../open_project.ts";
import { outFilter } from "../out_filter.ts";
import { createReporter } from "../reporter.ts";
import { fetchItems, targetChoice, tellMissing, tellPlanned, transferChoice, withGlob } from "../transfer_choice.ts";
import { withTransferHow } from "../transfer_how.ts";

export async function run(context: Context, options: Options<"data pull">): Promise<number> {
  return await withinCommand("pull", () => pullData(context, options));
}

async function pullData(context: Context, options: Options<"data pull">): Promise<number> {
  const project = await openProject(context);
  const wanted = withGlob(project.repo, options);
  const filter = outFilter(options);
  const choice = { ...targetChoice(context, wanted), ...filter };
  const partial = await partialImports(project, choice);
  const used = transferChoice(context, wanted);
  const tell = used.onUnknown;
  const onUnknown = (unknown: UnknownOut) => {
    if (!partial.some((stage) => displayAddress(project.repo, stage) === unknown.stage)) tell?.(unknown);
  };
  const telling = tell === undefined ? used : { ...used, onUnknown };
  const items = await transferItems(project, { ...telling, ...filter }, "fetch");
  const emit = createReporter(context);
  const from = { ...options, others: partial.length > 0 };
  const done = await withTransferHow(context, options, (how) => fetchItems(context, project.repo, items, from, how));
  const { copied, missing } = done;
  if (!context.rules.lostDataFails || options.dryRun) tellMissing(context, missing, options);
  if (options.dryRun) {
    tellPlanned(context, done, "fetch");
    return 0;
  }
  const completed = await completeImports(context, project, partial);
  const report = await changeWorkspace(
    context,
    project.repo,
    "pull",
    () =>
      checkoutData(
        project,
        { ...choice, force: options.force, except: completed.stages, endable: endableBy(context) },
        emit,
      ),
  );
  if (context.verbosity !== "quiet") {
    const changes = [...completed.changes, ...report.changes];
    for (const change of changes) context.print(changeLine(context, project.repo, change));
    const isLacking = report.lacking.length > 0 && context.rules.lostDataFails;
    const told = summary(changes, copied + filesOf(completed.changes)) ||
      (isLacking ? "" : "Everything is up to date.");
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

function filesOf(changes: readonly CheckoutChange[]): number {
  return changes.reduce((sum, { files }) => sum + files.added + files.modified, 0);
}

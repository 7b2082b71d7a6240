import { commitData } from "../../workspace/mod.ts";
import { askYesNo } from "../confirm.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { planWrites } from "../plan.ts";
import { withinCommand } from "../within_command.ts";
import { createReporter } from "../reporter.ts";
import { endableBy } from "../until_ended.ts";
import { targetChoice } from "../transfer_choice.ts";

export async function run(context: Context, options: Options<"commit">): Promise<number> {
  const work = () => options.dryRun ? plan(context, options) : commit(context, options, {});
  return await withinCommand("commit", work, options.targets.map((target) => ` ${target}`).join(""));
}

/** Where a question would be asked, what is said is what a yes would do. */
function plan(context: Context, options: Options<"commit">): Promise<number> {
  return planWrites(
    context,
    (planned, step) => commit(planned, options, { confirm: () => true, instead: (path) => step(`store ${path}`) }),
  );
}

async function commit(context: Context, options: Options<"commit">, how: How): Promise<number> {
  const project = await openProject(context);
  const confirm = (stage: string) => askYesNo(context, `stage '${stage}' has changed. Record it as it is?`);
  const { confirm: answer = confirm, instead } = how;
  const work = () =>
    commitData(project, {
      ...targetChoice(context, options),
      force: options.force,
      noRelink: !options.relink,
      endable: endableBy(context),
      ...(context.host.terminal.stdinIsTty ? { confirm: answer } : {}),
      ...(instead === undefined ? {} : { instead }),
    }, createReporter(context));
  await changeWorkspace(context, project.repo, "commit", work);
  return 0;
}

type How = Pick<Parameters<typeof commitData>[1], "confirm" | "instead">;

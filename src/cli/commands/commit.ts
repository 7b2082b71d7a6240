import { commitData } from "../../workspace/mod.ts";
import { askYesNo } from "../confirm.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { withinCommand } from "../within_command.ts";
import { createReporter } from "../reporter.ts";
import { targetChoice } from "../transfer_choice.ts";

export async function run(context: Context, options: Options<"commit">): Promise<number> {
  const project = await openProject(context);
  const confirm = (stage: string) => askYesNo(context, `stage '${stage}' has changed. Record it as it is?`);
  const commit = () =>
    commitData(project, {
      ...targetChoice(context, options),
      force: options.force,
      noRelink: !options.relink,
      ...(context.host.terminal.stdinIsTty ? { confirm } : {}),
    }, createReporter(context));
  const work = () => changeWorkspace(context, project.repo, "commit", commit);
  await withinCommand("commit", work, options.targets.map((target) => ` ${target}`).join(""));
  return 0;
}

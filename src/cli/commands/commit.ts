import { commitData } from "../../workspace/mod.ts";
import { askYesNo } from "../confirm.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";
import { withinCommand } from "../within_command.ts";
import { createReporter } from "../reporter.ts";
import { targetChoice } from "../transfer_choice.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const project = await openProject(context);
  const confirm = (stage: string) => askYesNo(context, `stage '${stage}' has changed. Record it as it is?`);
  const commit = () =>
    commitData(project, {
      ...targetChoice(context, args, options),
      force: options.flag("force"),
      noRelink: options.choice("relink") === false,
      ...(context.host.terminal.stdinIsTty ? { confirm } : {}),
    }, createReporter(context));
  const work = () => changeWorkspace(context, project.repo, "commit", commit);
  await withinCommand("commit", work, args.map((target) => ` ${target}`).join(""));
  return 0;
}

import { setFrozen } from "../pipeline/mod.ts";
import { fileColon } from "../stage/mod.ts";
import type { Context } from "./command.ts";
import { openProject } from "./open_project.ts";
import { withinCommand } from "./within_command.ts";

export async function freezeAll(context: Context, targets: readonly string[], isFrozen: boolean): Promise<number> {
  for (const target of targets) {
    const project = await openProject(context); // anew: each edit changes the files
    const verb = isFrozen ? "freeze" : "unfreeze";
    const edit = () => setFrozen(project, target, isFrozen);
    await withinCommand(verb, edit, target);
    if (context.verbosity === "quiet") continue;
    if (context.manner === "dvc") tellAsDvc(context, target);
    else context.note(`${target}: ${isFrozen ? "frozen" : "no longer frozen"}`);
  }
  return 0;
}

/** DVC's line names the stage and its file as they were given; of a `.dvc` file it says nothing. */
function tellAsDvc(context: Context, target: string): void {
  if (target.endsWith(".dvc")) return;
  const colon = fileColon(target);
  const file = colon < 0 ? "dvc.yaml" : target.slice(0, colon) || "dvc.yaml";
  context.print(`Modifying stage '${target.slice(colon + 1)}' in '${file}'`);
}

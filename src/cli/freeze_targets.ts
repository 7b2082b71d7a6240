import { ExpError } from "../common/errors.ts";
import { setFrozen } from "../pipeline/mod.ts";
import type { Context } from "./context.ts";
import { openProject } from "./open_project.ts";

export async function freezeAll(context: Context, targets: readonly string[], isFrozen: boolean): Promise<number> {
  for (const target of targets) {
    const project = await openProject(context); // anew: each edit changes the files
    try {
      await setFrozen(project, target, isFrozen);
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      throw new ExpError(error.kind, error.message, {
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        cause: error,
        dvcMessage: `failed to ${isFrozen ? "freeze" : "unfreeze"} '${target}' - ${error.dvcMessage}`,
        dvcExitCode: 1,
      });
    }
    if (context.verbosity === "quiet") continue;
    if (context.manner === "dvc") context.print(`Modifying stage '${target}' in 'dvc.yaml'`);
    else context.note(`${target}: ${isFrozen ? "frozen" : "no longer frozen"}`);
  }
  return 0;
}

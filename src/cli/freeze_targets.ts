import { setFrozen } from "../pipeline/mod.ts";
import { fileColon } from "../stage/mod.ts";
import { frozen } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import { planWrites } from "./plan.ts";
import { openProject } from "./open_project.ts";
import { withinCommand } from "./within_command.ts";

export async function freezeAll(
  context: Context,
  { targets, dryRun }: { readonly targets: readonly string[]; readonly dryRun: boolean },
  isFrozen: boolean,
): Promise<number> {
  if (dryRun) return await planWrites(context, (planned) => freezeAll(planned, { targets, dryRun: false }, isFrozen));
  for (const target of targets) {
    const project = await openProject(context); // anew: each edit changes the files
    const verb = isFrozen ? "freeze" : "unfreeze";
    const edit = () => setFrozen(project, target, isFrozen);
    await withinCommand(verb, edit, target);
    const colon = fileColon(target);
    const file = colon < 0 ? "dvc.yaml" : target.slice(0, colon) || "dvc.yaml";
    context.tell(frozen(target, isFrozen, target.slice(colon + 1), file));
  }
  return 0;
}

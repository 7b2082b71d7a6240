import { cleanUp } from "../../records/mod.ts";
import { relativeInside } from "../../repo/mod.ts";
import { cleanedUp, cleaningUp } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context): Promise<number> {
  const { repo, git } = await openExperiments(context);
  context.tell(cleaningUp);
  const { folders, infoFiles, refs } = cleanUp(repo, git);
  const removed = [...[...folders, ...infoFiles].map((path) => relativeInside(repo.root, path) ?? path), ...refs];
  context.tell(cleanedUp(removed));
  return 0;
}

import { cleanUp } from "../../records/mod.ts";
import { relativeInside } from "../../repo/mod.ts";
import type { Context } from "../command.ts";
import { openExperiments } from "../open_experiments.ts";

export async function run(context: Context): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const dvc = context.manner === "dvc" && context.verbosity !== "quiet";
  if (dvc) context.print("Cleaning up dvc-task messages...");
  const { folders, infoFiles, refs } = cleanUp(repo, git);
  const removed = [...[...folders, ...infoFiles].map((path) => relativeInside(repo.root, path) ?? path), ...refs];
  if (dvc) context.print("Done!");
  else if (context.manner === "exp") {
    for (const path of removed) context.note(`removed ${path}`);
    if (removed.length === 0) context.note("nothing was left behind");
  }
  return 0;
}

import type { RemoteItem } from "../data/mod.ts";
import { openDataStore } from "../data/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { absolutePath } from "../stage/paths.ts";
import { chooseOuts, type TargetChoice } from "./choose.ts";
import { type UsedChoice, usedData } from "./used.ts";

/** What a push, fetch or pull is about. Outs with `push: false` stay at home. */
export async function transferItems(
  project: Project,
  choice: UsedChoice,
  direction: "push" | "fetch",
): Promise<RemoteItem[]> {
  const items = await usedData(project, choice);
  if (direction === "fetch") return items;
  const atHome = new Set(
    (await project.stages()).flatMap((stage) => stage.outs.filter((out) => !out.push).map((out) => out.path)),
  );
  return items.filter((item) => !atHome.has(item.path));
}

/** Makes linked files own, writable copies. */
export async function unprotectData(project: Project, choice: TargetChoice): Promise<void> {
  const chosen = await chooseOuts(project, choice);
  using store = openDataStore(project.repo);
  for (const { out } of chosen) store.unprotect(absolutePath(project.repo, out.path));
}

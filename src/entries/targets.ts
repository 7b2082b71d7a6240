import { findTargets, Project } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { ReproChoices } from "./request.ts";

/** Refuses targets that do not exist before anything is edited or queued. */
export async function checkTargets(repo: Repo, choices: ReproChoices): Promise<void> {
  if (choices.targets.length === 0) return;
  await findTargets(new Project(repo), choices.targets, { recursive: choices.recursive, outputs: true });
}

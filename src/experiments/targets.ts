import { findTargets } from "../pipeline/targets.ts";
import { Project } from "../pipeline/project.ts";
import type { Repo } from "../repo/types.ts";
import type { ReproChoices } from "./options.ts";

/** Refuses targets that do not exist before anything is edited or queued. */
export async function checkTargets(repo: Repo, choices: ReproChoices): Promise<void> {
  if (choices.targets.length === 0) return;
  await findTargets(new Project(repo), choices.targets, { recursive: choices.recursive, outputs: true });
}

import { Project } from "../pipeline/mod.ts";
import { openRepo } from "../repo/mod.ts";
import type { Context } from "./command.ts";

/** The repository around the context's folder, with its pipelines; warnings go to standard error. */
export async function openProject(context: Context): Promise<Project> {
  const repo = await openRepo(context.host, context);
  return new Project(repo, context.warn);
}

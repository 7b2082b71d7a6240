import { Project } from "../pipeline/mod.ts";
import type { Context } from "./command.ts";
import { openHere } from "./open_here.ts";

/** The repository around the context's folder, with its pipelines; warnings go to standard error. */
export async function openProject(context: Context): Promise<Project> {
  return new Project(await openHere(context), context.warn);
}

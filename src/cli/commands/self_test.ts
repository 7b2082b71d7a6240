import type { Host } from "../../host/mod.ts";
import { examineMachine, type Finding } from "../../workspace/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { programFinding, tellFindings } from "../findings.ts";
import { makeTrialFolder, tryLinks, tryLocks, tryShell, trySpace } from "../try_machine.ts";
import { tryProject, untriedProject } from "../try_project.ts";

export async function run(context: Context, options: Options<"self-test">): Promise<number> {
  return tellFindings(context, await tryAll(context.host), options);
}

async function tryAll(host: Host): Promise<Finding[]> {
  const { path, finding } = makeTrialFolder(host);
  try {
    const programs = [programFinding(host), ...examineMachine(host), tryShell(host)];
    const hasPrograms = programs.every(({ state }) => state !== "bad");
    const places = [finding, ...hasPrograms && path !== undefined ? await tryPlace(host, path) : []];
    const isReady = hasPrograms && places.every(({ state }) => state !== "bad");
    return [...programs, ...places, ...isReady && path !== undefined ? await tryProject(host, path) : untriedProject()];
  } finally {
    if (path !== undefined) host.fs.removeTree(path);
  }
}

async function tryPlace(host: Host, folder: string): Promise<Finding[]> {
  return [trySpace(host, folder), tryLinks(host, folder), await tryLocks(host, folder)];
}

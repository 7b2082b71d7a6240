import type { Host } from "../../host/mod.ts";
import { examineMachine, type Finding } from "../../workspace/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { programFinding, tellFindings } from "../findings.ts";
import { makeTrialFolder, tryLinks, tryLocks, tryShell, trySpace } from "../try_machine.ts";
import { tryProject, untriedProject } from "../try_project.ts";
import { untilEnded } from "../until_ended.ts";

export async function run(context: Context, options: Options<"self-test">): Promise<number> {
  const findings = await untilEnded(context, "interrupted/trying-by", (ending) => tryAll(context.host, ending));
  return tellFindings(context, findings, { ...options, hints: "of-bad" }); // a line each; doctor has the rest
}

async function tryAll(host: Host, ending: AbortSignal): Promise<Finding[]> {
  const { path, finding } = makeTrialFolder(host);
  try {
    const programs = [programFinding(host), ...examineMachine(host), tryShell(host)];
    const findings = [...programs, finding, ...path === undefined ? [] : await tryPlace(host, path)];
    const isReady = path !== undefined && findings.every(({ state }) => state !== "bad");
    return [...findings, ...isReady ? await tryProject(host, path, ending) : untriedProject()];
  } finally {
    if (path !== undefined) host.fs.removeTree(path);
  }
}

async function tryPlace(host: Host, folder: string): Promise<Finding[]> {
  return [trySpace(host, folder), tryLinks(host, folder), await tryLocks(host, folder)];
}

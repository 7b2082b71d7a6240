import { dumpPyJson } from "../../common/mod.ts";
import { dataStatusJson, dataStatusText, findDataStatus, targetedPaths } from "../../compare/mod.ts";
import { unseenFault } from "../../data/mod.ts";
import { openGit } from "../../git/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";
import { withinConfigured } from "../within_command.ts";

const UNTRACKED = ["no", "all"];

export async function run(context: Context, options: Options<"data status">): Promise<number> {
  if (options.verify) {
    const { verifyRemotes } = await import("../verify_remotes.ts");
    const { targets, allBranches, allTags, allCommits, remote, json, jobs } = options;
    return await verifyRemotes(context, { targets, allBranches, allTags, allCommits }, { remote, json, jobs });
  }
  const { untrackedFiles = "no" } = options;
  if (!UNTRACKED.includes(untrackedFiles)) {
    throw fault("usage/no-choice", { option: "--untracked-files", value: untrackedFiles, choices: UNTRACKED });
  }
  const project = await openProject(context);
  const { repo } = project;
  const git = repo.git === undefined ? undefined : openGit(repo);
  const shown = { unchanged: options.unchanged, untracked: untrackedFiles === "all" };
  const request = {
    targets: await targetedPaths(project, options.targets),
    granular: options.granular,
    untracked: shown.untracked,
    gitState: !options.json,
    notInRemote: options.notInRemote || options.cloud ? { remote: options.remote } : undefined,
  };
  const status = await withinConfigured(() => findDataStatus(project, git, request));
  if (options.json) context.print(dumpPyJson(dataStatusJson(status, shown)));
  else {
    const commands = context.inManner({
      exp: { program: "exp", push: "exp data push" },
      dvc: { program: "dvc", push: "dvc push" },
    });
    context.print(dataStatusText(status, shown, commands));
  }
  const trouble = unseenFault(status.unseenInRemote);
  if (trouble !== undefined) throw trouble; // all else is told before
  return 0;
}

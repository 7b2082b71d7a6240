import { ExpError } from "../../common/mod.ts";
import { emitProgress, type Garbage } from "../../data/mod.ts";
import { Project } from "../../pipeline/mod.ts";
import { joinPath, openRepo, withRepoLock } from "../../repo/mod.ts";
import { formatBytes } from "../../ui/mod.ts";
import { collectUnused, type UsedChoice } from "../../workspace/mod.ts";
import { askYesNo, mayGoOn } from "../confirm.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";
import { commitsSinceDay } from "../since.ts";
import { tellUnknown } from "../transfer_choice.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"gc">): Promise<number> {
  const { host } = context;
  const project = await openProject(context);
  const date = options.date;
  const num = options.num;
  const revs = [...options.rev, ...(date === undefined ? [] : commitsSinceDay(project.repo, date))];
  const scopes = (["workspace", "allBranches", "allTags", "allCommits", "allExperiments"] as const).some((name) =>
    options[name]
  );
  if (num !== undefined && revs.length === 0 && !options.allBranches) {
    throw fault("usage/num-of-nothing", {});
  }
  if (!scopes && revs.length === 0 && date === undefined) {
    throw fault("usage/keep-nothing", {});
  }
  if (options.notInRemote && options.cloud) {
    throw fault("usage/not-in-remote-and-cloud", {});
  }
  const isDvc = context.manner === "dvc";
  const choice: UsedChoice = {
    revs,
    ...(num === undefined ? {} : { num }),
    allBranches: options.allBranches,
    allTags: options.allTags,
    allCommits: options.allCommits,
    // through `exp`, what waits in the queue and what was found out are never rubbish
    allExperiments: options.allExperiments || !isDvc,
    waiting: !isDvc,
    onUnknown: (unknown) => tellUnknown(context, unknown),
    ...(options.skipFailed
      ? { onUnreadable: (rev) => context.note(`WARNING: Failed to collect '${rev ?? "workspace"}', skipping`) }
      : {}),
  };
  const dry = options.dry;
  if (isDvc) context.note(`WARNING: This will remove all cache except items used in ${describe(context, options)}`);
  if (!dry && !isAllowed(context, options)) return 1;
  const mayLose = (folder: string) => {
    const said = `nobody knows which files the tracked folder ${folder} holds`;
    if (!dry && !options.force) {
      return host.terminal.stdinIsTty && askYesNo(context, `${said}; they will be lost. Go on?`);
    }
    context.note(`${isDvc ? "WARNING" : "warning"}: ${said}`);
    return true;
  };
  await withRepoLock(project.repo, { wait: lockWait(context), onWait: context.note }, async () => {
    const projects: Project[] = [];
    for (const path of options.projects) {
      projects.push(new Project(await openRepo(host, { cwd: joinPath(context.cwd, path) })));
    }
    const { cache, remotes } = await withGcFault(() =>
      collectUnused(project, {
        ...choice,
        projects,
        dry,
        notInRemote: options.notInRemote,
        cloud: options.cloud,
        remote: options.remote,
        mayLose,
        onRemove: (path) => {
          if (dry && context.verbosity !== "quiet") context.print(isDvc ? `Removing ${path}` : path);
        },
        tell: emitProgress(createReporter(context)),
      })
    );
    tell(context, cache, dry, ["repo cache", "legacy cache"]);
    for (const remote of remotes) tell(context, remote, dry, ["remote", "remote"]);
  });
  return 0;
}

async function withGcFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExpError ? fault("within/gc", {}, error) : error;
  }
}

function isAllowed(context: Context, options: Options<"gc">): boolean {
  if (context.manner === "exp") return mayGoOn(context, options, "remove unused data for good (--dry lists it)");
  return options.force || askYesNo(context, "Are you sure you want to proceed?");
}

function tell(context: Context, removed: Garbage, dry: boolean, places: readonly [string, string]): void {
  if (context.verbosity === "quiet") return;
  if (context.manner === "exp") {
    const count = removed.current + removed.legacy;
    const from = places[0] === "remote" ? " from the remote" : "";
    context.print(`${dry ? "would remove" : "removed"} ${count} objects (${formatBytes(removed.bytes)})${from}`);
    return;
  }
  for (const [count, place] of [[removed.current, places[0]], [removed.legacy, places[1]]] as const) {
    const unused = place === "remote"
      ? "No unused cache to remove from remote."
      : `No unused '${place.split(" ")[0]}' cache to remove.`;
    context.print(count > 0 ? `Removed ${count} objects from ${place}.` : unused);
  }
}

/** What is kept, in the words of DVC's warning. */
function describe(context: Context, options: Options<"gc">): string {
  const num = options.num;
  const [branches, tags] = [options.allBranches, options.allTags];
  let kept = "the workspace";
  if (options.allCommits) kept += " and all git commits";
  else {
    if (branches && num !== undefined) kept += ` and last ${num} commits from all git branches`;
    else if (branches) kept += ` and all git branches${tags ? " and tags" : ""}`;
    if (tags && !(branches && num === undefined)) kept += " and all git tags";
    const date = options.date;
    if (date !== undefined) kept += ` and all git commits before date ${date}`;
    for (const rev of options.rev) kept += ` and last ${num ?? 1} commits from ${rev}`;
  }
  if (options.allExperiments) kept += " and all experiments";
  if (options.notInRemote) kept += " that are not present in the DVC remote";
  const projects = options.projects;
  if (projects.length === 0) return `${kept} of the current repo.`;
  return [
    `${kept} of the current and the following repos:`,
    ...projects.map((path) => `  - ${joinPath(context.cwd, path)}`),
  ]
    .join("\n");
}

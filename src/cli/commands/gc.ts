import { ExpError } from "../../common/mod.ts";
import { emitProgress, type Garbage } from "../../data/mod.ts";
import { Project } from "../../pipeline/mod.ts";
import { joinPath, openRepo, withRepoLock } from "../../repo/mod.ts";
import { formatBytes } from "../../ui/mod.ts";
import { collected, keepingOnly } from "../../voice/mod.ts";
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
  if (num !== undefined && revs.length === 0 && !options.allBranches) throw fault("usage/num-of-nothing", {});
  if (!scopes && revs.length === 0 && date === undefined) throw fault("usage/keep-nothing", {});
  if (options.notInRemote && options.cloud) throw fault("usage/not-in-remote-and-cloud", {});
  const keepsExperiments = context.rules.gcKeepsExperiments;
  const choice: UsedChoice = {
    revs,
    ...(num === undefined ? {} : { num }),
    allBranches: options.allBranches,
    allTags: options.allTags,
    allCommits: options.allCommits,
    allExperiments: options.allExperiments || keepsExperiments,
    waiting: keepsExperiments,
    onUnknown: (unknown) => tellUnknown(context, unknown),
    ...(options.skipFailed
      ? { onUnreadable: (rev) => context.note(`WARNING: Failed to collect '${rev ?? "workspace"}', skipping`) }
      : {}),
  };
  const dry = options.dry;
  context.tell(keepingOnly(describe(context, options)));
  if (!dry && !isAllowed(context, options)) return 1;
  const mayLose = (folder: string) => {
    const said = `nobody knows which files the tracked folder ${folder} holds`;
    if (!dry && !options.force) {
      return host.terminal.stdinIsTty && askYesNo(context, `${said}; they will be lost. Go on?`);
    }
    context.warn(said);
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
          if (dry && context.verbosity !== "quiet") {
            context.print(context.inManner({ exp: path, dvc: `Removing ${path}` }));
          }
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
  if (context.rules.asksFirst) return mayGoOn(context, options, "remove unused data for good (--dry lists it)");
  return options.force || askYesNo(context, "Are you sure you want to proceed?");
}

function tell(context: Context, removed: Garbage, dry: boolean, places: readonly [string, string]): void {
  context.tell(collected(removed, formatBytes(removed.bytes), dry, places));
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

import { emitProgress, type Garbage } from "../../data/mod.ts";
import { Project } from "../../pipeline/mod.ts";
import { joinPath, openRepo, withRepoLock } from "../../repo/mod.ts";
import { formatBytes } from "../../ui/mod.ts";
import { collected, keepingOnly } from "../../voice/mod.ts";
import { collectUnused, type UsedChoice } from "../../workspace/mod.ts";
import { askYesNo, mayGoOn } from "../confirm.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { withinConfigured } from "../within_command.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";
import { commitsSinceDay } from "../since.ts";
import { tellingUnknown } from "../transfer_choice.ts";
import { untilEnded } from "../until_ended.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"gc">): Promise<number> {
  const project = await openProject(context);
  const { date, dry } = options;
  const revs = [...options.rev, ...(date === undefined ? [] : commitsSinceDay(project.repo, date))];
  checkScope(options, revs);
  context.tell(keepingOnly(describe(context, options)));
  if (!dry && !isAllowed(context, options)) return 1;
  await withRepoLock(project.repo, { wait: lockWait(context), onWait: context.note }, async () => {
    const work = (signal?: AbortSignal) =>
      withinConfigured(() => removeUnused(context, project, revs, options, signal));
    const isFar = options.cloud || options.notInRemote;
    await (isFar ? untilEnded(context, "interrupted/removing-by", work) : work());
  });
  return 0;
}

/** @throws {ExpError} `usage` where it is not said what to keep, or said of nothing */
function checkScope(options: Options<"gc">, revs: readonly string[]): void {
  const { workspace, allBranches, allTags, allCommits, allExperiments } = options;
  if (options.num !== undefined && revs.length === 0 && !allBranches) throw fault("usage/num-of-nothing", {});
  const isNamed = workspace || allBranches || allTags || allCommits || allExperiments;
  if (!isNamed && revs.length === 0 && options.date === undefined) throw fault("usage/keep-nothing", {});
  if (options.notInRemote && options.cloud) throw fault("usage/not-in-remote-and-cloud", {});
}

async function removeUnused(
  context: Context,
  project: Project,
  revs: readonly string[],
  options: Options<"gc">,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { dry, notInRemote, cloud, remote } = options;
  const projects: Project[] = [];
  for (const path of options.projects) {
    projects.push(new Project(await openRepo(context.host, { cwd: joinPath(context.cwd, path) })));
  }
  await collectUnused(project, {
    ...usedChoice(context, revs, options),
    projects,
    dry,
    notInRemote,
    cloud,
    remote,
    mayLose: (folder) => mayLose(context, folder, options),
    onRemove: (path) => {
      if (!dry || context.verbosity === "quiet") return;
      context.print(context.inManner({ exp: path, dvc: `Removing ${path}` }));
    },
    onCollected: (place, removed) => tell(context, removed, dry, PLACES[place]),
    tell: emitProgress(createReporter(context)),
    signal,
  });
}

function usedChoice(context: Context, revs: readonly string[], options: Options<"gc">): UsedChoice {
  const { num, allBranches, allTags, allCommits, skipFailed } = options;
  const keepsExperiments = context.rules.gcKeepsExperiments;
  return {
    revs,
    ...(num === undefined ? {} : { num }),
    allBranches,
    allTags,
    allCommits,
    allExperiments: options.allExperiments || keepsExperiments,
    waiting: keepsExperiments,
    onUnknown: tellingUnknown(context),
    ...(skipFailed
      ? { onUnreadable: (rev) => context.note(`WARNING: Failed to collect '${rev ?? "workspace"}', skipping`) }
      : {}),
  };
}

function mayLose(context: Context, folder: string, { dry, force }: Options<"gc">): boolean {
  const said = `nobody knows which files the tracked folder ${folder} holds`;
  if (!dry && !force) {
    return context.host.terminal.stdinIsTty && askYesNo(context, `${said}; they will be lost. Go on?`);
  }
  context.warn(said);
  return true;
}

function isAllowed(context: Context, options: Options<"gc">): boolean {
  if (context.rules.asksFirst) return mayGoOn(context, options, "remove unused data for good (--dry lists it)");
  return options.force || askYesNo(context, "Are you sure you want to proceed?");
}

/** As DVC calls them: where objects of today are, and those of before DVC 3. */
const PLACES = { cache: ["repo cache", "legacy cache"], remote: ["remote", "remote"] } as const;

function tell(context: Context, removed: Garbage, dry: boolean, places: readonly [string, string]): void {
  context.tell(collected(removed, formatBytes(removed.bytes), dry, places));
}

/** What is kept, in the words of DVC's warning. */
function describe(context: Context, options: Options<"gc">): string {
  let kept = `the workspace${options.allCommits ? " and all git commits" : describeCommits(options)}`;
  if (options.allExperiments) kept += " and all experiments";
  if (options.notInRemote) kept += " that are not present in the DVC remote";
  const projects = options.projects.map((path) => `\n  - ${joinPath(context.cwd, path)}`);
  if (projects.length === 0) return `${kept} of the current repo.`;
  return `${kept} of the current and the following repos:${projects.join("")}`;
}

function describeCommits({ num, allBranches, allTags, date, rev }: Options<"gc">): string {
  let kept = "";
  if (allBranches && num !== undefined) kept += ` and last ${num} commits from all git branches`;
  else if (allBranches) kept += ` and all git branches${allTags ? " and tags" : ""}`;
  if (allTags && !(allBranches && num === undefined)) kept += " and all git tags";
  if (date !== undefined) kept += ` and all git commits before date ${date}`;
  for (const one of rev) kept += ` and last ${num ?? 1} commits from ${one}`;
  return kept;
}

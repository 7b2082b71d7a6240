import type { Project } from "../../pipeline/mod.ts";
import { urlScheme } from "../../repo/mod.ts";
import { displayPath, type RepoPath } from "../../stage/mod.ts";
import { formatBytes } from "../../ui/mod.ts";
import { addUrl } from "../../sources/mod.ts";
import { addData } from "../../workspace/mod.ts";
import { withinCommand } from "../within_command.ts";
import { tellGit } from "../changed_files.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";
import { planWrites } from "../plan.ts";
import { files } from "../transfer_choice.ts";
import { createReporter } from "../reporter.ts";
import { endableBy } from "../until_ended.ts";
import { withTransferHow } from "../transfer_how.ts";

export async function run(context: Context, options: Options<"add">): Promise<number> {
  if (options.dryRun) return await plan(context, options);
  const touched = await withinCommand("add", async () => {
    checkChoice(options);
    const project = await openProject(context);
    const work = () =>
      isFromElsewhere(options) ? addElsewhere(context, project, options) : add(context, project, options);
    return { project, paths: await changeWorkspace(context, project.repo, "add", work) };
  });
  tellGit(context, touched.project.repo, touched.paths);
  return 0;
}

async function plan(context: Context, options: Options<"add">): Promise<number> {
  // what is not there yet cannot be looked at
  const how = options.toRemote ? "--to-remote" : options.out === undefined ? undefined : "--out";
  if (how !== undefined) throw fault("usage/not-with", { what: "--dry-run", how });
  return await planWrites(context, async (planned, step) => {
    checkChoice(options);
    const project = await openProject(planned);
    const instead = (path: RepoPath, observed: Seen) =>
      step(`store ${displayPath(project.repo, path)} (${contentOf(observed)})`);
    await changeWorkspace(planned, project.repo, "add", () => add(planned, project, options, { instead }));
    return 0;
  });
}

type Seen = Parameters<NonNullable<Parameters<typeof addData>[2]["instead"]>>[1];

function contentOf(observed: Seen): string {
  const bytes = formatBytes(observed.info.size ?? 0);
  return observed.kind === "file" ? bytes : `${files(observed.tree.length)}, ${bytes}`;
}

/** @throws {ExpError} `usage` */
function checkChoice({ targets, toRemote, out, glob, commit, remote, remoteJobs }: Options<"add">): void {
  const how = toRemote ? "--to-remote" : out === undefined ? undefined : "--out";
  if (how === undefined) {
    const idle = remote !== undefined ? "--remote" : remoteJobs ? "--remote-jobs" : undefined;
    if (idle !== undefined) throw fault("usage/without-to-remote", { option: idle });
    return;
  }
  const wrong = targets.length !== 1
    ? "multiple targets"
    : glob
    ? "--glob option"
    : commit
    ? undefined
    : "--no-commit option";
  if (wrong !== undefined) throw fault("usage/not-with", { what: wrong, how });
}

function isFromElsewhere({ targets, toRemote, out }: Options<"add">): boolean {
  return toRemote || (out !== undefined && urlScheme(targets[0] ?? "") !== undefined);
}

async function addElsewhere(context: Context, project: Project, options: Options<"add">): Promise<string[]> {
  const { targets: [url = ""], out, force, toRemote, remote, remoteJobs } = options;
  return await withTransferHow(
    context,
    { jobs: remoteJobs },
    (how) => addUrl(project, url, { ...how, out, force, toRemote: toRemote ? { remote } : undefined }),
  );
}

async function add(
  context: Context,
  project: Project,
  options: Options<"add">,
  how: Pick<Parameters<typeof addData>[2], "instead"> = {},
): Promise<string[]> {
  const { out } = options;
  return await addData(project, options.targets, {
    noCommit: !options.commit,
    glob: options.glob,
    force: options.force,
    noRelink: !options.relink,
    ...how,
    emit: createReporter(context),
    endable: endableBy(context),
    ...(out === undefined ? {} : { out }),
  });
}

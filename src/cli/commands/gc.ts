import { ExpError } from "../../common/errors.ts";
import { collectGarbage, emitProgress, openRemote } from "../../data/mod.ts";
import { Project } from "../../pipeline/mod.ts";
import { openRepo } from "../../repo/mod.ts";
import { withRepoLock } from "../../repo/mod.ts";
import { formatBytes } from "../../ui/mod.ts";
import { type UsedChoice, usedData } from "../../workspace/mod.ts";
import { askYesNo, mayGoOn } from "../confirm.ts";
import type { Context, Options } from "../context.ts";
import { withDvcExitCode } from "../dvc_exit_code.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";
import { commitsSince } from "../since.ts";

export async function run(context: Context, _args: readonly string[], options: Options): Promise<number> {
  const { host } = context;
  const project = await openProject(context);
  const date = options.text("date");
  const num = options.int("num");
  const revs = [...options.list("rev"), ...(date === undefined ? [] : commitsSince(project.repo, date))];
  const scopes = ["workspace", "allBranches", "allTags", "allCommits", "allExperiments"].some((name) =>
    options.flag(name)
  );
  if (!scopes && revs.length === 0 && date === undefined) {
    throw new ExpError(
      "usage",
      "say what to keep: --workspace, --all-branches, --all-tags, --all-commits, --all-experiments, --rev or --date",
      {
        dvcMessage:
          "Either of `-w|--workspace`, `-a|--all-branches`, `-T|--all-tags` `--all-experiments`, `--all-commits`, `--date` or `--rev` needs to be set.",
        dvcExitCode: 255,
      },
    );
  }
  if (num !== undefined && revs.length === 0 && !options.flag("allBranches")) {
    throw new ExpError("usage", "--num goes with --rev or --all-branches", {
      dvcMessage: "`--num` can only be used alongside `--rev` or `--all-branches`",
      dvcExitCode: 255,
    });
  }
  const remoteOf = () => withDvcExitCode(251, async () => await openRemote(project.repo, options.text("remote")));
  const choice: UsedChoice = {
    revs,
    ...(num === undefined ? {} : { num }),
    allBranches: options.flag("allBranches"),
    allTags: options.flag("allTags"),
    allCommits: options.flag("allCommits"),
    // through `exp`, what waits in the queue and what was found out are never rubbish
    allExperiments: options.flag("allExperiments") || context.manner === "exp",
    waiting: context.manner === "exp",
    ...(options.flag("skipFailed")
      ? { onUnreadable: (rev: string) => context.note(`WARNING: skipped ${rev.slice(0, 7)}`) }
      : {}),
  };
  const dry = options.flag("dry");
  const progress = emitProgress(createReporter(context));
  if (context.manner === "dvc") {
    context.note(`WARNING: This will remove all cache except items used in ${describe(options)} of the current repo.`);
  }
  if (!dry && !isAllowed(context, options)) return context.manner === "dvc" ? 0 : 1;
  await withRepoLock(project.repo, { wait: lockWait(context), onWait: context.note }, async () => {
    const used = await usedData(project, choice);
    for (const path of options.list("projects")) {
      used.push(...await usedData(new Project(await openRepo(host, { cwd: path })), choice));
    }
    const keep = used.map((item) => item.info);
    if (options.flag("notInRemote")) {
      const remote = await remoteOf();
      keep.push(...notIn(remote.url, project.repo.cacheDir, context));
    }
    const removed = collectGarbage(project.repo, keep, { dry, tell: progress });
    tell(context, removed, dry);
    if (options.flag("cloud")) {
      const remote = await remoteOf();
      tell(context, collectGarbage(project.repo, keep, { dry, base: remote.url, tell: progress }), dry);
    }
  });
  return 0;
}

function isAllowed(context: Context, options: Options): boolean {
  if (context.manner === "exp") return mayGoOn(context, options, "remove unused data for good (--dry lists it)");
  return options.flag("force") || askYesNo(context, "Are you sure you want to proceed?");
}

/** Objects of the cache that the remote lacks: with --not-in-remote they are kept. */
function notIn(remote: string, cache: string, context: Context) {
  const { fs } = context.host;
  const kept: { algorithm: "md5"; hash: string }[] = [];
  const base = `${cache}/files/md5`;
  for (const shard of fs.exists(base) ? fs.list(base) : []) {
    for (const { name } of fs.list(`${base}/${shard.name}`)) {
      if (!fs.exists(`${remote}/files/md5/${shard.name}/${name}`)) {
        kept.push({ algorithm: "md5", hash: shard.name + name });
      }
    }
  }
  return kept;
}

function tell(context: Context, removed: { current: number; legacy: number; bytes: number }, dry: boolean): void {
  if (context.verbosity === "quiet") return;
  if (context.manner === "exp") {
    const count = removed.current + removed.legacy;
    context.print(`${dry ? "would remove" : "removed"} ${count} objects (${formatBytes(removed.bytes)})`);
    return;
  }
  context.print(
    removed.current > 0 ? `Removed ${removed.current} objects from repo cache.` : "No unused 'repo' cache to remove.",
  );
  context.print(
    removed.legacy > 0 ? `Removed ${removed.legacy} objects from legacy cache.` : "No unused 'legacy' cache to remove.",
  );
}

function describe(options: Options): string {
  const kept = ["the workspace"];
  if (options.flag("allCommits")) kept.push("all git commits");
  else {
    if (options.flag("allBranches")) kept.push("all git branches");
    if (options.flag("allTags")) kept.push("all git tags");
  }
  if (options.flag("allExperiments")) kept.push("all experiments");
  return kept.length < 2 ? kept.join("") : `${kept.slice(0, -1).join(", ")} and ${kept.at(-1)}`;
}

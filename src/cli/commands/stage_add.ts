import { ExpError } from "../../common/mod.ts";
import { addStage, type NewOut, reproduce } from "../../pipeline/mod.ts";
import { displayPath } from "../../stage/mod.ts";
import { relativeInside } from "../../repo/mod.ts";
import { tellGit } from "../changed_files.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { planWrites } from "../plan.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"stage add">): Promise<number> {
  if (options.run && options.dryRun) throw fault("usage/exclusive", { a: "--dry-run", b: "--run" });
  if (options.dryRun) return await planWrites(context, (planned) => run(planned, { ...options, dryRun: false }));
  const name = options.name;
  if (name === undefined) throw fault("usage/stage-name", {});
  if (options.command.every((word) => word === "")) throw fault("usage/stage-command", {});
  const project = await openProject(context);
  const wdir = options.wdir, desc = options.desc;
  const { changed } = await addStage(project, {
    name,
    command: options.command,
    deps: options.deps,
    params: options.params,
    outs: outsOf(options),
    alwaysChanged: options.alwaysChanged,
    force: options.force,
    ...(wdir === undefined ? {} : { wdir }),
    ...(desc === undefined ? {} : { desc }),
  });
  if (context.verbosity !== "quiet") context.print(`Added stage '${name}' in 'dvc.yaml'`);
  const shown = changed.map((path) => displayPath(project.repo, relativeInside(project.repo.root, path) ?? path))
    .sort();
  if (options.run) {
    const fresh = await openProject(context);
    try {
      await reproduce(
        fresh.repo,
        { targets: [name], singleItem: true, wait: lockWait(context) },
        createReporter(context),
      );
    } catch (error) {
      throw error instanceof ExpError ? fault("within/stage-add", { name }, error) : error;
    }
  } else tellGit(context, project.repo, shown);
  return 0;
}

const OUT_OPTIONS = [
  ["outs", { kind: "outs" }],
  ["outsNoCache", { kind: "outs", cache: false }],
  ["outsPersist", { kind: "outs", persist: true }],
  ["outsPersistNoCache", { kind: "outs", cache: false, persist: true }],
  ["metrics", { kind: "metrics" }],
  ["metricsNoCache", { kind: "metrics", cache: false }],
  ["plots", { kind: "plots" }],
  ["plotsNoCache", { kind: "plots", cache: false }],
] as const;

function outsOf(options: Options<"stage add">): NewOut[] {
  return OUT_OPTIONS.flatMap(([option, facts]) => options[option].map((path) => ({ path, ...facts })));
}

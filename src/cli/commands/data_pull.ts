import { emitProgress } from "../../data/mod.ts";
import { withRepoLock } from "../../repo/mod.ts";
import { displayPath } from "../../stage/paths.ts";
import { checkoutData, transferItems } from "../../workspace/mod.ts";
import type { Context, Options } from "../context.ts";
import { withDvcExitCode } from "../dvc_exit_code.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";
import { files, remoteToFetch, targetChoice, transferChoice } from "../transfer_choice.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  return await withDvcExitCode(1, () => pullData(context, args, options), "failed to pull data from the cloud - ");
}

async function pullData(context: Context, args: readonly string[], options: Options): Promise<number> {
  const project = await openProject(context);
  const remote = remoteToFetch(context, project.repo, options);
  const items = await transferItems(project, transferChoice(context, args, options), "fetch");
  const runs = options.flag("runCache") ? remote?.fetchRuns() ?? 0 : 0;
  const emit = createReporter(context);
  const copied = remote?.fetch(items, emitProgress(emit)).copied ?? 0;
  const { changes } = await withRepoLock(
    project.repo,
    { wait: lockWait(context), onWait: context.note },
    () =>
      checkoutData(project, {
        ...targetChoice(context, args, options),
        force: options.flag("force"),
        allowMissing: options.flag("allowMissing"),
      }, emit),
  );
  if (context.verbosity === "quiet") return 0;
  for (const { kind, path } of changes) {
    context.print(
      `${kind[0]!.toUpperCase()}\t${displayPath(project.repo, path.replace(/\/$/, ""))}${
        path.endsWith("/") ? "/" : ""
      }`,
    );
  }
  const parts = [
    ...(copied + runs > 0 ? [`${files(copied + runs)} fetched`] : []),
    ...(changes.length > 0 ? [`${files(changes.length)} added`] : []),
  ];
  context.print(parts.length === 0 ? "Everything is up to date." : parts.join(" and "));
  return 0;
}

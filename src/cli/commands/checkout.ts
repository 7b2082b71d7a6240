import { withRepoLock } from "../../repo/mod.ts";
import { displayPath } from "../../stage/paths.ts";
import { checkoutData } from "../../workspace/mod.ts";
import type { Context, Options } from "../context.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";
import { lockWait } from "../repro_choices.ts";
import { targetChoice } from "../transfer_choice.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const project = await openProject(context);
  const { changes } = await withRepoLock(
    project.repo,
    { wait: lockWait(context), onWait: context.note },
    () =>
      checkoutData(project, {
        ...targetChoice(context, args, options),
        force: options.flag("force"),
        relink: options.flag("relink"),
        allowMissing: options.flag("allowMissing"),
      }, createReporter(context)),
  );
  if (context.verbosity === "quiet") return 0;
  if (options.flag("summary")) {
    const count = (kind: string) => changes.filter((change) => change.kind === kind).length;
    const parts = (["modified", "added", "deleted"] as const).map((kind) => [count(kind), kind] as const)
      .filter(([n]) => n > 0).map(([n, kind]) => `${n} file${n === 1 ? "" : "s"} ${kind}`);
    context.print(parts.length === 0 ? "No changes." : parts.join(", ").replace(/, ([^,]*)$/, " and $1"));
    return 0;
  }
  for (const { kind, path } of changes) {
    context.print(
      `${kind[0]!.toUpperCase()}\t${displayPath(project.repo, path.replace(/\/$/, ""))}${
        path.endsWith("/") ? "/" : ""
      }`,
    );
  }
  return 0;
}

import type { ReproOptions } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { importing } from "../voice/mod.ts";
import type { Context } from "./command.ts";

/** How a run brings imports up to date that are not frozen. */
export function importerOf(
  context: Context,
  repo: Repo,
  keepStdout: boolean,
): Exclude<ReproOptions["importer"], undefined> {
  return async (stage) => {
    const { updateImport } = await import("../sources/mod.ts");
    const isNew = await updateImport(repo, stage, {
      force: context.inManner({ exp: false, dvc: true }),
      onBegin: ({ from, out }) => {
        if (!keepStdout) context.tell(importing(from, out));
      },
    });
    return isNew ? "ran" : "skipped";
  };
}

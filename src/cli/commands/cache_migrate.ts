import { countOldObjects, emitProgress, migrateCache } from "../../data/mod.ts";
import { migrateRecords } from "../../workspace/mod.ts";
import { tellGit } from "../changed_files.ts";
import { changeWorkspace } from "../change_workspace.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";
import { createReporter } from "../reporter.ts";

export async function run(context: Context, options: Options<"cache migrate">): Promise<number> {
  const project = await openProject(context);
  const { repo } = project;
  const emit = createReporter(context);
  if (options.dry) {
    context.print(`${countOldObjects(repo)} files will be re-hashed and migrated to the DVC 3.0 cache location.`);
    if (options.dvcFiles) tellFiles(context, (await migrateRecords(project, true, emit)).files);
    return 0;
  }
  return await changeWorkspace(context, repo, "cache migrate", async () => {
    const added = migrateCache(repo, emitProgress(emit));
    context.print(`Migrated ${added} files to DVC 3.0 cache location.`);
    if (!options.dvcFiles) return 0;
    const { files, left, written } = await migrateRecords(project, false, emit);
    if (files.length === 0) context.print("No DVC files in the repo to migrate to the 3.0 format.");
    for (const file of files) {
      const isLeft = left.some((each) => each.file === file);
      if (file.endsWith(".dvc") && !isLeft) context.print(`Updating DVC file '${file}'`);
    }
    tellGit(context, repo, written);
    for (const { file, why } of left) context.warn(`${file} keeps its old hashes: ${why}`);
    return left.length === 0 ? 0 : 1;
  });
}

function tellFiles(context: Context, files: readonly string[]): void {
  if (files.length === 0) return context.print("No DVC files in the repo to migrate to the 3.0 format.");
  context.print("Entries in following DVC files will be migrated to the 3.0 format:");
  for (const file of files) context.print(`\t${file}`);
}

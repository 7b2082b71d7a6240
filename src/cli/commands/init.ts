import { PENGUINS } from "../../example/mod.ts";
import { commitFiles, initGit } from "../../git/mod.ts";
import { findGit, type InitOptions, initRepo, joinPath, parentOf } from "../../repo/mod.ts";
import { initialized } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";

export function run(context: Context, options: Options<"init">): number {
  const folder = joinPath(context.cwd, options.directory ?? "");
  context.host.fs.makeDir(folder);
  if (options.example) return writeExample(context, folder);
  const choices: InitOptions = {
    folder,
    subdir: options.subdir,
    noScm: !options.scm,
    force: options.force,
  };
  if (context.rules.initMakesGit && !choices.noScm && findGit(context.host.fs, folder) === undefined) {
    initGit(context.host, folder);
  }
  initRepo(context.host, choices);
  context.tell(initialized());
  return 0;
}

/** @throws {ExpError} `exists` when the folder is not empty */
function writeExample(context: Context, folder: string): number {
  const { fs } = context.host;
  const inTheWay = fs.list(folder).filter((entry) => entry.name !== ".git");
  if (inTheWay.length > 0) throw fault("exists/folder", { folder, holds: inTheWay[0]!.name });
  if (findGit(fs, folder)?.prefix !== "") initGit(context.host, folder);
  initRepo(context.host, { folder });
  for (const [file, text] of Object.entries(PENGUINS)) {
    const path = joinPath(folder, file);
    fs.makeDir(parentOf(path));
    fs.writeAtomic(path, text);
  }
  const paths = [".dvc", ".dvcignore", ...Object.keys(PENGUINS)];
  commitFiles(context.host, folder, paths, "Add the penguins example");
  if (context.verbosity === "quiet") return 0;
  context.print(`Wrote the penguins example to ${folder} and committed it.`);
  context.print("next: exp run" + (folder === context.cwd ? "" : `   (after: cd ${folder})`));
  return 0;
}

import { editConfig, pathForConfig, readConfigFile } from "../../repo/config_store.ts";
import { openRepo } from "../../repo/mod.ts";
import { levelOption } from "../config_level.ts";
import type { Context, Options } from "../context.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const repo = await openRepo(context.host, { cwd: context.cwd });
  const [value] = args;
  if (value === undefined && !options.flag("unset")) {
    context.print(repo.cacheDir);
    return 0;
  }
  const file = readConfigFile(context.host, repo.dvcDir, levelOption(options) ?? "project");
  editConfig(context.host, file, [
    value === undefined
      ? { op: "delete", section: "cache", key: "dir" }
      : { op: "set", section: "cache", key: "dir", value: pathForConfig(file, context.cwd, value) },
  ]);
  return 0;
}

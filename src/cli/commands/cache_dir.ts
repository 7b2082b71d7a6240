import { listConfig, missingOption, openRepo, readConfigFile, valueForConfig } from "../../repo/mod.ts";
import { changeConfig } from "../plan.ts";
import { levelOption } from "../config_level.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";

export async function run(context: Context, options: Options<"cache dir">): Promise<number> {
  const repo = await openRepo(context.host, context);
  const { value } = options;
  const level = levelOption(options);
  if (value === undefined && !options.unset) {
    const own = listConfig(context.host, repo.dvcDir, level ?? "project")
      .find((entry) => entry.section === "cache" && entry.option === "dir");
    if (level !== undefined && own === undefined) {
      throw missingOption(readConfigFile(context.host, repo.dvcDir, level), "cache", "dir");
    }
    context.print(level === undefined ? repo.cacheDir : own?.value ?? "");
    return 0;
  }
  const file = readConfigFile(context.host, repo.dvcDir, level ?? "project");
  if (value === undefined && !file.sections.get("cache")?.has("dir")) throw missingOption(file, "cache", "dir");
  changeConfig(context, options.dryRun, file, [
    value === undefined
      ? { op: "delete", section: "cache", key: "dir" }
      : { op: "set", section: "cache", key: "dir", value: valueForConfig(file, context.cwd, "cache", "dir", value) },
  ]);
  return 0;
}

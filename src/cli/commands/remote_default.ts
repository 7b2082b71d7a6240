import { openRepo, readConfigFile } from "../../repo/mod.ts";
import { changeConfig } from "../plan.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { levelOption } from "../config_level.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"remote default">): Promise<number> {
  const repo = await openRepo(context.host, context);
  const level = levelOption(options);
  const name = options.name?.toLowerCase();
  if (name === undefined && !options.unset) {
    const current = level === undefined
      ? repo.config.get("core", "remote")
      : readConfigFile(context.host, repo.dvcDir, level).sections.get("core")?.get("remote");
    context.print(current ?? "No default remote set");
    return current === undefined ? 1 : 0;
  }
  const file = readConfigFile(context.host, repo.dvcDir, level ?? "project");
  if (name !== undefined && !repo.config.remoteNames().includes(name)) throw fault("config/unlisted-default", {});
  changeConfig(context, options.dryRun, file, [
    name === undefined
      ? { op: "delete", section: "core", key: "remote" }
      : { op: "set", section: "core", key: "remote", value: name },
  ]);
  return 0;
}

import { editConfig, openRepo, readConfigFile } from "../../repo/mod.ts";
import { levelOption } from "../config_level.ts";
import type { Context, Options } from "../context.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const repo = await openRepo(context.host, context);
  const level = levelOption(options);
  const name = args[0]?.toLowerCase();
  if (name === undefined && !options.flag("unset")) {
    const current = level === undefined
      ? repo.config.get("core", "remote")
      : readConfigFile(context.host, repo.dvcDir, level).sections.get("core")?.get("remote");
    context.print(current ?? "No default remote set");
    return current === undefined ? 1 : 0;
  }
  const file = readConfigFile(context.host, repo.dvcDir, level ?? "project");
  if (name !== undefined && !repo.config.remoteNames().includes(name)) {
    throw fault("config/unlisted-default", {});
  }
  editConfig(context.host, file, [
    name === undefined
      ? { op: "delete", section: "core", key: "remote" }
      : { op: "set", section: "core", key: "remote", value: name },
  ]);
  return 0;
}

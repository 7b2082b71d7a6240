import { configProblem, editConfig, pathForConfig, readConfigFile } from "../../repo/config_store.ts";
import { openRepo } from "../../repo/mod.ts";
import { levelOption } from "../config_level.ts";
import type { Context, Options } from "../context.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const [name = "", option = "", value] = args;
  const repo = await openRepo(context.host, { cwd: context.cwd });
  if (!repo.config.remoteNames().includes(name)) throw configProblem(`remote '${name}' doesn't exist.`);
  const section = `remote "${name}"`;
  const file = readConfigFile(context.host, repo.dvcDir, levelOption(options) ?? "project");
  if (options.flag("unset")) {
    editConfig(context.host, file, [{ op: "delete", section, key: option }]);
    return 0;
  }
  if (value === undefined) throw configProblem(`option '${option}' needs a value, or --unset`);
  const text = option === "url" ? pathForConfig(file, context.cwd, value) : value;
  editConfig(context.host, file, [{ op: "set", section, key: option, value: text }]);
  return 0;
}

import { CONFIG_LEVELS, listConfig, openRepo, readConfigFile, valueForConfig } from "../../repo/mod.ts";
import { changeConfig } from "../plan.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { levelOption } from "../config_level.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"remote modify">): Promise<number> {
  const { option, value } = options;
  const name = options.name.toLowerCase();
  const repo = await openRepo(context.host, context);
  const section = `remote "${name}"`;
  const file = readConfigFile(context.host, repo.dvcDir, levelOption(options) ?? "project");
  const seen = CONFIG_LEVELS.slice(0, CONFIG_LEVELS.indexOf(file.level) + 1); // what a stronger level has is not there yet
  const isThere = listConfig(context.host, repo.dvcDir).some((entry) =>
    entry.section === section && seen.some((one) => one === entry.level)
  );
  if (!isThere) throw fault("config/not-a-remote", { remote: name });
  if (options.unset) {
    changeConfig(context, options.dryRun, file, [{ op: "delete", section, key: option }]);
    return 0;
  }
  if (value === undefined) throw fault("config/no-value", { remote: name, option });
  const text = valueForConfig(file, context.cwd, section, option, value);
  changeConfig(context, options.dryRun, file, [{ op: "set", section, key: option, value: text }]);
  return 0;
}

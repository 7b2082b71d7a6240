import { CONFIG_LEVELS, configFile, readConfigFile } from "../../repo/mod.ts";
import { changeConfig } from "../plan.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { dvcDirOf, levelOption } from "../config_level.ts";
import { fault } from "../fault.ts";

export function run(context: Context, options: Options<"remote remove">): number {
  const name = options.name.toLowerCase();
  const section = `remote "${name}"`;
  const dvcDir = dvcDirOf(context);
  const level = levelOption(options) ?? "project";
  const file = readConfigFile(context.host, dvcDir, level);
  if (!file.sections.has(section)) throw fault("config/not-a-remote", { remote: name });
  // a default that points nowhere would break every transfer, and what amends a remote that is no more every command: they
  // go at this level and the stronger ones
  for (const one of CONFIG_LEVELS.toReversed()) {
    if (configFile(context.host, dvcDir, one) === undefined) continue;
    const other = readConfigFile(context.host, dvcDir, one);
    if (other.sections.get("core")?.get("remote") === name) {
      changeConfig(context, options.dryRun, other, [{ op: "delete", section: "core", key: "remote" }]);
    }
    if (one === level) break;
    if (other.sections.get(section)?.has("url") === false) {
      changeConfig(context, options.dryRun, other, [{ op: "delete", section }]);
    }
  }
  changeConfig(context, options.dryRun, file, [{ op: "delete", section }]);
  return 0;
}

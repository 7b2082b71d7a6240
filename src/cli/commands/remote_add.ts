import { readConfigFile, valueForConfig } from "../../repo/mod.ts";
import { changeConfig } from "../plan.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { dvcDirOf, levelOption } from "../config_level.ts";
import { fault } from "../fault.ts";

export function run(context: Context, options: Options<"remote add">): number {
  const [name, url] = [options.name.toLowerCase(), options.url];
  const section = `remote "${name}"`;
  const dvcDir = dvcDirOf(context);
  const file = readConfigFile(context.host, dvcDir, levelOption(options) ?? "project");
  if (file.sections.has(section) && !options.force) throw fault("config/remote-exists", { remote: name });
  const value = valueForConfig(file, context.cwd, section, "url", url);
  const asDefault = options.default;
  if (asDefault && context.verbosity !== "quiet") context.print(`Setting '${name}' as a default remote.`);
  changeConfig(context, options.dryRun, file, [
    // what is replaced keeps its place in the file, and nothing of what it said
    ...[...file.sections.get(section)?.keys() ?? []].filter((key) => key !== "url").map((key) => (
      { op: "delete" as const, section, key }
    )),
    ...(asDefault ? [{ op: "set" as const, section: "core", key: "remote", value: name }] : []),
    { op: "set", section, key: "url", value },
  ]);
  return 0;
}

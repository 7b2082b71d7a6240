import {
  listConfig,
  missingOption,
  optionLabel,
  parseOptionName,
  readConfigFile,
  relativeInside,
  valueForConfig,
} from "../../repo/mod.ts";
import { changeConfig } from "../plan.ts";
import { dvcDirOf, levelOption } from "../config_level.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";

export function run(context: Context, options: Options<"config">): number {
  const { host } = context;
  const dvcDir = dvcDirOf(context);
  const level = levelOption(options);
  const { name, value } = options;
  const showOrigin = options.showOrigin;
  const originOf = (path: string) => {
    const inside = dvcDir === undefined || !path.startsWith("/") ? undefined : relativeInside(dvcDir, path);
    return context.inManner({ exp: path, dvc: inside === undefined ? path : `.dvc/${inside}` });
  };
  const line = (entry: { path: string }, text: string) =>
    context.print(showOrigin ? `${originOf(entry.path)}\t${text}` : text);

  if (options.json && !options.list) throw fault("usage/goes-with", { option: "--json", needs: "--list" });
  if (showOrigin && (value !== undefined || options.unset)) throw fault("usage/show-origin", {});
  if (options.list) {
    if (name !== undefined || options.unset) throw fault("usage/list-of-one", {});
    if (options.json) {
      const entries = listConfig(host, dvcDir, level).map((entry) => ({
        option: optionLabel(entry),
        value: entry.value,
        level: entry.level,
        file: entry.path,
      }));
      context.print(JSON.stringify({ schema: 1, entries }));
      return 0;
    }
    for (const entry of listConfig(host, dvcDir, level)) line(entry, `${optionLabel(entry)}=${entry.value}`);
    return 0;
  }
  if (name === undefined) throw fault("usage/which-option", {});
  const { section, option } = parseOptionName(name);
  if (options.unset || value !== undefined) {
    const file = readConfigFile(host, dvcDir, level ?? "project");
    if (!options.unset) {
      const text = valueForConfig(file, context.cwd, section, option, value!);
      changeConfig(context, options.dryRun, file, [{ op: "set", section, key: option, value: text }]);
      return 0;
    }
    if (!file.sections.get(section)?.has(option)) throw missingOption(file, section, option);
    changeConfig(context, options.dryRun, file, [{ op: "delete", section, key: option }]);
    return 0;
  }
  const entry = listConfig(host, dvcDir, level).findLast((e) =>
    e.section.toLowerCase() === section && e.option.toLowerCase() === option
  );
  if (entry !== undefined) line(entry, entry.value);
  // what no level has is as good as empty; what the level that was asked for has not is a fault
  else if (level !== undefined) throw missingOption(readConfigFile(host, dvcDir, level), section, option);
  return 0;
}

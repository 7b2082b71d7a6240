import { CONFIG_LEVELS, configProblem, editConfig, openRepo, readConfigFile } from "../../repo/mod.ts";
import { levelOption } from "../config_level.ts";
import type { Context, Options } from "../context.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const [name = "", next = ""] = args.map((arg) => arg.toLowerCase());
  const repo = await openRepo(context.host, context);
  const level = levelOption(options) ?? "project";
  const file = readConfigFile(context.host, repo.dvcDir, level);
  if (repo.config.remoteNames().includes(next)) {
    throw configProblem(`Rename failed. Remote name '${next}' already exists.`);
  }
  if (!file.sections.has(`remote "${name}"`)) throw configProblem(`remote '${name}' doesn't exist.`);
  // first the new name, so that no default ever points nowhere
  editConfig(context.host, file, [{
    op: "rename",
    section: `remote "${name}"`,
    newName: `remote "${next}"`,
  }]);
  for (const one of CONFIG_LEVELS.slice(CONFIG_LEVELS.indexOf(level))) {
    const other = readConfigFile(context.host, repo.dvcDir, one);
    if (other.sections.get("core")?.get("remote") !== name) continue;
    editConfig(context.host, other, [{ op: "set", section: "core", key: "remote", value: next }]);
  }
  return 0;
}

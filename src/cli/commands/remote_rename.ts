import { configProblem, editConfig, readConfigFile } from "../../repo/config_store.ts";
import { openRepo } from "../../repo/mod.ts";
import { levelOption } from "../config_level.ts";
import type { Context, Options } from "../context.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const [name = "", next = ""] = args;
  const repo = await openRepo(context.host, { cwd: context.cwd });
  const file = readConfigFile(context.host, repo.dvcDir, levelOption(options) ?? "project");
  if (!file.sections.has(`remote "${name}"`)) throw configProblem(`remote '${name}' doesn't exist.`);
  if (repo.config.remoteNames().includes(next)) {
    throw configProblem(`remote '${next}' already exists. Use \`-f|--force\` to overwrite it.`);
  }
  editConfig(context.host, file, [{ op: "rename", section: `remote "${name}"`, newName: `remote "${next}"` }]);
  for (const level of ["project", "local"] as const) {
    const other = readConfigFile(context.host, repo.dvcDir, level);
    if (other.sections.get("core")?.get("remote") === name) {
      editConfig(context.host, other, [{ op: "set", section: "core", key: "remote", value: next }]);
    }
  }
  return 0;
}

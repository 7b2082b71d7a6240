import { CONFIG_LEVELS, editConfig, openRepo, readConfigFile } from "../../repo/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { levelOption } from "../config_level.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"remote rename">): Promise<number> {
  const [name, next] = [options.name.toLowerCase(), options.new.toLowerCase()];
  const repo = await openRepo(context.host, context);
  const level = levelOption(options) ?? "project";
  const file = readConfigFile(context.host, repo.dvcDir, level);
  if (repo.config.remoteNames().includes(next)) throw fault("config/name-taken", { remote: next });
  if (!file.sections.has(`remote "${name}"`)) throw fault("config/not-a-remote", { remote: name });
  // first the new name, so that no default ever points nowhere
  editConfig(context.host, file, [{
    op: "rename",
    section: `remote "${name}"`,
    newName: `remote "${next}"`,
  }]);
  for (const one of CONFIG_LEVELS.slice(CONFIG_LEVELS.indexOf(level))) {
    const other = readConfigFile(context.host, repo.dvcDir, one);
    // what amends it there would be a remote without a url, and such a configuration is refused by all commands
    if (one !== level && other.sections.get(`remote "${name}"`)?.has("url") === false) {
      editConfig(context.host, other, [{ op: "rename", section: `remote "${name}"`, newName: `remote "${next}"` }]);
    }
    if (other.sections.get("core")?.get("remote") !== name) continue;
    editConfig(context.host, other, [{ op: "set", section: "core", key: "remote", value: next }]);
  }
  return 0;
}

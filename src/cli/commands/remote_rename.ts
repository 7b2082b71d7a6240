import { CONFIG_LEVELS, type ConfigFile, openRepo, readConfigFile } from "../../repo/mod.ts";
import { changeConfig } from "../plan.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { levelOption } from "../config_level.ts";
import { fault } from "../fault.ts";
import { warnOfUsers } from "../remote_users.ts";

/** A remote by its two names, as sections are called. */
interface Names {
  readonly name: string;
  readonly next: string;
  readonly old: string;
  readonly renamed: string;
}

/**
 * Each write leaves a configuration that works, and is no other to whoever uses it, should it be the last one: where
 * several files speak of the remote, it has both names until all of them speak of the new one. The same command again
 * completes what was interrupted.
 */
export async function run(context: Context, options: Options<"remote rename">): Promise<number> {
  const [name, next] = [options.name.toLowerCase(), options.new.toLowerCase()];
  const names: Names = { name, next, old: `remote "${name}"`, renamed: `remote "${next}"` };
  const repo = await openRepo(context.host, context);
  const level = levelOption(options) ?? "project";
  const read = (one: ConfigFile["level"]) => readConfigFile(context.host, repo.dvcDir, one);
  const file = read(level);
  if (repo.config.remoteNames().includes(next) && !isBegun(file, names)) {
    throw fault("config/name-taken", { remote: next });
  }
  if (!file.sections.has(names.old)) throw fault("config/not-a-remote", { remote: name });
  const stronger = CONFIG_LEVELS.slice(CONFIG_LEVELS.indexOf(level) + 1).map(read).filter((other) =>
    amends(other, names) || isDefault(other, names)
  );
  const edit = (one: ConfigFile, edits: Edits) => changeConfig(context, options.dryRun, one, edits);
  const others = stronger.filter((other) => amends(other, names));
  if (stronger.length > 0) {
    edit(file, copy(file, names));
    for (const other of stronger) {
      edit(other, [...amends(other, names) ? copy(other, names) : [], ...newDefault(other, names)]);
    }
    if (others.length > 0) edit(file, newDefault(file, names));
    for (const other of others) edit(other, move(names));
  }
  edit(file, [...move(names), ...newDefault(file, names)]);
  await context.inManner({ exp: () => warnOfUsers(context, repo, name, next), dvc: () => {} })();
  return 0;
}

/** Has a rename to that name been interrupted? Then both say the same. */
function isBegun({ sections }: ConfigFile, { old, renamed }: Names): boolean {
  const [before, after] = [sections.get(old), sections.get(renamed)];
  if (before === undefined || after === undefined || before.size !== after.size) return false;
  return [...before].every(([option, value]) => after.get(option) === value);
}

/** What amends it elsewhere would be a remote without a url, and such a configuration is refused by all commands. */
function amends({ sections }: ConfigFile, { old }: Names): boolean {
  return sections.get(old)?.has("url") === false;
}

function isDefault({ sections }: ConfigFile, { name }: Names): boolean {
  return sections.get("core")?.get("remote") === name;
}

type Edits = Parameters<typeof changeConfig>[3];

function copy({ sections }: ConfigFile, { old, renamed }: Names): Edits {
  return [...sections.get(old) ?? []].map(([key, value]) => ({ op: "set", section: renamed, key, value }));
}

/** In the old one's place, with its comments. */
function move({ old, renamed }: Names): Edits {
  return [{ op: "delete", section: renamed }, { op: "rename", section: old, newName: renamed }];
}

function newDefault(file: ConfigFile, names: Names): Edits {
  return isDefault(file, names) ? [{ op: "set", section: "core", key: "remote", value: names.next }] : [];
}

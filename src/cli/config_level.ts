import { type ConfigLevel, findDvcDir } from "../repo/mod.ts";
import type { Context, ValuesOf } from "./command.ts";
import type { LEVEL_OPTIONS } from "./specs/data.ts";
import { fault } from "./fault.ts";

/** `--global`, `--system`, `--project` or `--local`; undefined when none was given. @throws {ExpError} `usage` */
export function levelOption(options: ValuesOf<typeof LEVEL_OPTIONS>): ConfigLevel | undefined {
  const given = (["global", "system", "project", "local"] as const).filter((level) => options[level]);
  if (given.length > 1) throw fault("usage/exclusive", { a: `--${given[0]}`, b: `--${given[1]}` });
  return given[0];
}

/** The `.dvc` folder around the context's folder; undefined outside of a repository. */
export function dvcDirOf(context: Context): string | undefined {
  return findDvcDir(context.host, context.cwd);
}

import type { ConfigSections } from "@exp/formats";
import type { Host } from "../host/mod.ts";
import { configVariables, sectionsOf, type Variable } from "./config_environment.ts";
import { checkConfigSection, isPathOption, splitList, splitSection, urlScheme } from "./config_schema.ts";
import { fault } from "./faults.ts";
import { joinPath, parentOf } from "./paths.ts";
import type { Config } from "./types.ts";

/** The four places of configuration, weakest first. */
export const CONFIG_LEVELS = ["system", "global", "project", "local"] as const;
export type ConfigLevel = (typeof CONFIG_LEVELS)[number];

/** The file of a level; undefined when it has no place (no HOME, or no repository for the last two). */
export function configFile(host: Host, dvcDir: string | undefined, level: ConfigLevel): string | undefined {
  switch (level) {
    case "system":
      return joinPath(host.env.get("DVC_SYSTEM_CONFIG_DIR") || "/etc/xdg/dvc", "config");
    case "global": {
      const folder = host.env.get("DVC_GLOBAL_CONFIG_DIR") || userFolder(host);
      return folder && joinPath(folder, "config");
    }
    case "project":
      return dvcDir && joinPath(dvcDir, "config");
    case "local":
      return dvcDir && joinPath(dvcDir, "config.local");
  }
}

function userFolder(host: Host): string | undefined {
  const base = host.env.get("XDG_CONFIG_HOME");
  if (base?.startsWith("/")) return joinPath(base, "dvc"); // a relative one is to be ignored (XDG base directories)
  const home = host.env.get("HOME");
  return home?.startsWith("/") ? joinPath(home, ".config/dvc") : undefined;
}

/**
 * Reads and merges the levels, and what variables say. Relative paths in `cache.dir` and remotes' urls become absolute, relative to the file
 * that holds them. The INI reader is loaded only when there is something to read.
 *
 * @throws {ExpError} `config`
 */
export async function loadConfig(host: Host, dvcDir: string): Promise<Config> {
  const merged: ConfigSections = new Map();
  for (const level of CONFIG_LEVELS) {
    const file = configFile(host, dvcDir, level);
    const text = file && host.fs.readTextIfThere(file);
    if (!file || !text || text.trim() === "") continue;
    const { parseIni } = await import("@exp/formats");
    mergeSections(merged, lowerNames(parseIni(text, { file })), parentOf(file), host.env.get("HOME"));
  }
  const variables = configVariables(host.env);
  mergeSections(merged, sectionsOf(variables), dvcDir, host.env.get("HOME")); // as in .dvc/config
  for (const variable of variables) checkVariable(variable, merged);
  for (const [section, options] of merged) checkConfigSection(section, options);
  return createConfig(merged);
}

/** @throws {ExpError} `config`, with the variable's name */
function checkVariable({ variable, section, option, value }: Variable, merged: ConfigSections): void {
  const url = merged.get(section)?.get("url"); // what a remote may have depends on it
  try {
    checkConfigSection(section, new Map([...url === undefined ? [] : [["url", url]] as const, [option, value]]));
  } catch (error) {
    throw fault("within/variable", { variable }, error);
  }
}

/** DVC compares names of sections, remotes and options in lower case. */
function lowerNames(sections: ConfigSections): ConfigSections {
  const lower: ConfigSections = new Map();
  for (const [section, options] of sections) {
    const into = lower.get(section.toLowerCase()) ?? new Map<string, string>();
    for (const [option, value] of options) into.set(option.toLowerCase(), value);
    lower.set(section.toLowerCase(), into);
  }
  return lower;
}

function mergeSections(merged: ConfigSections, sections: ConfigSections, folder: string, home: string | undefined) {
  for (const [section, options] of sections) {
    const into = merged.get(section) ?? new Map<string, string>();
    for (const [option, value] of options) {
      into.set(option, isPathOption(section, option) ? absoluteUrl(value, folder, home) : value);
    }
    merged.set(section, into);
  }
}

/** A path or url of a configuration file in `folder`, as it is meant. */
export function absoluteUrl(value: string, folder: string, home: string | undefined): string {
  const scheme = urlScheme(value);
  if (scheme === "file") return joinPath("/", value.slice("file://".length));
  if (scheme !== undefined) return value;
  if (home && (value === "~" || value.startsWith("~/"))) return joinPath(home, value.slice(2));
  return joinPath(folder, value);
}

/** A {@link Config} over merged sections; for tests too. */
export function createConfig(sections: ConfigSections): Config {
  const get = (section: string, option: string) => sections.get(section)?.get(option);
  return {
    get,
    getBool(section, option, fallback) {
      const value = get(section, option);
      return value === undefined ? fallback : value.toLowerCase() === "true";
    },
    getList(section, option) {
      const value = get(section, option);
      return value === undefined ? undefined : splitList(value);
    },
    remote: (name) => resolveRemote(sections, name.toLowerCase(), new Set()),
    remoteNames: () =>
      [...sections.keys()].map(splitSection).flatMap(([family, name]) =>
        family === "remote" && name !== undefined ? [name] : []
      ),
  };
}

/** `url = remote://other/path` takes the other remote's options and a path below its url. */
function resolveRemote(
  sections: ConfigSections,
  name: string,
  seen: Set<string>,
): ReadonlyMap<string, string> | undefined {
  const options = sections.get(`remote "${name}"`);
  const match = /^remote:\/\/([^/]*)(.*)$/s.exec(options?.get("url") ?? "");
  if (options === undefined || match === null) return options;
  if (seen.has(name)) throw fault("config/circular-remote", { remote: name });
  const base = resolveRemote(sections, (match[1] ?? "").toLowerCase(), seen.add(name));
  if (base === undefined) throw fault("config/remote-needs-remote", { remote: name, needed: match[1]! });
  const url = (base.get("url") ?? "").replace(/\/$/, "") + (match[2] ?? "");
  return new Map([...base, ...options, ["url", url]]);
}

import type { ExpError } from "../common/mod.ts";
import { type ConfigEdit, type ConfigSections, editIni, parseIni } from "@exp/formats";
import type { Host } from "../host/mod.ts";
import { absoluteUrl, CONFIG_LEVELS, configFile, type ConfigLevel } from "./config.ts";
import { configVariables, type Variable } from "./config_environment.ts";
import { checkConfigSection, isKnownSection, isPathOption, splitSection, urlScheme } from "./config_schema.ts";
import { fault } from "./faults.ts";
import { joinPath, parentOf, relativeFrom } from "./paths.ts";

/** One level's configuration file, read for editing. */
export interface ConfigFile {
  readonly level: ConfigLevel;
  readonly path: string;
  readonly sections: ConfigSections;
}

/** One option with where it comes from. */
interface ConfigEntry {
  readonly section: string;
  readonly option: string;
  readonly value: string;
  readonly level: ConfigLevel | "environment";
  /** The file, or the variable. */
  readonly path: string;
}

/** @throws {ExpError} `config`; `not-a-repo` when the level has no file here */
export function readConfigFile(host: Host, dvcDir: string | undefined, level: ConfigLevel): ConfigFile {
  const path = configFile(host, dvcDir, level);
  if (path === undefined) throw fault("not-a-repo/config-level", { level });
  return { level, path, sections: parseIni(host.fs.readTextIfThere(path) ?? "", { file: path }) };
}

/** All options of a level, or of all four and of variables, weakest first; paths are absolute. */
export function listConfig(host: Host, dvcDir: string | undefined, level?: ConfigLevel): ConfigEntry[] {
  const levels = level === undefined ? CONFIG_LEVELS.filter((l) => configFile(host, dvcDir, l) !== undefined) : [level];
  const variables = level === undefined ? configVariables(host.env) : [];
  return [...levels.flatMap(entriesOf), ...variables.map(asEntry)];

  function entriesOf(one: ConfigLevel): ConfigEntry[] {
    const file = readConfigFile(host, dvcDir, one);
    return [...file.sections].flatMap(([section, options]) =>
      [...options].map(([option, text]) => {
        const value = asMeant(section, option, text, parentOf(file.path));
        return { section, option, value, level: one, path: file.path };
      })
    );
  }

  function asEntry({ variable, section, option, value }: Variable): ConfigEntry {
    const meant = dvcDir === undefined ? value : asMeant(section, option, value, dvcDir);
    return { section, option, value: meant, level: "environment", path: variable };
  }

  function asMeant(section: string, option: string, text: string, folder: string): string {
    return isPathOption(section, option) ? absoluteUrl(text, folder, host.env.get("HOME")) : text;
  }
}

/** Writes edits to one level, after checking that what it says with the weaker levels is valid. @throws {ExpError} `config` */
export function editConfig(host: Host, file: ConfigFile, edits: readonly ConfigEdit[]): void {
  const text = editedConfig(host, file, edits);
  host.fs.makeDir(parentOf(file.path));
  host.fs.writeAtomic(file.path, text, { sync: "content" });
}

/** What the file would hold then. @throws {ExpError} `config` where that is not valid */
export function editedConfig(host: Host, file: ConfigFile, edits: readonly ConfigEdit[]): string {
  const text = editIni(host.fs.readTextIfThere(file.path) ?? "", edits);
  const below = CONFIG_LEVELS.slice(0, CONFIG_LEVELS.indexOf(file.level)).map((level) =>
    sectionsBelow(host, file, level)
  );
  for (const [section, options] of parseIni(text, { file: file.path })) {
    checkConfigSection(
      section,
      new Map([...below.flatMap((sections) => [...sections.get(section) ?? []]), ...options]),
    );
  }
  return text;
}

function sectionsBelow(host: Host, file: ConfigFile, level: ConfigLevel): ConfigSections {
  const path = configFile(host, level === "project" ? parentOf(file.path) : undefined, level);
  return path === undefined ? new Map() : parseIni(host.fs.readTextIfThere(path) ?? "", { file: path });
}

/** `core.remote` → section `core`; `remote.NAME.option` → section `remote "NAME"`. @throws {ExpError} `usage` */
export function parseOptionName(name: string): { section: string; option: string } {
  const named = /^(remote|db|machine)\.([^."]+)\.([a-z_]+)$/i.exec(name);
  if (named) {
    return { section: `${named[1]!.toLowerCase()} "${named[2]!.toLowerCase()}"`, option: named[3]!.toLowerCase() };
  }
  const plain = /^([a-z_]+)\.([a-z_]+)$/i.exec(name);
  if (plain) return { section: plain[1]!.toLowerCase(), option: plain[2]!.toLowerCase() };
  throw fault("usage/option-name", { name });
}

export function optionLabel(entry: { section: string; option: string }): string {
  const [family, name] = splitSection(entry.section);
  return [family, name, entry.option].filter((part) => part !== undefined).join(".");
}

/** A value typed on the command line, as a config file holds it: a relative path is made relative to that file. */
export function valueForConfig(file: ConfigFile, cwd: string, section: string, option: string, value: string): string {
  if (!isPathOption(section, option) || urlScheme(value) !== undefined) return value;
  if (value.startsWith("/") || value.startsWith("~")) return value;
  return relativeFrom(parentOf(file.path), joinPath(cwd, value));
}

/** Why a file has no such option: its section is missing, or the option in it. */
export function missingOption({ sections }: ConfigFile, section: string, option: string): ExpError {
  const [family, name] = splitSection(section);
  const shown = name === undefined ? `section '${family}'` : `${family} '${name}'`;
  const isThere = sections.has(section) || isKnownSection(section);
  return fault("config/no-such-option", { section: shown, option: isThere ? option : undefined });
}

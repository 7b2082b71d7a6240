/** The items of a defaults list: how they are written, and the paths, packages and keys that follow from where. */
import { isContainer, isNodeMap, keyText, type Node, pyStr } from "./config_tree.ts";
import { HydraError } from "./hydra_error.ts";

/** `_self_`, `path/to/config[@pkg]`, or `[optional] [override] group[@pkg]: name | null | ??? | [names]`. */
export type DefaultsItem =
  | { readonly kind: "self" }
  | ConfigItem
  | GroupItem;

export interface ConfigItem {
  readonly kind: "config";
  readonly path: string;
  readonly package: string | undefined;
  readonly optional: boolean;
}

export interface GroupItem {
  readonly kind: "group";
  readonly group: string;
  readonly value: Choice;
  readonly package: string | undefined;
  readonly optional: boolean;
  readonly override: boolean;
}

/** A name, names, or nothing; a name from the command line may be of any type until it is used. */
export type Choice = null | string | readonly Node[];

/** Where a list of defaults stands: the directory and the package of the config that holds it. */
export interface Surroundings {
  readonly directory: string;
  readonly package: string;
}

/** @throws {HydraError} `ValueError` for anything that is no item */
export function readDefaults(configPath: string, defaults: Node): DefaultsItem[] {
  if (!Array.isArray(defaults)) throw invalid(configPath, "the defaults must be a list");
  return defaults.map((item) => readItem(configPath, item));
}

function readItem(configPath: string, item: Node): DefaultsItem {
  if (typeof item === "string") return readConfigItem(configPath, item);
  if (isNodeMap(item)) return readGroupItem(configPath, item);
  throw invalid(configPath, `'${pyStr(item)}' is no item of a defaults list; write a path or GROUP: NAME`);
}

function readConfigItem(configPath: string, text: string): DefaultsItem {
  const { name, package: target } = splitPackage(text);
  if (name !== "_self_") return { kind: "config", path: name, package: target, optional: false };
  if (target !== undefined) throw invalid(configPath, "_self_ takes no package");
  return { kind: "self" };
}

function readGroupItem(configPath: string, item: ReadonlyMap<unknown, Node>): GroupItem {
  const [entry, ...others] = [...item as ReadonlyMap<string, Node>];
  if (entry === undefined) throw invalid(configPath, "an item {} names no group");
  if (others.length > 0) throw invalid(configPath, `an item names one group, not ${others.length + 1}`);
  const { name, package: target } = splitPackage(keyText(entry[0]));
  const words = name.split(" ");
  const keywords = new Set<string>();
  for (const word of words.slice(0, -1)) {
    if (word !== "optional" && word !== "override") break;
    keywords.add(word);
  }
  return {
    kind: "group",
    group: words.at(-1) ?? "",
    value: readChoice(configPath, entry[1]),
    package: target,
    optional: keywords.has("optional"),
    override: keywords.has("override"),
  };
}

function readChoice(configPath: string, value: Node): Choice {
  if (value === null || typeof value === "string") return value;
  if (!Array.isArray(value)) {
    throw invalid(configPath, `'${pyStr(value)}' is no choice; write a name, a list of names or null`);
  }
  for (const name of value) {
    if (typeof name !== "string") throw invalid(configPath, `'${pyStr(name)}' in a list of choices is no name`);
  }
  return value;
}

/** `db@pkg` to its parts; a second name after a colon (`db@a:b`) is ignored, as Hydra ignores it. */
function splitPackage(text: string): { name: string; package: string | undefined } {
  const at = text.indexOf("@");
  if (at < 0) return { name: text, package: undefined };
  return { name: text.slice(0, at), package: text.slice(at + 1).split(":", 1)[0] ?? "" };
}

/** The group of an item as an absolute path. */
export function groupPath(item: ConfigItem | GroupItem, around: Surroundings): string {
  const relative = writtenGroup(item);
  const isAbsolute = (item.kind === "group" ? item.group : item.path).startsWith("/");
  if (isAbsolute || around.directory === "") return relative;
  return relative === "" ? around.directory : `${around.directory}/${relative}`;
}

/** The group of an item as written, without the leading slash: for a config, the directory of its path. */
function writtenGroup(item: ConfigItem | GroupItem): string {
  if (item.kind === "group") return item.group.replace(/^\//, "");
  const path = item.path.replace(/^\//, "");
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The path of the config that an item stands for; `name` is the choice of a group. */
export function configPath(item: ConfigItem | GroupItem, name: string, around: Surroundings): string {
  const base = groupPath(item, around);
  const last = item.kind === "group" ? name : item.path.slice(item.path.lastIndexOf("/") + 1);
  return base === "" ? last : `${base}/${last}`;
}

/**
 * The package that an item's content goes to, from the root: explicit, else the file's header, else the group as
 * written; below the package around it unless `_global_` cuts that off.
 */
export function itemPackage(item: ConfigItem | GroupItem, around: Surroundings, header: string | undefined): string {
  const own = explicitPackage(item, around) ??
    (header === undefined ? writtenGroup(item).replaceAll("/", ".") : `_global_.${header}`);
  const full = around.package === "" ? own : own === "" ? around.package : `${around.package}.${own}`;
  const global = full.lastIndexOf("_global_");
  return global < 0 ? full : full.slice(global + "_global_".length).replace(/^\./, "");
}

/** `_here_` is the package around the item; `_group_` is the item's group from the root. */
function explicitPackage(item: ConfigItem | GroupItem, around: Surroundings): string | undefined {
  if (item.package === undefined) return undefined;
  if (item.package === "_here_") return "";
  return item.package.replaceAll("_group_", `_global_.${groupPath(item, around).replaceAll("/", ".")}`);
}

/** How choices refer to the item: the group, and its package where that is not the group's own. */
export function overrideKey(item: GroupItem, around: Surroundings): string {
  const group = groupPath(item, around);
  const target = itemPackage(item, around, undefined);
  if (target === group.replaceAll("/", ".")) return group;
  return `${group}@${target === "" ? "_global_" : target}`;
}

/** Whether the item's name is only known when other choices are. */
export function isInterpolated(item: ConfigItem | GroupItem): boolean {
  const name = item.kind === "group" ? item.value : item.path;
  return typeof name === "string" && name.includes("${");
}

export function isListOfChoices(value: Choice): value is readonly Node[] {
  return isContainer(value as Node);
}

function invalid(configPath: string, message: string): HydraError {
  return new HydraError("ValueError", `${configPath}.yaml: ${message}`, { kind: "invalid-file" });
}

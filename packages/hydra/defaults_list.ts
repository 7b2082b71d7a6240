/** Expanding the primary config's defaults into the flat list of configs to merge. */
import type { Choices } from "./choices.ts";
import type { ConfigFiles } from "./config_files.ts";
import { isNodeMap, type Node, pyStr } from "./config_tree.ts";
import {
  type ConfigItem,
  configPath,
  type DefaultsItem,
  type GroupItem,
  groupPath,
  isInterpolated,
  isListOfChoices,
  itemPackage,
  overrideKey,
  type Surroundings,
} from "./defaults_item.ts";
import { HydraError } from "./hydra_error.ts";
import { BUILT_IN_GROUPS } from "./hydra_section.ts";
import { Interpolator } from "./interpolation.ts";

/** One config whose content is merged, in the order of the list. */
export interface MergeStep {
  readonly configPath: string;
  /** Where the content goes, dotted; empty is the root. */
  readonly package: string;
  /** The config that asked for it. */
  readonly parent: string | undefined;
}

interface Expansion {
  readonly files: ConfigFiles;
  readonly choices: Choices;
  readonly env: Readonly<Record<string, string>>;
}

const ROOT: Surroundings = { directory: "", package: "" };
const DEEPEST = 200;

/**
 * Hydra's own groups come last in the expansion (their choices may be overridden by any config) and first in the list.
 *
 * @throws {HydraError} for a config that is missing, a choice that is missing or made twice, …
 */
export function expandDefaults(configName: string, expansion: Expansion): MergeStep[] {
  const keys = new Set<string>();
  const primary: ConfigItem = { kind: "config", path: configName, package: undefined, optional: false };
  const tree = expandConfig(primary, configName, {
    around: ROOT,
    parent: undefined,
    isInterpolated: false,
    isPrimary: true,
    depth: 0,
  }, expansion);
  const builtIn = Object.entries(BUILT_IN_GROUPS).map(([group, [name]]): GroupItem => ({
    kind: "group",
    group: group.slice("hydra/".length),
    value: name ?? null,
    package: undefined,
    optional: false,
    override: false,
  }));
  const around: Surroundings = { directory: "hydra", package: "hydra" };
  const position: Position = { around, parent: "hydra/config", isInterpolated: false, isPrimary: false, depth: 0 };
  const own = expandLate(builtIn.reverse().map((item) => chosen(item, position, expansion)), position, expansion)
    .flat().reverse();
  expansion.choices.checkAllUsed();
  const steps = [...own, ...tree].flatMap(flatten);
  for (const { key } of steps) {
    if (key === undefined) continue;
    if (keys.has(key)) throw rejected(`'${key}' is in the defaults list more than once`);
    keys.add(key);
  }
  return steps.map(({ step }) => step);
}

interface Position {
  readonly around: Surroundings;
  readonly parent: string | undefined;
  /** Below an item whose name was an interpolation; overrides are not allowed there. */
  readonly isInterpolated: boolean;
  readonly isPrimary: boolean;
  readonly depth: number;
}

/** A config, or the expansion of one that has defaults. */
type Branch =
  | { readonly kind: "leaf"; readonly step: MergeStep; readonly key: string | undefined }
  | { readonly kind: "tree"; readonly children: readonly Branch[] };

function flatten(branch: Branch): (Branch & { kind: "leaf" })[] {
  return branch.kind === "leaf" ? [branch] : branch.children.flatMap(flatten);
}

/** The item with the choice that was made for it, if one was. */
function chosen<T extends ConfigItem | GroupItem>(item: T, at: Position, { choices }: Expansion): T | GroupItem {
  return item.kind === "group" ? choices.apply(item, at.around) : item;
}

/**
 * Nothing when the item is deleted, null, or optional and missing; several branches for a list of choices.
 *
 * @param item with the choice that was made for it
 */
function expandItem(item: ConfigItem | GroupItem, at: Position, expansion: Expansion): Branch[] {
  const { choices } = expansion;
  if (item.kind === "config") return expandConfig(item, "", at, expansion);
  if (isListOfChoices(item.value)) return expandList(item, item.value, at, expansion);
  // A broken file is an error even where its item is deleted, or clashes with another.
  if (typeof item.value === "string") expansion.files.load(configPath(item, item.value, at.around));
  if (choices.takeDeletion(item, at.around)) return [];
  choices.noteTaken(item, at.around);
  if (item.value === null) return [];
  if (item.value === "???") throw missingChoice(item, at.around, expansion);
  return expandConfig(item, item.value as string, at, expansion);
}

/** One config per name, in reverse: callers walk from last to first. */
function expandList(item: GroupItem, names: readonly Node[], at: Position, expansion: Expansion): Branch[] {
  return [...names].reverse().flatMap((name) => {
    if (typeof name !== "string") {
      throw new HydraError("TypeError", `'${pyStr(name)}' in the list of choices for '${item.group}' is no name`);
    }
    if (name.includes("${")) throw rejected(`in '${at.parent}': a list of choices cannot hold '${name}'`);
    const { package: target, optional } = item;
    return expandConfig(
      { kind: "config", path: `${item.group}/${name}`, package: target, optional },
      "",
      at,
      expansion,
    );
  });
}

function expandConfig(item: ConfigItem | GroupItem, name: string, at: Position, expansion: Expansion): Branch[] {
  const path = configPath(item, name, at.around);
  if (at.depth > DEEPEST) throw new HydraError("RecursionError", `'${path}' is among its own defaults`);
  const file = expansion.files.load(path);
  if (file === undefined) {
    if (item.optional) return [];
    throw notFound(item, path, at, expansion);
  }
  if (at.isPrimary && !isNodeMap(file.content)) {
    throw rejected(`the primary config '${path}' must be a mapping`);
  }
  const target = itemPackage(item, at.around, file.header);
  const self: Branch = {
    kind: "leaf",
    step: { configPath: path, package: target, parent: at.parent },
    key: item.kind === "group" ? overrideKey(item, at.around) : undefined,
  };
  const list = [...file.defaults ?? []];
  if (list.length === 0 && !at.isPrimary) return [self];
  addSelf(list, path);
  if (at.isPrimary) list.push(...expansion.choices.added);
  const below: Position = {
    around: { directory: groupPath(item, at.around), package: target },
    parent: path,
    isInterpolated: at.isInterpolated,
    isPrimary: false,
    depth: at.depth + 1,
  };
  noteOverrides(list, below, expansion);
  const entries = expandEntries(list, below, expansion);
  if (entries.length === 0) return [self];
  // The content of a config with defaults is no choice itself any more: it may be there for several keys.
  const content: Branch = { ...self, key: undefined };
  return [{ kind: "tree", children: entries.flatMap((entry) => entry === "self" ? [content] : entry) }];
}

/** Adds `_self_` at the end of a list without one, but not to a list of nothing but overrides. */
function addSelf(list: DefaultsItem[], path: string): void {
  const selves = list.filter((item) => item.kind === "self").length;
  if (selves > 1) throw rejected(`'${path}' has _self_ more than once in its defaults`);
  const isOnlyOverrides = list.length > 0 && list.every((item) => item.kind === "group" && item.override);
  if (selves === 0 && !isOnlyOverrides) list.push({ kind: "self" });
}

/** Notes the `override` items, which must be last in their list. */
function noteOverrides(list: readonly DefaultsItem[], below: Position, { choices }: Expansion): void {
  let last: GroupItem | undefined;
  for (const item of list) {
    if (item.kind === "self") continue;
    if (item.kind === "group" && item.override) {
      last = item;
      if (below.isInterpolated) {
        throw rejected(`'${below.parent}' is chosen by an interpolation, so it cannot override '${item.group}'`);
      }
      choices.addOverrideItem(item, below.around, below.parent ?? "");
    } else if (last !== undefined && !choices.added.includes(item as GroupItem)) {
      const shown = item.kind === "group" ? item.group : item.path;
      throw rejected(`in '${below.parent}': 'override ${last.group}' stands before '${shown}'`, {
        hint: "put override items at the end of the defaults list",
      });
    }
  }
}

/** The branches of each item that gives any, in the order of the list; items with interpolations are expanded last. */
function expandEntries(list: readonly DefaultsItem[], below: Position, expansion: Expansion): ("self" | Branch[])[] {
  const entries: ("self" | Branch[] | ConfigItem | GroupItem)[] = [];
  for (const written of [...list].reverse()) {
    if (written.kind === "self") {
      entries.push("self");
      continue;
    }
    if (written.kind === "group" && written.override) continue;
    const item = chosen(written, below, expansion);
    entries.push(isInterpolated(item) ? item : expandItem(item, below, expansion).reverse());
  }
  const known = knownChoices(expansion);
  return entries.map((entry) => {
    if (entry === "self" || Array.isArray(entry)) return entry;
    return expandInterpolated(entry, known, below, expansion).reverse();
  }).reverse();
}

/** Each item's branches; those whose names are interpolations are expanded when all other choices are known. */
function expandLate(items: readonly (ConfigItem | GroupItem)[], at: Position, expansion: Expansion): Branch[][] {
  const early = items.map((item) => isInterpolated(item) ? undefined : expandItem(item, at, expansion));
  const known = knownChoices(expansion);
  return items.map((item, i) => early[i] ?? expandInterpolated(item, known, at, expansion));
}

function expandInterpolated(
  item: ConfigItem | GroupItem,
  known: Map<string, Node>,
  at: Position,
  expansion: Expansion,
): Branch[] {
  return expandItem(resolveItem(item, known, expansion), { ...at, isInterpolated: true }, expansion);
}

function knownChoices({ choices }: Expansion): Map<string, Node> {
  return new Map([...choices.taken].map(([key, value]) => [key, value as Node]));
}

function resolveItem<T extends ConfigItem | GroupItem>(item: T, known: Map<string, Node>, { env }: Expansion): T {
  const text = item.kind === "group" ? String(item.value) : item.path;
  const name = resolveName(text, known, env);
  return item.kind === "group" ? { ...item, value: name } : { ...item, path: name };
}

function resolveName(text: string, known: Map<string, Node>, env: Readonly<Record<string, string>>): string {
  const hint = known.size === 0 ? undefined : `the choices known here are ${[...known.keys()].join(", ")}`;
  try {
    const { value } = new Interpolator({ root: known, env, now: new Date(0) })
      .find(text, { container: known, up: undefined });
    if (typeof value === "string") return value;
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
  }
  throw rejected(`cannot tell what '${text}' in a defaults list stands for`, hint === undefined ? {} : { hint });
}

function missingChoice(item: GroupItem, around: Surroundings, { files }: Expansion): HydraError {
  const key = overrideKey(item, around);
  return rejected(`a choice for '${key}' must be given, for example ${key}=NAME`, {
    ...optionsHint(groupPath(item, around), files),
  });
}

function notFound(item: ConfigItem | GroupItem, path: string, at: Position, { files }: Expansion): HydraError {
  if (at.isPrimary) {
    return new HydraError("MissingConfigException", `there is no primary config '${path}.yaml'`, {
      hint: "see hydra.config_dir and hydra.config_name",
      kind: "not-found",
    });
  }
  const options = item.kind === "group" ? optionsHint(groupPath(item, at.around), files) : {};
  return new HydraError("MissingConfigException", `in '${at.parent}': there is no config '${path}'`, {
    ...options,
    kind: "not-found",
  });
}

function optionsHint(group: string, files: ConfigFiles): { hint?: string } {
  const options = files.options(group);
  return options.length === 0 ? {} : { hint: `the choices in '${group}' are ${options.join(", ")}` };
}

function rejected(message: string, options: { hint?: string } = {}): HydraError {
  return new HydraError("ConfigCompositionException", message, options);
}

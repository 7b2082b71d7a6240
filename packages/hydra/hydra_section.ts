/**
 * Hydra's own `hydra` section: never in the output, but configs and overrides may write to it, and then its keys and
 * types are checked.
 */
import type { Override } from "./override.ts";
import { isNodeMap, MISSING, type Node, type NodeMap } from "./config_tree.ts";
import { HydraError } from "./hydra_error.ts";

/** What a member may hold; a nested record is a mapping with exactly these members. */
type Schema =
  | "any"
  | "text"
  | "text?"
  | "bool?"
  | "int"
  | "mode?"
  | "texts"
  | "map"
  | "text map"
  | { readonly [member: string]: Schema };

const SECTION: { readonly [member: string]: Schema } = {
  defaults: "any",
  mode: "mode?",
  searchpath: "texts",
  run: { dir: "text" },
  sweep: { dir: "text", subdir: "text" },
  hydra_logging: "map",
  job_logging: "map",
  sweeper: { _target_: "text", max_batch_size: "any", params: "any" },
  launcher: { _target_: "text" },
  callbacks: "map",
  help: { app_name: "text", header: "text", footer: "text", template: "text" },
  hydra_help: { hydra_help: "text", template: "text" },
  output_subdir: "text?",
  overrides: { hydra: "texts", task: "texts" },
  job: {
    name: "text",
    chdir: "bool?",
    override_dirname: "text",
    id: "text",
    num: "int",
    config_name: "text?",
    env_set: "text map",
    env_copy: "texts",
    config: { override_dirname: { kv_sep: "text", item_sep: "text", exclude_keys: "texts" } },
  },
  runtime: {
    version: "text",
    version_base: "text",
    cwd: "text",
    config_sources: "any",
    output_dir: "text",
    choices: "map",
  },
  verbose: "any",
};

/** The built-in choices of the groups below `hydra/`; the first one is what Hydra takes. */
export const BUILT_IN_GROUPS: Readonly<Record<string, readonly string[]>> = {
  "hydra/output": ["default"],
  "hydra/launcher": ["basic"],
  "hydra/sweeper": ["basic"],
  "hydra/help": ["default"],
  "hydra/hydra_help": ["default"],
  "hydra/hydra_logging": ["default", "disabled", "none", "hydra_debug"],
  "hydra/job_logging": ["default", "disabled", "none", "stdout"],
  "hydra/env": ["default"],
};

/** The section before any config writes to it: all members, most of them still to be given. */
export function initialHydraSection(): NodeMap {
  const section = membersOf(SECTION);
  section.set("callbacks", new Map());
  section.set("job_logging", loggingSection());
  section.set("hydra_logging", loggingSection());
  section.set("verbose", false);
  section.set("output_subdir", ".hydra");
  return section;
}

function membersOf(schema: { readonly [member: string]: Schema }): NodeMap {
  const map: NodeMap = new Map();
  for (const [member, kind] of Object.entries(schema)) {
    if (typeof kind !== "string") map.set(member, membersOf(kind));
    else if (kind === "texts") map.set(member, []);
    else if (kind === "map" || kind === "text map") map.set(member, new Map());
    else map.set(member, kind === "text" || kind === "int" ? MISSING : null);
  }
  return map;
}

function loggingSection(): NodeMap {
  const empty = (): NodeMap => new Map();
  return new Map<string, Node>([
    ["version", 1n],
    ["formatters", empty()],
    ["handlers", empty()],
    ["root", new Map<string, Node>([["level", "INFO"], ["handlers", ["console"]]])],
    ["disable_existing_loggers", false],
  ]);
}

/**
 * Checks a `hydra:` block of a config before it is merged.
 *
 * @throws {HydraError} `ConfigKeyError` for an unknown member, `ValidationError` for a wrong type
 */
export function checkHydraBlock(block: Node): void {
  checkMember(block, SECTION, "hydra", true);
}

/** Checks the types in the section after an override; members that `+` added are free. */
export function checkHydraSection(section: Node): void {
  checkMember(section, SECTION, "hydra", false);
}

function checkMember(node: Node, schema: Schema, path: string, closed: boolean): void {
  if (node === MISSING || (typeof node === "string" && node.includes("${"))) return;
  if (typeof schema === "string") {
    if (!KIND_CHECKS[schema](node)) throw wrongType(path, schema);
    return;
  }
  if (!isNodeMap(node)) throw wrongType(path, "a mapping");
  for (const [key, item] of node) {
    const member = typeof key === "string" && Object.hasOwn(schema, key) ? schema[key] : undefined;
    if (member !== undefined) checkMember(item, member, `${path}.${key}`, closed);
    else if (closed) throw new HydraError("ConfigKeyError", `${path} has no member '${key}'`);
  }
}

const KIND_CHECKS: Readonly<Record<Extract<Schema, string>, (node: Node) => boolean>> = {
  "any": () => true,
  "text": (node) => isScalar(node) && node !== null,
  "text?": isScalar,
  "bool?": (node) => node === null || typeof node === "boolean" || isBooleanText(node),
  "int": (node) => typeof node === "bigint" || (typeof node === "string" && /^[+-]?\d+$/.test(node)),
  "mode?": (node) => node === null || node === "RUN" || node === "MULTIRUN",
  "texts": (node) => Array.isArray(node) && node.every((item) => isScalar(item) && item !== null),
  "map": isNodeMap,
  "text map": (node) => isNodeMap(node) && [...node.values()].every((item) => isScalar(item) && item !== null),
};

function isScalar(node: Node): boolean {
  return node === null || typeof node !== "object";
}

function isBooleanText(node: Node): boolean {
  return typeof node === "bigint" ||
    (typeof node === "string" && /^(?:y|n|yes|no|true|false|on|off|1|0)$/i.test(node));
}

/** @throws {HydraError} when the override deletes a member that the section always has */
export function refuseHydraDeletion({ type, key, input }: Override): void {
  if (type !== "DEL" || !key.startsWith("hydra.")) return;
  let schema: Schema = SECTION;
  for (const part of key.split(".").slice(1)) {
    if (typeof schema === "string" || !Object.hasOwn(schema, part)) return;
    schema = schema[part] as Schema;
  }
  throw new HydraError("ConfigCompositionException", `cannot apply '${input}': members of hydra cannot be deleted`, {
    cause: new HydraError("ConfigTypeError", "members of hydra cannot be deleted"),
  });
}

function wrongType(path: string, wanted: string): HydraError {
  return new HydraError("ValidationError", `${path} must be ${wanted}`);
}

import type { ExpError } from "../common/mod.ts";
import { fault } from "./faults.ts";

/** What a configuration option may hold; the words are those of DVC's refusals. */
type Rule = "text" | "bool" | "int" | "count" | "percent" | "number" | "list" | "cache types" | readonly string[];

const CORE: Record<string, Rule> = {
  remote: "list",
  checksum_jobs: "count",
  check_update: "bool",
  interactive: "bool",
  analytics: "bool",
  hardlink_lock: "bool",
  no_scm: "bool",
  autostage: "bool",
  experiments: "bool",
  site_cache_dir: "text",
  machine: "list",
};
const CACHE: Record<string, Rule> = {
  local: "text",
  s3: "text",
  gs: "text",
  hdfs: "text",
  webhdfs: "text",
  ssh: "text",
  azure: "text",
  type: "cache types",
  protected: "bool",
  shared: ["group"],
  dir: "text",
  slow_link_warning: "bool",
  verify: "bool",
};
const EXP: Record<string, Rule> = {
  code: "text",
  data: "text",
  models: "text",
  metrics: "text",
  params: "text",
  plots: "text",
  live: "text",
  auto_push: "bool",
  git_remote: "text",
};

/** Sections and options of DVC 3.67 (found by asking it). */
const SECTIONS: Record<string, Record<string, Rule>> = {
  core: CORE,
  cache: CACHE,
  state: { row_limit: "count", row_cleanup_quota: "percent", dir: "text" },
  index: { dir: "text" },
  plots: { html_template: "text", auto_open: "bool", out_dir: "text" },
  exp: EXP,
  hydra: { enabled: "bool", config_dir: "text", config_name: "text", config_module: "text", plugins_path: "text" },
  parsing: { bool: ["store_true", "boolean_optional"], list: ["nargs", "append"] },
  // of exp alone: DVC refuses a configuration with it
  queue: { max_deaths: "int", max_timeouts: "int", executor: "text" },
  studio: { token: "text", url: "text", repo_url: "text", offline: "bool" },
};

/** Sections whose options are not checked here. */
const OPEN_SECTIONS = new Set(["feature", "exec"]);
/** Sections that are families: `remote "name"`. */
const NAMED_SECTIONS = new Set(["remote", "machine", "db"]);

const LOCAL_REMOTE: Record<string, Rule> = {
  url: "text",
  verify: "bool",
  worktree: "bool",
  version_aware: "bool",
  type: "cache types",
  shared: ["group"],
  no_traverse: "bool",
  jobs: "count",
  checksum_jobs: "count",
  slow_link_warning: "bool",
  protected: "bool",
};
const EVERY_REMOTE: Record<string, Rule> = {
  ...rules("text", "url"),
  ...rules("count", "jobs checksum_jobs"),
  ...rules("bool", "worktree no_traverse version_aware verify"),
};
const HTTP: Record<string, Rule> = {
  auth: ["basic", "digest", "custom"],
  ...rules("text", "custom_auth_header user password ssl_verify method"),
  ...rules("bool", "ask_password"),
  ...rules("number", "connect_timeout read_timeout"),
};
const WEBDAV: Record<string, Rule> = {
  ...rules("text", "user password token bearer_token_command custom_auth_header cert_path key_path ssl_verify"),
  ...rules("bool", "ask_password"),
  ...rules("int", "timeout"),
};
/** The options of remotes on other machines, by the scheme of their url. */
const CLOUD_OPTIONS: Record<string, Record<string, Rule>> = {
  s3: {
    ...rules(
      "text",
      "region profile credentialpath configpath endpointurl access_key_id secret_access_key session_token ssl_verify " +
        "sse sse_kms_key_id sse_customer_algorithm sse_customer_key acl grant_read grant_read_acp grant_write_acp " +
        "grant_full_control",
    ),
    ...rules("bool", "listobjects use_ssl allow_anonymous_login cache_regions"),
    ...rules("int", "read_timeout connect_timeout"),
  },
  gs: { ...rules("text", "projectname credentialpath endpointurl"), ...rules("bool", "allow_anonymous_login") },
  ssh: {
    type: "cache types",
    ...rules("text", "user password passphrase keyfile"),
    ...rules("bool", "ask_password ask_passphrase gss_auth allow_agent"),
    ...rules("int", "port timeout max_sessions"),
  },
  hdfs: { ...rules("text", "user kerb_ticket"), ...rules("int", "replication") },
  webhdfs: {
    ...rules("text", "kerberos_principal proxy_to ssl_verify token user password data_proxy_target"),
    ...rules("bool", "kerberos use_https"),
  },
  azure: {
    ...rules("text", "connection_string sas_token account_name account_key tenant_id client_id client_secret"),
    ...rules(
      "bool",
      "allow_anonymous_login exclude_environment_credential exclude_visual_studio_code_credential " +
        "exclude_shared_token_cache_credential exclude_managed_identity_credential",
    ),
    ...rules("int", "timeout read_timeout connection_timeout"),
  },
  oss: rules("text", "oss_key_id oss_key_secret oss_endpoint"),
  gdrive: {
    ...rules(
      "text",
      "profile gdrive_client_id gdrive_client_secret gdrive_user_credentials_file gdrive_service_account_user_email " +
        "gdrive_service_account_json_file_path",
    ),
    ...rules("bool", "gdrive_use_service_account gdrive_trash_only gdrive_acknowledge_abuse"),
  },
  http: HTTP,
  https: HTTP,
  webdav: WEBDAV,
  webdavs: WEBDAV,
  // of exp alone: a remote of the user's own rclone.conf
  rclone: {},
};
const CACHE_TYPES = new Set(["reflink", "hardlink", "symlink", "copy"]);

/** Checks one merged section. @throws {ExpError} `config`, worded as DVC words it */
export function checkConfigSection(section: string, options: ReadonlyMap<string, string>): void {
  const [family, name] = splitSection(section);
  if (name !== undefined && NAMED_SECTIONS.has(family)) {
    if (family === "remote") checkRemote(name, options);
    return;
  }
  if (OPEN_SECTIONS.has(section)) return;
  const rules = Object.hasOwn(SECTIONS, section) ? SECTIONS[section] : undefined;
  if (rules === undefined || name !== undefined) throw invalid("extra keys not allowed", [section]);
  checkOptions(options, rules, [section]);
}

/** Does a section exist by itself, without a line in any file? */
export function isKnownSection(section: string): boolean {
  return Object.hasOwn(SECTIONS, section) || OPEN_SECTIONS.has(section);
}

/** `remote "name"` → `["remote", "name"]`; anything else → the section alone. */
export function splitSection(section: string): [family: string, name: string | undefined] {
  const match = /^(\S+)\s+"(.*)"$/s.exec(section);
  return match ? [match[1] ?? "", match[2]] : [section, undefined];
}

/** A list value: items divided by commas, quotes and brackets taken off. */
export function splitList(text: string): string[] {
  return text.replace(/^\s*\[(.*)\]\s*$/s, "$1").split(",")
    .map((item) => item.trim().replace(/^(["'])(.*)\1$/s, "$2").trim())
    .filter((item) => item !== "");
}

/** Options that hold paths, by section family; as DVC has them. Relative ones are relative to their file. */
const PATH_OPTIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["cache", new Set(["dir"])],
  [
    "remote",
    new Set([
      "url",
      "gdrive_user_credentials_file",
      "gdrive_service_account_json_file_path",
      "credentialpath",
      "configpath",
      "keyfile",
      "cert_path",
      "key_path",
    ]),
  ],
]);

export function isPathOption(section: string, option: string): boolean {
  return PATH_OPTIONS.get(splitSection(section)[0])?.has(option) ?? false;
}

/** Is a remote's url a path on this machine? */
export function urlScheme(url: string): string | undefined {
  return /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase();
}

/** The options that remotes of a scheme may have; undefined for a scheme that nobody knows. */
export function remoteOptions(scheme: string): string[] | undefined {
  const known = Object.hasOwn(CLOUD_OPTIONS, scheme) ? CLOUD_OPTIONS[scheme] : undefined;
  return known && Object.keys({ ...EVERY_REMOTE, ...known });
}

function rules(rule: Rule, options: string): Record<string, Rule> {
  return Object.fromEntries(options.split(" ").map((option) => [option, rule]));
}

function checkRemote(name: string, options: ReadonlyMap<string, string>): void {
  const at = ["remote", name];
  const url = options.get("url");
  if (url === undefined) throw invalid("expected 'url' for dictionary value", at);
  const scheme = urlScheme(url);
  if (scheme === undefined || scheme === "file" || scheme === "local") return checkOptions(options, LOCAL_REMOTE, at);
  if (scheme === "remote") return; // whatever the other one takes
  const known = Object.hasOwn(CLOUD_OPTIONS, scheme) ? CLOUD_OPTIONS[scheme] : undefined;
  if (known === undefined) throw invalid(`Unsupported URL type ${scheme}:// for dictionary value`, at);
  checkOptions(options, { ...EVERY_REMOTE, ...known }, at);
}

function checkOptions(options: ReadonlyMap<string, string>, rules: Record<string, Rule>, at: string[]): void {
  for (const [option, value] of options) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) throw invalid("extra keys not allowed", [...at, option]);
    const fault = faultOf(rule, value);
    if (fault !== undefined) throw invalid(`${fault} for dictionary value`, [...at, option]);
  }
}

function faultOf(rule: Rule, value: string): string | undefined {
  if (rule === "text" || rule === "list") return undefined;
  if (rule === "bool") return /^(true|false)$/i.test(value) ? undefined : "expected true or false";
  if (rule === "int") return /^\s*\d+\s*$/.test(value) ? undefined : "expected int";
  if (rule === "count") return outOf(value, 1, Infinity);
  if (rule === "percent") return outOf(value, 0, 100);
  if (rule === "number") return /^\s*\d+(\.\d*)?\s*$/.test(value) ? undefined : "expected float";
  if (rule === "cache types") {
    const unknown = splitList(value).filter((type) => !CACHE_TYPES.has(type));
    if (unknown.length === 0 && value.trim() !== "") return undefined;
    return `Unsupported cache type(s): ${unknown.join(", ")}`;
  }
  return rule.includes(value.toLowerCase()) ? undefined : `expected one of ${rule.join(", ")}`;
}

/** What is wrong with a whole number that has to lie between two others. */
function outOf(value: string, least: number, most: number): string | undefined {
  if (!/^\s*[+-]?\d+\s*$/.test(value)) return "expected int";
  if (Number(value) < least) return `value must be at least ${least}`;
  return Number(value) > most ? `value must be at most ${most}` : undefined;
}

function invalid(what: string, at: readonly string[]): ExpError {
  return fault("config/invalid", { what, at });
}

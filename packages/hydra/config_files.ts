/** Finding and loading config files: search path, package header, defaults list, content. */
import { type Node, PyBytes, validateNode } from "./config_tree.ts";
import { type DefaultsItem, readDefaults } from "./defaults_item.ts";
import { HydraError, isConfigTreeError } from "./hydra_error.ts";
import { BUILT_IN_GROUPS } from "./hydra_section.ts";
import { parseText } from "./interpolation_syntax.ts";
import { readConfig11 } from "./yaml11.ts";

/** Where config files are. Paths use `/` and are relative to the working directory, or absolute. */
export interface ConfigSource {
  /** The text of a file, or undefined when there is none. */
  read(path: string): string | undefined;
  isDirectory(path: string): boolean;
  /** Names in a directory, for hints; empty when there is none. */
  list(path: string): readonly string[];
}

interface ConfigFile {
  /** From the `# @package` header. */
  readonly header: string | undefined;
  /** `undefined` when the file has no `defaults`. */
  readonly defaults: readonly DefaultsItem[] | undefined;
  /** `undefined` for Hydra's own configs, whose content is there from the beginning. */
  readonly content: Node | undefined;
}

export class ConfigFiles {
  private readonly loaded = new Map<string, ConfigFile | undefined>();

  constructor(private readonly source: ConfigSource, private readonly folders: string[]) {}

  /** Adds folders that are searched after the others. */
  addFolders(folders: readonly string[]): void {
    this.folders.push(...folders);
    this.loaded.clear();
  }

  /**
   * The config at `path` (`db/mysql`), or undefined when no folder holds it.
   *
   * @throws {HydraError} when it cannot be read
   */
  load(path: string): ConfigFile | undefined {
    if (!this.loaded.has(path)) this.loaded.set(path, this.loadFresh(path));
    return this.loaded.get(path);
  }

  isGroup(path: string): boolean {
    if (path === "hydra" || Object.hasOwn(BUILT_IN_GROUPS, path)) return true;
    return this.folders.some((folder) => this.source.isDirectory(join(folder, path)));
  }

  /** The names that can be chosen from a group, sorted. */
  options(group: string): string[] {
    const names = new Set<string>(Object.hasOwn(BUILT_IN_GROUPS, group) ? BUILT_IN_GROUPS[group] : []);
    for (const folder of this.folders) {
      for (const name of this.source.list(join(folder, group))) {
        if (name.endsWith(".yaml")) names.add(name.slice(0, -".yaml".length));
      }
    }
    return [...names].sort();
  }

  private loadFresh(path: string): ConfigFile | undefined {
    if (isBuiltIn(path)) return { header: undefined, defaults: undefined, content: undefined };
    const file = path.endsWith(".yaml") ? path : `${path}.yaml`;
    for (const folder of this.folders) {
      const text = this.source.read(join(folder, file));
      if (text !== undefined) return readConfigFile(path, text);
    }
    return undefined;
  }
}

function isBuiltIn(path: string): boolean {
  const slash = path.lastIndexOf("/");
  const group = path.slice(0, Math.max(0, slash));
  return Object.hasOwn(BUILT_IN_GROUPS, group) && BUILT_IN_GROUPS[group]?.includes(path.slice(slash + 1)) === true;
}

function readConfigFile(path: string, text: string): ConfigFile {
  const header = readHeader(path, text);
  const content = readContent(path, text);
  if (!(content instanceof Map) || !content.has("defaults")) return { header, defaults: undefined, content };
  const defaults = content.get("defaults") as Node;
  content.delete("defaults");
  return { header, defaults: readDefaults(path, defaults), content };
}

function readContent(path: string, text: string): Node {
  try {
    const content = readConfig11(text);
    if (typeof content !== "object" || content instanceof PyBytes) {
      throw new HydraError("OSError", `${path}.yaml holds neither a mapping nor a list`, { kind: "invalid-file" });
    }
    validateNode(content, parseText);
    return content;
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    if (isConfigTreeError(error)) {
      throw new HydraError("ConfigCompositionException", `${path}.yaml: ${error.message}`, { cause: error });
    }
    throw new HydraError(error.errorClass, `${path}.yaml: ${error.message}`, { kind: "invalid-file" });
  }
}

/** The last `# @package NAME` among the lines `# @KEY VALUE` at the top; blank lines may stand between them. */
function readHeader(path: string, text: string): string | undefined {
  if (!/^\s*#/.test(text)) return undefined;
  let name: string | undefined;
  for (const line of text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)) {
    const trimmed = line.trim();
    if (trimmed === "") continue;
    const declaration = /^#\s*(@.*)$/.exec(trimmed)?.[1];
    if (declaration === undefined) return name;
    const words = declaration.split(" ").filter((word) => word !== "");
    if (words.length !== 2) {
      throw new HydraError("ValueError", `${path}.yaml: '# ${declaration}' must be a key and one word`, {
        kind: "invalid-file",
        hint: "write # @package NAME",
      });
    }
    if (words[0] === "@package") name = words[1];
  }
  return name;
}

/** Joins and resolves `.` and `..`, so that sources see one spelling of a path. */
export function join(folder: string, path: string): string {
  const parts: string[] = [];
  const isAbsolute = folder.startsWith("/");
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return (isAbsolute ? "/" : "") + parts.join("/");
}

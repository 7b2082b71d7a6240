/** One dvc.yaml (with its dvc.lock) or `.dvc` file, loaded as far as it was asked for. */
import { type ExpError, isMap, type Key, nearestWord, type Value, type ValueMap } from "../common/mod.ts";
import { parentOf, type Repo } from "../repo/mod.ts";
import { absolutePath, type RepoPath, type Stage } from "../stage/mod.ts";
import { buildDataStage, buildStage } from "./build_stage.ts";
import { fault } from "./faults.ts";
import { checkLockIsUsable } from "./find_files.ts";
import { LockFile } from "./lock_file.ts";
import { readChecked } from "./read_yaml.ts";
import { checkDataFile, checkPipelineFile } from "./schema.ts";
import { loadDefaultParams, loadVars, TemplateValues, type VarsReader } from "./templating/context.ts";
import {
  type Definition,
  expandEntry,
  refuseTooMany,
  resolveDefinition,
  type TemplateSettings,
} from "./templating/expand.ts";
import { interpolateValue, type ParsingOptions } from "./templating/interpolate.ts";

/** Top-level sections of a dvc.yaml with references replaced; absent ones are left out. */
type TopSections = ReadonlyMap<"metrics" | "plots" | "params" | "artifacts" | "datasets", Value>;

export interface PipelineFile {
  readonly file: RepoPath;
  readonly kind: "pipeline" | "data";
  /** All stage names, generated ones too, in order; empty for `.dvc` files. */
  names(): readonly string[];
  /** Is there a stage of that name? Unlike `names`, this fails only if its own entry is wrong. */
  has(name: string): boolean;
  /** The generated names of a `foreach` or `matrix` group; undefined when there is no such group. */
  group(name: string): readonly string[] | undefined;
  /** Was this stage's text computed from references or a group? Then it cannot be edited in the file. */
  isTemplated(name: string): boolean;
  /** One stage. @throws {ExpError} `not-found`; `invalid-file` when it cannot be resolved */
  stage(name: string | undefined): Promise<Stage>;
  /** All of them: one that cannot be resolved fails the file. */
  stages(): Promise<readonly Stage[]>;
  top(): TopSections;
  /** dvc.lock beside a dvc.yaml. */
  readonly lock: LockFile | undefined;
}

export function lockFileOf(file: RepoPath): RepoPath {
  return file.replace(/\.ya?ml$/, "") + ".lock";
}

/** @throws {ExpError} `invalid-file` */
export async function openPipelineFile(
  repo: Repo,
  file: RepoPath,
  text: string,
  reader: VarsReader,
  warn: (text: string) => void,
): Promise<PipelineFile> {
  if (file.endsWith(".dvc")) return new DataFile(repo, file, readChecked(text, file, checkDataFile));
  const content = readChecked(text, file, checkPipelineFile);
  const body: ValueMap = isMap(content) ? content : new Map();
  const settings: TemplateSettings = {
    file,
    folder: absolutePath(repo, parentOf(file)),
    reader,
    parsing: parsingOptions(repo),
  };
  const context = TemplateValues.empty();
  const site = { where: "vars", file };
  await loadDefaultParams(context, settings.folder, reader, site);
  const vars = body.get("vars");
  if (Array.isArray(vars)) {
    await loadVars(context, vars, { folder: settings.folder, reader, site, sourceName: (index) => `vars[${index}]` });
  }
  return new StagesFile(repo, file, body, context, settings, warn);
}

function parsingOptions(repo: Repo): ParsingOptions {
  return {
    bool: repo.config.get("parsing", "bool") === "boolean_optional" ? "boolean_optional" : "store_true",
    list: repo.config.get("parsing", "list") === "append" ? "append" : "nargs",
  };
}

class DataFile implements PipelineFile {
  readonly kind = "data";
  readonly lock = undefined;
  readonly #stage: Stage;

  constructor(repo: Repo, readonly file: RepoPath, content: Value) {
    this.#stage = buildDataStage(repo, file, content);
  }

  names = () => [];
  has = () => false;
  group = () => undefined;
  isTemplated = () => false;
  stage = (): Promise<Stage> => Promise.resolve(this.#stage);
  stages = (): Promise<readonly Stage[]> => Promise.resolve([this.#stage]);
  top = (): TopSections => new Map();
}

class StagesFile implements PipelineFile {
  readonly kind = "pipeline";
  #definitions: Map<string, Definition> | undefined;
  readonly #expanded = new Map<string, readonly Definition[]>();
  readonly #groups = new Map<string, string[]>();
  readonly #stages = new Map<string, Stage>();
  #lock: LockFile | undefined;
  /** How many stages groups stand for. */
  #generated = 0;

  constructor(
    private readonly repo: Repo,
    readonly file: RepoPath,
    private readonly body: ValueMap,
    private readonly context: TemplateValues,
    private readonly settings: TemplateSettings,
    private readonly warn: (text: string) => void,
  ) {}

  get lock(): LockFile {
    if (this.#lock === undefined) {
      checkLockIsUsable(this.repo, lockFileOf(this.file));
      this.#lock = LockFile.read(this.repo, lockFileOf(this.file));
    }
    return this.#lock;
  }

  names(): readonly string[] {
    return [...this.#all().keys()];
  }

  has(name: string): boolean {
    return this.#definition(name) !== undefined;
  }

  group(name: string): readonly string[] | undefined {
    this.#expand(name);
    return this.#groups.get(name);
  }

  isTemplated(name: string): boolean {
    const definition = this.#definition(name);
    return definition !== undefined && (definition.item !== undefined || mentionsTemplate(definition.body));
  }

  async stage(name: string | undefined): Promise<Stage> {
    const known = this.#stages.get(name ?? "");
    if (known) return known;
    const definition = this.#definition(name ?? "");
    if (definition === undefined) throw stageNotFound(name ?? "", this.file, this.names(), [...this.#groups.keys()]);
    const resolved = await resolveDefinition(definition, this.context, this.settings);
    const stage = buildStage(this.repo, this.file, definition.name, resolved, this.lock.entry(definition.name));
    this.#stages.set(definition.name, stage);
    return stage;
  }

  async stages(): Promise<readonly Stage[]> {
    const all: Stage[] = [];
    for (const name of this.names()) all.push(await this.stage(name));
    return all;
  }

  top(): TopSections {
    const found = new Map<"metrics" | "plots" | "params" | "artifacts" | "datasets", Value>();
    for (const name of ["metrics", "plots", "params", "artifacts", "datasets"] as const) {
      const value = this.body.get(name);
      if (value === undefined || value === null) continue;
      const options = { unpackMaps: false, parsing: this.settings.parsing };
      const resolved = (part: Value, where: string) =>
        interpolateValue(part, this.context.lookup, { where, file: this.file }, options);
      const isList = Array.isArray(value);
      found.set(name, isList ? value.map((item, i) => resolved(item, `${name}.${i}`)) : resolved(value, name));
    }
    return found;
  }

  /** From its own entry or its group's, where that is enough: the others may be wrong. */
  #definition(name: string): Definition | undefined {
    const own = this.#expand(name.replace(/@.*/s, ""))?.find((definition) => definition.name === name);
    return own ?? this.#all().get(name);
  }

  /** What an entry of `stages` stands for: one stage, or those of a group. */
  #expand(key: Key): readonly Definition[] | undefined {
    const entries = this.body.get("stages");
    const entry = isMap(entries) ? entries.get(key) : undefined;
    if (!isMap(entry)) return undefined;
    const text = String(key);
    const known = this.#expanded.get(text);
    if (known) return known;
    const found = expandEntry(text, entry, this.context, this.settings);
    this.#expanded.set(text, found);
    if (entry.has("foreach") || entry.has("matrix")) {
      this.#generated += found.length;
      refuseTooMany(text, this.#generated, this.settings);
      this.#groups.set(text, found.map((definition) => definition.name));
      this.#warnOfHidden(text, found.some(({ item }) => item?.key !== undefined) ? ["item", "key"] : ["item"]);
    }
    return found;
  }

  #all(): Map<string, Definition> {
    if (this.#definitions) return this.#definitions;
    const definitions = new Map<string, Definition>();
    const entries = this.body.get("stages");
    for (const key of isMap(entries) ? entries.keys() : []) {
      for (const definition of this.#expand(key) ?? []) definitions.set(definition.name, definition);
    }
    for (const [name, definition] of definitions) {
      // `@` divides group and item: a plain stage of such a name could never be addressed
      if (definition.item === undefined && name.includes("@")) {
        throw stageNotFound(name, this.file, [...definitions.keys()].filter((other) => other !== name), []);
      }
    }
    return this.#definitions = definitions;
  }

  #warnOfHidden(group: string, own: readonly string[]): void {
    const hidden = own.filter((name) => this.context.has(name));
    if (hidden.length > 0) {
      this.warn(
        `${
          hidden.join(" and ")
        } of vars or params.yaml cannot be used in '${group}' of ${this.file}: the group's own are meant there`,
      );
    }
  }
}

export function stageNotFound(
  name: string,
  file: RepoPath,
  names: readonly string[],
  groups: readonly string[],
): ExpError {
  return fault("not-found/stage", { name, file, nearest: nearestWord(name, [...names, ...groups]) });
}

function mentionsTemplate(value: Value): boolean {
  if (typeof value === "string") return /(?<!\\)\$\{[^}\n]*\}/.test(value);
  if (Array.isArray(value)) return value.some(mentionsTemplate);
  return isMap(value) && [...value].some(([key, item]) => mentionsTemplate(key) || mentionsTemplate(item));
}

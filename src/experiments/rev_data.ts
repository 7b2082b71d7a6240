import { ExpError } from "../common/errors.ts";
import { isMap, PyDate, type Value, type ValueMap } from "../common/value.ts";
import { objectPath } from "../data/mod.ts";
import type { Rev } from "../git/mod.ts";
import { parseYamlFast } from "../formats/yaml.ts";
import { lookupKey, readParamsText, searchKeys } from "../params/mod.ts";
import { hashInfoOf } from "../pipeline/build_stage.ts";
import { relativeFrom } from "../repo/mod.ts";
import type { Repo } from "../repo/types.ts";
import type { HashInfo, RepoPath } from "../stage/types.ts";
import type { DepFacts, FileData, FileError, RevData } from "./collected.ts";
import type { HashPlace, Shape } from "./shape.ts";
import { hasNumberedKey } from "./unseen_by_dvc.ts";

/** Files of one commit, or of the workspace. */
export interface Files {
  /** Equal keys mean equal content; undefined: there is no such file. */
  key(path: RepoPath): string | undefined;
  /** Only for paths that have a key. */
  text(path: RepoPath): string;
}

export interface ReadOptions {
  /** For entries that have not run yet. */
  readonly noMetrics?: boolean;
  /** Only parameters that stages depend on. */
  readonly onlyDeps?: boolean;
  /** `params.yaml` counts only as far as stages name it. */
  readonly noDefault?: boolean;
  /** Of a file with numbers for keys no keys can be chosen. */
  readonly noNumberedKeys?: boolean;
}

/** Turns a shape and files into what `exp show` tells; equal files are parsed once. */
export class RevReader {
  readonly #parsed = new Map<string, Promise<FileData>>();
  readonly #locks = new Map<string, ValueMap | undefined>();

  constructor(private readonly repo: Repo) {}

  async read(
    shape: Shape,
    files: Files,
    about: { rev: string; timestamp: string | null },
    options: ReadOptions = {},
  ): Promise<RevData> {
    const params = await this.#params(shape, files, options);
    const metrics = new Map<string, FileData>();
    if (options.noMetrics !== true) {
      for (const [path, place] of shape.metrics) {
        const isThere = place !== undefined || files.key(path) !== undefined;
        // DVC 2, which alone shows checkpoints, passes over metrics that are not there yet
        if (isThere || !shape.hasCheckpoints) metrics.set(path, asMetrics(await this.#metric(files, path, place)));
      }
    }
    const facts = (place: HashPlace) => factsOf(this.#hash(files, place));
    return {
      ...about,
      params,
      metrics,
      deps: new Map([...shape.deps].map(([path, place]) => [path, facts(place)])),
      outs: new Map([...shape.outs].map(([path, out]) => [
        path,
        { ...facts(out.place), use_cache: out.cache, is_data_source: out.isSource },
      ])),
      meta: shape.hasCheckpoints ? { has_checkpoints: true } : {},
    };
  }

  /** These files, whole, as params and as metrics. @param shape tells which metrics the cache keeps */
  async readFiles(
    shape: Shape | undefined,
    files: Files,
    paths: readonly RepoPath[],
  ): Promise<Pick<RevData, "params" | "metrics">> {
    const params = new Map<string, FileData>(), metrics = new Map<string, FileData>();
    for (const path of paths) {
      params.set(path, await this.#file(files, path));
      metrics.set(path, asMetrics(await this.#metric(files, path, shape?.metrics.get(path))));
    }
    return { params, metrics };
  }

  /** What templates use of files that are not shown otherwise stands under its flat key. */
  async #params(
    shape: Shape,
    files: Files,
    options: ReadOptions,
  ): Promise<Map<string, FileData>> {
    const whole = new Set(options.onlyDeps === true ? [] : shape.topParams);
    const hasDefault = options.noDefault !== true && options.onlyDeps !== true && files.key(DEFAULT_FILE) !== undefined;
    if (hasDefault) whole.add(DEFAULT_FILE);
    const params = new Map<string, FileData>();
    for (const path of new Set([...shape.params.keys(), ...whole])) {
      const keys = whole.has(path) ? "all" : shape.params.get(path) ?? "all";
      const chosen = selectKeys(await this.#file(files, path), keys);
      const isRefused = options.noNumberedKeys === true && keys !== "all" && "data" in chosen &&
        hasNumberedKey(chosen.data);
      params.set(path, isRefused ? { error: { type: "AttributeError", msg: "a key is a number" } } : chosen);
    }
    for (const [path, keys] of shape.templateKeys) {
      const file = params.has(path) ? undefined : await this.#file(files, path);
      if (file === undefined || "error" in file) continue;
      params.set(path, { data: new Map([...keys].map((key) => [key, lookupKey(file.data, key) ?? null])) });
    }
    return params;
  }

  #file(files: Files, path: RepoPath): Promise<FileData> {
    const key = files.key(path);
    if (key === undefined) return Promise.resolve({ error: notThere(`No such file or directory: '${path}'`) });
    const id = `${key} ${path}`;
    let parsed = this.#parsed.get(id);
    if (parsed === undefined) {
      parsed = this.#parse(files.text(path), path);
      this.#parsed.set(id, parsed);
    }
    return parsed;
  }

  async #parse(text: string, path: RepoPath): Promise<FileData> {
    try {
      return { data: await readParamsText(text, path) };
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      return { error: damaged(this.repo, path) };
    }
  }

  /** A metric that the cache keeps is read from there when the commit does not have it. */
  #metric(files: Files, path: RepoPath, place: HashPlace | undefined): Promise<FileData> {
    if (place === undefined || files.key(path) !== undefined) return this.#file(files, path);
    const info = this.#hash(files, place);
    const text = info === undefined
      ? undefined
      : this.repo.host.fs.readTextIfThere(objectPath(this.repo.cacheDir, info));
    if (text === undefined) return Promise.resolve({ error: notThere(`No storage files available: '${path}'`) });
    return this.#parse(text, path);
  }

  #hash(files: Files, place: HashPlace): HashInfo | undefined {
    if (place.kind === "known") return place.info;
    const entry = this.#lock(files, place.file)?.get(place.stage);
    if (!isMap(entry)) return undefined;
    for (const side of ["deps", "outs"]) {
      const items = entry.get(side);
      for (const item of Array.isArray(items) ? items : []) {
        if (isMap(item) && item.get("path") === place.written) return hashInfoOf(item);
      }
    }
    return undefined;
  }

  #lock(files: Files, path: RepoPath): ValueMap | undefined {
    const key = files.key(path);
    if (key === undefined) return undefined;
    if (!this.#locks.has(key)) {
      const content = parseYamlFast(files.text(path));
      const stages = isMap(content) ? content.get("stages") : undefined;
      this.#locks.set(key, isMap(stages) ? stages : undefined);
    }
    return this.#locks.get(key);
  }
}

const DEFAULT_FILE = "params.yaml";

/** Chosen keys in the nesting that they have in the file; absent ones are left out. */
function selectKeys(file: FileData, keys: ReadonlySet<string> | "all"): FileData {
  if ("error" in file) return file;
  if (keys === "all") return { data: file.data ?? new Map() };
  return { data: searchKeys(file.data, keys) };
}

/** Lists, nulls, dates and what is empty then are no metrics. */
function asMetrics(file: FileData): FileData {
  return "error" in file ? file : { data: withoutLists(file.data) ?? new Map() };
}

function withoutLists(value: Value): Value | undefined {
  if (value === null || Array.isArray(value) || value instanceof PyDate) return undefined;
  if (!isMap(value)) return value;
  const kept: ValueMap = new Map();
  for (const [key, item] of value) {
    const inner = withoutLists(item);
    if (inner !== undefined && !(isMap(inner) && inner.size === 0)) kept.set(key, inner);
  }
  return kept;
}

function factsOf(info: HashInfo | undefined): DepFacts {
  return { hash: info?.hash ?? null, size: info?.size ?? null, nfiles: info?.nfiles ?? null };
}

function notThere(what: string): FileError {
  return { type: "FileNotFoundError", msg: `[Errno 2] ${what}` };
}

/** DVC's words, which its clients show; it names the file from the current folder, as if the project were at `/`. */
function damaged(repo: Repo, path: RepoPath): FileError {
  const format = formatOf(path);
  const what = `${format} file structure is corrupted`;
  const shown = relativeFrom(repo.cwd, `/${path}`);
  return { type: `${format}FileCorruptedError`, msg: `unable to read: '${shown}', ${what}', ${what}` };
}

function formatOf(path: RepoPath): string {
  const suffix = /\.[^./]*$/.exec(path)?.[0].toLowerCase();
  return suffix === ".json" ? "JSON" : suffix === ".toml" ? "TOML" : suffix === ".py" ? "Python" : "YAML";
}

const INVALID = "YAMLValidationError";

/** The same error where it is a commit's. */
export function inRevision(error: FileError, rev: Rev): FileError {
  if (error.type !== INVALID) return error;
  return {
    ...error,
    msg: error.msg.replace("validation failed", `validation failed in revision '${rev.slice(0, 7)}'`),
  };
}

/** A pipeline file, or one that its templates read, that cannot be read, in DVC's words. */
export function brokenPipeline(error: ExpError): FileError {
  const text = error.dvcMessage;
  const unreadable = /'\.\/([^']+)' is invalid/.exec(text)?.[1];
  if (unreadable !== undefined) {
    return { type: "YAMLSyntaxError", msg: `unable to read: '${unreadable}', YAML file structure is corrupted` };
  }
  const invalid = /^('\.\/[^']+' validation failed)(: \d+ errors)?/.exec(text);
  if (invalid !== null) return { type: INVALID, msg: invalid[0] };
  const params = /^([^:\n]+):\d+:\d+: /.exec(text)?.[1];
  if (params === undefined) return { type: "ResolveError", msg: text };
  const format = formatOf(params);
  return {
    type: `${format}FileCorruptedError`,
    msg: `unable to read: '${params}', ${format} file structure is corrupted`,
  };
}

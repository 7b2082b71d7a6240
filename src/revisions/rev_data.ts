import { ExpError, isMap, PyDate, type Value, type ValueMap } from "../common/mod.ts";
import type { HashInfo, RemoteItem } from "../data/mod.ts";
import { parseYamlFast } from "@exp/formats";
import { lookupKey, readParamsText, searchKeys } from "../params/mod.ts";
import { hashInfoOf } from "../pipeline/mod.ts";
import { relativeFrom, type Repo } from "../repo/mod.ts";
import type { RepoPath } from "../stage/mod.ts";
import type { DepFacts, FileData, FileError, RevData } from "./collected.ts";
import type { Files } from "./rev_files.ts";
import type { HashPlace, Shape } from "./shape.ts";
import { TrackedData } from "./tracked_data.ts";
import { RevFiles } from "./tracked_files.ts";
import { hasNumberedKey } from "./unseen_by_dvc.ts";

interface ReadOptions {
  /** For entries that have not run yet. */
  readonly noMetrics?: boolean;
  /** Only parameters that stages depend on. */
  readonly onlyDeps?: boolean;
  /** `params.yaml` counts only as far as stages name it. */
  readonly noDefault?: boolean;
  /** Of a file with numbers for keys no keys can be chosen. */
  readonly noNumberedKeys?: boolean;
}

/** Where something is going to be read. */
interface ReadPlace {
  readonly shape: Shape;
  readonly files: Files;
  /** Default: all that is shown. */
  readonly paths?: Iterable<RepoPath>;
}

/** Turns a shape and files into what `exp show` tells; files with equal keys are parsed once. */
export class RevReader {
  /** By path and key. */
  readonly #parsed = new Map<RepoPath, Map<string, Promise<FileData>>>();
  readonly #locks = new Map<string, LockedHashes>();
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  /** @param data what lies in the cache and in remotes; readers may share it */
  constructor(private readonly repo: Repo, private readonly data = new TrackedData(repo)) {}

  /** What the cache lacks of the files that are going to be read; see {@link TrackedData.fetch}. */
  lacking({ shape, files, paths = readPaths(shape) }: ReadPlace): RemoteItem[] {
    if (shape.tracked.size === 0) return [];
    const all = this.withTracked(shape, files);
    return [...paths].flatMap((path) => [...all.lacking(path)]);
  }

  async read(
    shape: Shape,
    files: Files,
    about: { rev: string; timestamp: string | null },
    options: ReadOptions = {},
  ): Promise<RevData> {
    return (await this.readRow(shape, files, about, options)).data;
  }

  /** `isLasting`: where the files are a commit's, the same is told of it at any time, and from any folder. */
  async readRow(
    shape: Shape,
    files: Files,
    about: { rev: string; timestamp: string | null },
    options: ReadOptions = {},
  ): Promise<{ readonly data: RevData; readonly isLasting: boolean }> {
    const all = this.withTracked(shape, files);
    const params = await this.#params(shape, all, options);
    const metrics = new Map<string, FileData>();
    if (options.noMetrics !== true) {
      for (const path of [...shape.metrics].flatMap((each) => all.expand(each))) {
        const isThere = shape.tracked.has(path) || "key" in all.find(path);
        // DVC 2, which alone shows checkpoints, passes over metrics that are not there yet
        if (isThere || !shape.hasCheckpoints) metrics.set(path, asMetrics(await this.#file(all, path)));
      }
    }
    const facts = (place: HashPlace) => factsOf(this.#hash(files, place));
    const data: RevData = {
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
    return { data, isLasting: !all.usesTracked && [params, metrics].every(areLasting) };
  }

  /** These files and those of these folders, whole, as params and as metrics. @param shape tells what is tracked */
  async readFiles(
    shape: Shape | undefined,
    files: Files,
    paths: readonly RepoPath[],
  ): Promise<Pick<RevData, "params" | "metrics">> {
    const params = new Map<string, FileData>(), metrics = new Map<string, FileData>();
    const all = this.withTracked(shape, files);
    for (const path of paths.flatMap((each) => all.expand(each))) {
      const file = await this.#file(all, path);
      params.set(path, file);
      metrics.set(path, asMetrics(file));
    }
    return { params, metrics };
  }

  /** @param shape tells what is tracked */
  withTracked(shape: Shape | undefined, files: Files): RevFiles {
    return new RevFiles(files, shape?.tracked ?? new Map(), this.data, (place) => this.#hash(files, place));
  }

  /** What templates use of files that are not shown otherwise stands under its flat key. */
  async #params(
    shape: Shape,
    files: RevFiles,
    options: ReadOptions,
  ): Promise<Map<string, FileData>> {
    const whole = new Set(options.onlyDeps === true ? [] : shape.topParams);
    const hasDefault = options.noDefault !== true && options.onlyDeps !== true && "key" in files.find(DEFAULT_FILE);
    if (hasDefault) whole.add(DEFAULT_FILE);
    const params = new Map<string, FileData>();
    const wanted = [...new Set([...shape.params.keys(), ...whole])].flatMap((named) => {
      const keys = whole.has(named) ? "all" : shape.params.get(named) ?? "all";
      return files.expand(named).map((path) => [path, keys] as const);
    });
    for (const [path, keys] of wanted) {
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

  #file(files: RevFiles, path: RepoPath): Promise<FileData> {
    const found = files.find(path);
    if ("error" in found) return Promise.resolve(found);
    let versions = this.#parsed.get(path);
    if (versions === undefined) this.#parsed.set(path, versions = new Map());
    let parsed = versions.get(found.key);
    if (parsed === undefined) {
      parsed = this.#parse(found.bytes(), path);
      versions.set(found.key, parsed);
    }
    return parsed;
  }

  async #parse(bytes: Uint8Array, path: RepoPath): Promise<FileData> {
    let text: string;
    try {
      text = this.#decoder.decode(bytes);
    } catch {
      return { error: { type: "EncodingError", msg: `${unreadable(this.repo, path)} is not valid utf-8` } };
    }
    try {
      return { data: await readParamsText(text, path) };
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      return { error: damaged(this.repo, path) };
    }
  }

  #hash(files: Files, place: HashPlace): HashInfo | undefined {
    return place.kind === "known" ? place.info : this.#lock(files, place.file)?.get(place.stage)?.get(place.written);
  }

  #lock(files: Files, path: RepoPath): LockedHashes | undefined {
    const key = files.key(path);
    if (key === undefined) return undefined;
    let lock = this.#locks.get(key);
    if (lock === undefined) {
      lock = lockedHashes(parseYamlFast(new TextDecoder().decode(files.bytes(path))));
      this.#locks.set(key, lock);
    }
    return lock;
  }
}

/**
 * What a lock file says of data, by stage and by path as it is written there. Nothing else of it is kept: the locks of
 * thousands of commits would fill the memory, and most of the time would be spent on moving them there.
 */
type LockedHashes = ReadonlyMap<string, ReadonlyMap<string, HashInfo | undefined>>;

function lockedHashes(content: Value | undefined): LockedHashes {
  const hashes = new Map<string, ReadonlyMap<string, HashInfo | undefined>>();
  const stages = isMap(content) ? content.get("stages") : undefined;
  for (const [name, entry] of isMap(stages) ? stages : []) {
    if (typeof name === "string" && isMap(entry)) hashes.set(name, hashesOf(entry));
  }
  return hashes;
}

/** Of a path that is there twice the first counts, as a dep before an out. */
function hashesOf(entry: ValueMap): Map<string, HashInfo | undefined> {
  const hashes = new Map<string, HashInfo | undefined>();
  for (const side of ["deps", "outs"]) {
    const items = entry.get(side);
    for (const item of Array.isArray(items) ? items : []) {
      const path = isMap(item) ? item.get("path") : undefined;
      if (isMap(item) && typeof path === "string" && !hashes.has(path)) hashes.set(path, hashInfoOf(item));
    }
  }
  return hashes;
}

const DEFAULT_FILE = "params.yaml";

/** What cannot be read is named from the current folder; see {@link unreadable}. */
function areLasting(files: ReadonlyMap<RepoPath, FileData>): boolean {
  return [...files.values()].every((file) => "data" in file || file.error.type === "FileNotFoundError");
}

function readPaths(shape: Shape): Set<RepoPath> {
  return new Set([...shape.metrics, ...shape.params.keys(), ...shape.topParams, ...shape.templateKeys.keys()]);
}

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

/** DVC's words, which its clients show; it names the file from the current folder, as if the project were at `/`. */
function unreadable(repo: Repo, path: RepoPath): string {
  return `unable to read: '${relativeFrom(repo.cwd, `/${path}`)}',`;
}

function damaged(repo: Repo, path: RepoPath): FileError {
  const format = formatOf(path);
  const what = `${format} file structure is corrupted`;
  return { type: `${format}FileCorruptedError`, msg: `${unreadable(repo, path)} ${what}', ${what}` };
}

function formatOf(path: RepoPath): string {
  const suffix = /\.[^./]*$/.exec(path)?.[0].toLowerCase();
  return suffix === ".json" ? "JSON" : suffix === ".toml" ? "TOML" : suffix === ".py" ? "Python" : "YAML";
}

/** The values that templates may use: `params.yaml`, then `vars`, merged. */
import { type ExpError, isMap, pyTypeName, type Value, type ValueMap } from "../../common/mod.ts";
import { fault } from "../faults.ts";
import { hasReference } from "./expression.ts";
import type { KeyPath, Lookup, Site } from "./interpolate.ts";
import { keyPathOf, type Origin } from "./origin.ts";

/** Reads a vars file by its path relative to a folder; undefined if it does not exist. */
export interface VarsReader {
  /** @param folder absolute @param written as in the file */
  read(folder: string, written: string): Promise<{ path: string; shown: string; value: Value } | undefined>;
}

/** Which parts of a file are loaded: all, or these top-level keys. */
type Loaded = "all" | ReadonlySet<string>;

/** What defined a value: `file` is undefined for a map in `vars`; `shown` is for messages. */
interface Source {
  readonly shown: string;
  readonly file: string | undefined;
}

export class TemplateValues {
  private constructor(
    private readonly data: ValueMap,
    private readonly loaded: Map<string, Loaded>,
    /** where each merged leaf or section came from, by dotted path */
    private readonly sources: Map<string, Source>,
  ) {}

  static empty(): TemplateValues {
    return new TemplateValues(new Map(), new Map(), new Map());
  }

  /** An independent copy that can be added to. */
  fork(): TemplateValues {
    return new TemplateValues(copyMap(this.data), new Map(this.loaded), new Map(this.sources));
  }

  has(name: string): boolean {
    return this.data.has(name);
  }

  readonly lookup: Lookup = (words) => {
    let here: Value | undefined = this.data;
    const origin: string[] = [];
    for (const word of words) {
      let step = word;
      if (isMap(here)) here = here.get(word);
      else if (Array.isArray(here) && /^-?\d+$/.test(word)) {
        step = String(Number(word) < 0 ? here.length + Number(word) : Number(word));
        here = here.at(Number(word));
      } else return undefined;
      if (here === undefined) return undefined;
      origin.push(step);
    }
    return { value: here, origin };
  };

  /** The file that holds the value at a key path, as its reader names it; undefined for a map in `vars`. */
  fileOf(path: KeyPath): string | undefined {
    for (let length = path.length; length > 0; length--) {
      const source = this.sources.get(path.slice(0, length).join("."));
      if (source !== undefined) return source.file;
    }
    return undefined;
  }

  /** A context in which `item` and, where there is one, `key` are as given, whatever vars say. */
  withItem({ value, origin, key }: { value: Value; origin: Origin; key: string | undefined }): Lookup {
    const own = new TemplateValues(new Map([["item", value]]), new Map(), new Map());
    return (words) => {
      const [first] = words;
      if (first === "item") {
        const found = own.lookup(words);
        return found && { value: found.value, origin: keyPathOf(origin, found.origin?.slice(1) ?? []) };
      }
      if (first !== "key" || key === undefined) return this.lookup(words);
      return words.length > 1 ? undefined : { value: key, origin: undefined };
    };
  }

  /** Adds the keys of a map. @throws {ExpError} when something but a map is defined twice */
  merge(values: ValueMap, source: Source, fail: (what: string) => ExpError): void {
    mergeInto(this.data, values, "", source, this.sources, fail);
  }

  /** Notes a file as loaded. @returns false when it is there already, whole */
  note(path: string, keys: readonly string[] | undefined, written: string, fail: (what: string) => ExpError): boolean {
    const before = this.loaded.get(path);
    if (before === undefined) {
      this.loaded.set(path, keys ? new Set(keys) : "all");
      return true;
    }
    if (keys === undefined && before === "all") return false;
    const clash = before === "all" || keys === undefined || keys.some((key) => before.has(key));
    if (clash) throw fail(`cannot partially load '${written}' as it's already loaded.`);
    this.loaded.set(path, new Set([...before, ...keys]));
    return true;
  }
}

interface VarsOptions {
  /** Absolute; what their files are relative to. */
  readonly folder: string;
  readonly reader: VarsReader;
  readonly site: Site;
  readonly sourceName: (index: number) => string;
  /** Throws for keys that may not be there; `written` is the entry that names the file they come from. */
  readonly refuse?: (values: ValueMap, written?: string) => void;
}

/** Loads `vars` entries into a context. */
export async function loadVars(context: TemplateValues, vars: readonly Value[], options: VarsOptions): Promise<void> {
  const fail = (what: string) => fault("invalid-file/template", { ...options.site, what });
  if (mentionsReference(vars as Value[])) throw fail("interpolating is not allowed");
  for (const [index, entry] of vars.entries()) {
    if (isMap(entry)) {
      options.refuse?.(entry);
      context.merge(entry, { shown: options.sourceName(index), file: undefined }, fail);
    } else await loadVarsFile(context, String(entry), options, fail);
  }
}

async function loadVarsFile(
  context: TemplateValues,
  entry: string,
  options: VarsOptions,
  fail: (what: string) => ExpError,
): Promise<void> {
  const [written, ...rest] = entry.split(":");
  const keyText = rest.join(":");
  const keys = keyText.trim() === "" ? undefined : keyText.split(",").map((key) => key.trim());
  if (keys && new Set(keys).size !== keys.length) throw fail(`a key is named twice in '${entry}'`);
  const file = await options.reader.read(options.folder, written ?? "");
  if (file === undefined) throw fail(`'${written}' does not exist`);
  const { value } = file;
  if (!isMap(value)) {
    if (value !== null) throw fail(`expected a dictionary, got '${pyTypeName(value)}' in file '${file.shown}'`);
    return;
  }
  if (!context.note(file.path, keys, entry, fail)) return;
  const source = { shown: file.shown, file: file.path };
  if (!keys) {
    options.refuse?.(value, entry);
    return context.merge(value, source, fail);
  }
  const chosen: ValueMap = new Map();
  for (const key of keys) {
    const item = value.get(key);
    if (item === undefined) throw fail(`could not find '${key}' in '${file.shown}'`);
    chosen.set(key, item);
  }
  options.refuse?.(chosen, entry);
  context.merge(chosen, source, fail);
}

/** Loads `params.yaml` beside a dvc.yaml, if there is one. */
export async function loadDefaultParams(
  context: TemplateValues,
  folder: string,
  reader: VarsReader,
  site: Site,
): Promise<void> {
  const file = await reader.read(folder, "params.yaml");
  if (file === undefined) return;
  const fail = (what: string) => fault("invalid-file/template", { ...site, what });
  if (file.value !== null && !isMap(file.value)) {
    throw fail(`expected a dictionary, got '${pyTypeName(file.value)}' in file '${file.shown}'`);
  }
  context.note(file.path, undefined, "params.yaml", fail);
  if (file.value !== null) context.merge(file.value, { shown: file.shown, file: file.path }, fail);
}

function mergeInto(
  into: ValueMap,
  from: ValueMap,
  prefix: string,
  source: Source,
  sources: Map<string, Source>,
  fail: (what: string) => ExpError,
): void {
  for (const [key, value] of from) {
    if (typeof key !== "string") continue; // such a key cannot be written in a reference
    const path = prefix + key;
    const before = into.get(key);
    if (before === undefined) {
      into.set(key, isMap(value) ? copyMap(value) : value);
      sources.set(path, source);
    } else if (isMap(before) && isMap(value)) mergeInto(before, value, `${path}.`, source, sources, fail);
    else {
      const first = sources.get(path)?.shown ?? "vars";
      throw fail(`cannot redefine '${path}' from '${source.shown}' as it already exists in '${first}'`);
    }
  }
}

/** Maps are copied (they are merged into later), lists and scalars shared. */
function copyMap(map: ValueMap): ValueMap {
  const out: ValueMap = new Map();
  for (const [key, value] of map) if (typeof key === "string") out.set(key, isMap(value) ? copyMap(value) : value);
  return out;
}

function mentionsReference(value: Value): boolean {
  if (typeof value === "string") return hasReference(value);
  if (Array.isArray(value)) return value.some(mentionsReference);
  return isMap(value) && [...value].some(([key, item]) => mentionsReference(key) || mentionsReference(item));
}

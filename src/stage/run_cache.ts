/** Past results by what went into them, shared with DVC (3.67.1: dvc/stage/cache.py). */
import { dumpPyJson, isMap, pyEqual, type Value, type ValueMap } from "../common/mod.ts";
import type { HashInfo } from "../data/mod.ts";
import { emitYaml, parseYamlFast } from "@exp/formats";
import { digestOf, MachineError } from "../host/mod.ts";
import {
  makeCacheFolder,
  makeOwnFolder,
  nameOf,
  ownFolder,
  parentOf,
  type Repo,
  SHARED_FILE_MODE,
} from "../repo/mod.ts";
import { isCallback, isDataSource } from "./decide.ts";
import type { LockEntry, Out, Stage } from "./types.ts";
import { isAtUrl } from "./url_looks.ts";

/** Can its results be known by what goes in, as far as the kind of its deps and outs allows? */
export function hasInputsAndOuts(stage: Stage): boolean {
  if (isDataSource(stage) || isCallback(stage) || stage.alwaysChanged) return false;
  return stage.deps.length + stage.params.length > 0 && stage.outs.length > 0;
}

/** May results of this stage be restored? */
export function canRestore(stage: Stage): boolean {
  if (!hasInputsAndOuts(stage)) return false;
  if (stage.deps.some((dep) => dep.isUrl && !isAtUrl(dep))) return false;
  return stage.outs.every((out) => !out.persist && !out.isUrl && !out.path.startsWith("/"));
}

/** May a result of this stage be saved? Uncached metrics and plots do not hinder it: their content is stored too. */
export function canSave(stage: Stage): boolean {
  return canRestore(stage) && stage.outs.every((out) => out.cache || out.kind !== "out");
}

/** Is all that went in known by content? DVC takes an empty params file for unknown, and keeps no results of it. */
export function hasKnownInputs(entry: LockEntry): boolean {
  const params = entry.get("params");
  return !isMap(params) || [...params.values()].every((values) => isMap(values) && values.size > 0);
}

/** SHA-256 of what went in. @param entry the lock entry; its outs count by path only */
export function runKey(entry: LockEntry): string {
  const outs = entry.get("outs");
  const paths = Array.isArray(outs) ? outs.map((out) => isMap(out) ? out.get("path") ?? null : null) : [];
  return digest(new Map([...entry, ["outs", paths]]));
}

/** SHA-256 of the whole result. */
export function runValue(entry: LockEntry): string {
  return digest(entry);
}

function digest(entry: ValueMap): string {
  // DVC cannot save what a date went into; a date counts as its text does
  const json = dumpPyJson(withoutSizes(entry), { sortKeys: true, date: (date) => date.iso });
  return digestOf("sha256", json);
}

/** DVC leaves these keys out at any depth, in params too. */
function withoutSizes(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutSizes);
  if (!isMap(value)) return value;
  const kept = [...value].filter(([key]) => key !== "size" && key !== "nfiles");
  return new Map(kept.map(([key, item]) => [key, withoutSizes(item)]));
}

const IS_ENTRY = /^[0-9a-f]{64}$/;

export class RunCache {
  constructor(private readonly repo: Repo) {}

  #folder(key: string): string {
    return `${this.repo.cacheDir}/runs/${key.slice(0, 2)}/${key}`;
  }

  /**
   * Results of a run with these inputs, newest first. Damaged files are deleted. What the key does not tell apart
   * (params called `size`) is compared here, so each entry is a true result of exactly these inputs.
   * @param entry the lock entry of now, outs aside
   */
  find(key: string, entry: LockEntry, warn: (text: string) => void): ValueMap[] {
    const { fs } = this.repo.host;
    const folder = this.#folder(key);
    const files = fs.listIfThere(folder).filter((each) => IS_ENTRY.test(each.name)).map(({ name }) => {
      const path = `${folder}/${name}`;
      return { path, mtimeNs: fs.stat(path)?.mtimeNs ?? 0n };
    }).sort((a, b) => a.mtimeNs < b.mtimeNs ? 1 : -1);
    const found: ValueMap[] = [];
    for (const { path } of files) {
      const past = this.#read(path);
      if (past === undefined) {
        warn(`the run-cache entry ${nameOf(path)} is damaged: deleted`);
        fs.remove(path);
      } else if (["cmd", "deps", "params"].every((part) => pyEqual(past.get(part) ?? null, entry.get(part) ?? null))) {
        found.push(past);
      }
    }
    return found;
  }

  /** Entries that hold no result, or another one than their names say. @param remove deletes them, as whoever needs one does */
  examine(remove: boolean): { readonly entries: number; readonly wrong: readonly string[] } {
    const { fs } = this.repo.host;
    const root = `${this.repo.cacheDir}/runs`;
    const entries = folders(fs, root).flatMap((shard) => folders(fs, shard)).flatMap((folder) =>
      fs.listIfThere(folder).flatMap(({ name, kind }) =>
        kind !== "dir" && IS_ENTRY.test(name) ? [`${folder}/${name}`] : []
      )
    );
    const wrong = entries.filter((path) => fs.lstat(path)?.kind !== "file" || this.#read(path) === undefined);
    if (remove) { for (const path of wrong) fs.remove(path); }
    return { entries: entries.length, wrong };
  }

  #read(path: string): ValueMap | undefined {
    const text = this.repo.host.fs.readTextIfThere(path);
    const value = text === undefined ? undefined : parseYamlFast(text);
    if (!isMap(value) || !value.has("cmd") || !Array.isArray(value.get("outs"))) return undefined;
    try {
      return runValue(value) === nameOf(path) ? value : undefined;
    } catch {
      return undefined; // holds what no entry can hold
    }
  }

  /** Saves a result; the same one again costs a look. */
  save(entry: LockEntry): void {
    const { fs } = this.repo.host;
    const folder = this.#folder(runKey(entry));
    const path = `${folder}/${runValue(entry)}`;
    if (fs.exists(path)) return;
    makeCacheFolder(this.repo.host, folder, this.#isShared());
    fs.writeAtomic(path, emitYaml(entry));
    if (this.#isShared()) fs.chmod(path, SHARED_FILE_MODE);
  }

  #isShared(): boolean {
    return this.repo.config.get("cache", "shared") === "group";
  }

  /**
   * Where runs with one key wait for each other: with the cache, so that temporary copies of a project share it. The
   * folder is made. A cache elsewhere may have other users, who write into it, never beside it.
   * @returns undefined where this user may not write: then nobody waits
   */
  flightFile(key: string): string | undefined {
    const { host, cacheDir } = this.repo;
    const owner = parentOf(cacheDir);
    try {
      if (nameOf(owner) === ".dvc") {
        const place = { host, tmpDir: `${owner}/tmp` };
        makeOwnFolder(place);
        const folder = `${ownFolder(place)}/flights`;
        host.fs.makeDir(folder);
        return `${folder}/${key}`;
      }
      const folder = `${cacheDir}/flights`;
      makeCacheFolder(host, folder, this.#isShared());
      return `${folder}/${key}`;
    } catch (error) {
      if (!(error instanceof MachineError) || error.refusal === "full-disk") throw error;
      return undefined;
    }
  }
}

function folders(fs: Repo["host"]["fs"], parent: string): string[] {
  return fs.listIfThere(parent).flatMap(({ name, kind }) => kind === "dir" ? [`${parent}/${name}`] : []);
}

/** The outs of a past result as hashes, in the order of the stage's outs; undefined when they are not the same outs. */
export function outsOfEntry(outs: readonly Out[], entry: ValueMap): Map<Out, HashInfo> | undefined {
  const items = entry.get("outs");
  if (!Array.isArray(items)) return undefined;
  const byPath = new Map(items.filter(isMap).map((item) => [item.get("path"), item]));
  const found = new Map<Out, HashInfo>();
  for (const out of outs) {
    const item = byPath.get(out.written);
    const hash = item?.get("md5");
    if (item === undefined || typeof hash !== "string" || !/^[0-9a-f]{32}(\.dir)?$/.test(hash)) return undefined;
    const size = item.get("size"), nfiles = item.get("nfiles");
    found.set(out, {
      algorithm: item.get("hash") === "md5" ? "md5" : "md5-dos2unix",
      hash,
      ...(typeof size === "bigint" ? { size: Number(size) } : {}),
      ...(typeof nfiles === "bigint" ? { nfiles: Number(nfiles) } : {}),
      ...(item.get("isexec") === true ? { isexec: true } : {}),
    });
  }
  return byPath.size === outs.length ? found : undefined;
}

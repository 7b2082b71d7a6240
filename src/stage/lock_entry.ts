/** A stage's entry in dvc.lock (DVC 3.67.1: dvc/stage/serialize.py). Pure. */
import { compareCodePoints, type ExpError, isMap, type Key, type Value, type ValueMap } from "../common/mod.ts";
import type { HashInfo } from "../data/mod.ts";
import { lookupKey } from "../params/mod.ts";
import { fault } from "./faults.ts";
import type { LockEntry, ParamsDep, Stage } from "./types.ts";

/** A path as the file spells it, with what it holds. */
export interface LockedPath {
  readonly written: string;
  readonly info: HashInfo | undefined;
  /** Taken as it is: what is known of a URL. */
  readonly item?: ValueMap | undefined;
  /** Which version of it a remote has. */
  readonly cloud?: Value | undefined;
}

export function formatLockEntry(
  stage: Stage,
  deps: readonly LockedPath[],
  params: ValueMap,
  outs: readonly LockedPath[],
): LockEntry {
  const entry: LockEntry = new Map<Key, Value>([["cmd", copyCommand(stage.cmd)]]);
  if (deps.length > 0) entry.set("deps", items(deps));
  if (params.size > 0) entry.set("params", params);
  if (outs.length > 0) entry.set("outs", items(outs));
  return entry;
}

/** A command as data: a list is copied, and what a reference has made of it stays what it is. */
export function copyCommand(cmd: Stage["cmd"]): Value {
  return cmd === undefined ? [] : Array.isArray(cmd) ? [...cmd] : cmd as Value;
}

/** By path; a dep that is named twice is there twice, as in DVC. */
function items(paths: readonly LockedPath[]): Value[] {
  return [...paths].sort((a, b) => compareCodePoints(a.written, b.written)).map(formatLockedPath);
}

/** `path hash md5 size nfiles isexec cloud`; 2.x hashes have no `hash`. */
export function formatLockedPath({ written, info, item: known, cloud }: LockedPath): ValueMap {
  if (known !== undefined) return known;
  const item: ValueMap = new Map([["path", written]]);
  if (info === undefined) return item;
  if (info.algorithm === "md5") item.set("hash", "md5");
  item.set("md5", info.hash);
  if (info.size !== undefined) item.set("size", BigInt(info.size));
  if (info.nfiles !== undefined) item.set("nfiles", BigInt(info.nfiles));
  if (info.isexec) item.set("isexec", true);
  if (cloud !== undefined) item.set("cloud", cloud);
  return item;
}

/**
 * The `params` part: `params.yaml` first, then by file name; keys by code points; absent files left out.
 * @param contents what each file holds, by `ParamsDep.path`
 * @throws {ExpError} `params-missing` when a file or key is not there
 */
export function lockParams(stage: Stage, contents: (path: string) => Value | undefined): ValueMap {
  const files = [...stage.params].sort((a, b) =>
    Number(b.written === "params.yaml") - Number(a.written === "params.yaml") || compareCodePoints(a.written, b.written)
  );
  return new Map(files.map((dep) => [dep.written, selectValues(dep, contents(dep.path))]));
}

function selectValues(dep: ParamsDep, content: Value | undefined): ValueMap {
  if (dep.keys.length === 0) return wholeFile(dep, content);
  const missing: string[] = [];
  const values: ValueMap = new Map();
  for (const key of [...dep.keys].sort(compareCodePoints)) {
    const value = content === undefined ? undefined : lookupKey(content, key);
    if (value === undefined) missing.push(key);
    else values.set(key, value);
  }
  if (missing.length > 0) throw missingParams(dep, missing, content === undefined);
  return values;
}

function wholeFile(dep: ParamsDep, content: Value | undefined): ValueMap {
  if (content === undefined) throw missingParams(dep, [], true);
  if (content === null) return new Map();
  if (!isMap(content)) throw fault("invalid-file/params-no-map", { file: dep.written });
  const keys = [...content.keys()];
  const areTexts = keys.every((key) => typeof key === "string");
  if (!areTexts && !keys.every((key) => typeof key === "bigint" || typeof key === "number")) {
    throw fault("invalid-file/params-mixed-keys", { file: dep.written });
  }
  keys.sort((a, b) => areTexts ? compareCodePoints(String(a), String(b)) : Number(a) - Number(b));
  return new Map(keys.map((key) => [key, content.get(key) ?? null]));
}

function missingParams(dep: ParamsDep, keys: readonly string[], isFileGone: boolean): ExpError {
  if (keys.length === 0) return fault("params-missing/file", { file: dep.written });
  return fault("params-missing/keys", { file: dep.written, keys, isFileGone });
}

/** The `.dvc` file of an import. */
import { isMap, type Key, type Value, type ValueMap } from "../common/mod.ts";
import { checksumOf, type HashInfo } from "../data/mod.ts";
import { editYaml, emitYaml, parseYaml } from "@exp/formats";

export interface ImportRecord {
  /** As it is to be written: `path` with `repo`, or with what is known of a URL. */
  readonly dep: ValueMap;
  /** As written. */
  readonly out: string;
  /** Undefined where nothing has come yet. */
  readonly info: HashInfo | undefined;
  readonly frozen: boolean;
  /** False: nothing was done (`--no-exec`), so that the file has no checksum either. */
  readonly hasChecksum: boolean;
  /** `push: false`: it is found where it came from. */
  readonly push?: boolean;
}

/**
 * A new file, or the one that was there with what a record changes: comments, and keys that are not an import's own (`desc`,
 * `meta`), stay.
 */
export function formatImport(before: string | undefined, record: ImportRecord, file: string): string {
  const content = before === undefined || before.trim() === "" ? undefined : parseYaml(before, { file }).value;
  if (before === undefined || !isMap(content)) return emitYaml(bodyOf(undefined, record));
  const body = bodyOf(content, record);
  return editYaml(before, (doc) => {
    for (const key of content.keys()) if (!body.has(key)) doc.delete(String(key));
    doc.merge(body);
  }, { file });
}

const OWN_KEYS: readonly Key[] = ["md5", "frozen", "deps", "outs"];
const HASH_KEYS: readonly Key[] = ["md5", "size", "nfiles", "isexec", "hash", "files", "cloud"];

function bodyOf(before: ValueMap | undefined, record: ImportRecord): ValueMap {
  const out = outItem(before, record);
  const others = [...before ?? []].filter(([key]) => !OWN_KEYS.includes(key));
  const body: ValueMap = new Map<Key, Value>([
    ...record.frozen ? [["frozen", true] as const] : [],
    ["deps", [record.dep]],
    ["outs", [out]],
    ...others,
  ]);
  if (!record.hasChecksum) return body;
  return new Map<Key, Value>([["md5", checksumOf(body)], ...body]);
}

function outItem(before: ValueMap | undefined, { out, info, push }: ImportRecord): ValueMap {
  const outs = before?.get("outs");
  const old = Array.isArray(outs) ? outs.find((item) => isMap(item) && item.get("path") === out) : undefined;
  const item: ValueMap = new Map<Key, Value>();
  if (info !== undefined) {
    item.set("md5", info.hash);
    if (info.size !== undefined) item.set("size", BigInt(info.size));
    if (info.nfiles !== undefined) item.set("nfiles", BigInt(info.nfiles));
    if (info.isexec === true) item.set("isexec", true);
  }
  item.set("hash", "md5");
  item.set("path", out);
  if (push === false) item.set("push", false);
  if (isMap(old)) {
    for (const [key, value] of old) if (!HASH_KEYS.includes(key) && !item.has(key)) item.set(key, value);
  }
  return item;
}

import { isMap, type Key, type Value, type ValueMap, valueMap } from "../common/value.ts";
import { parseYaml } from "../formats/yaml.ts";
import { emitYaml } from "../formats/yaml_emit.ts";
import { editYaml } from "../formats/yaml_roundtrip.ts";
import type { HashInfo } from "../stage/types.ts";

/** The new state of one out of a `.dvc` file. */
export interface DvcFileOut {
  /** As written in the file (`path:`). */
  readonly written: string;
  readonly info: HashInfo;
  /** Options of a new out, or those to change: `desc`, `type`, `labels`, `meta`, `cache`, `persist`, `remote`, `push`. */
  readonly options?: ValueMap;
}

const HASH_KEYS: readonly Key[] = ["md5", "size", "nfiles", "isexec", "hash"];
const OPTION_KEYS: readonly Key[] = ["desc", "type", "labels", "meta", "cache", "persist", "remote", "push"];

/**
 * The text of a `.dvc` file whose outs have these hashes: the existing text edited (comments, order and other keys
 * stay), or a new one.
 *
 * @param text undefined or empty for a new file
 * @param file for messages
 */
export function formatDvcFile(text: string | undefined, outs: readonly DvcFileOut[], file: string): string {
  if (text === undefined || text.trim() === "") {
    return emitYaml(valueMap([["outs", outs.map((out) => outItem(undefined, out))]]));
  }
  const content = parseYaml(text, { file }).value;
  const wanted = updatedContent(isMap(content) ? content : new Map(), outs);
  return editYaml(text, (doc) => doc.merge(wanted), { file });
}

/** As DVC writes it: what is the default (`frozen: false`, `wdir: .`) goes away. */
function updatedContent(content: ValueMap, outs: readonly DvcFileOut[]): ValueMap {
  const updated: ValueMap = new Map(content);
  if (updated.get("frozen") === false) updated.delete("frozen");
  const wdir = updated.get("wdir");
  if (wdir === "." || wdir === "./") updated.delete("wdir");
  const old = updated.get("outs");
  const items: Value[] = Array.isArray(old) ? [...old] : [];
  for (const out of outs) {
    const place = items.findIndex((item) => isMap(item) && item.get("path") === out.written);
    if (place < 0) items.push(outItem(undefined, out));
    else items[place] = outItem(items[place], out);
  }
  updated.set("outs", items);
  return updated;
}

/** `md5 size nfiles isexec hash path`, then options and whatever else the item has. */
function outItem(before: Value | undefined, out: DvcFileOut): ValueMap {
  const { info } = out;
  const item: ValueMap = new Map<Key, Value>([["md5", info.hash]]);
  if (info.size !== undefined) item.set("size", BigInt(info.size));
  if (info.nfiles !== undefined) item.set("nfiles", BigInt(info.nfiles));
  if (info.isexec) item.set("isexec", true);
  if (info.algorithm === "md5") item.set("hash", "md5");
  item.set("path", out.written);
  const others: ValueMap = isMap(before) ? before : new Map();
  for (const key of OPTION_KEYS) {
    const value = out.options?.get(key) ?? others.get(key);
    if (value !== undefined) item.set(key, value);
  }
  for (const [key, value] of others) if (!item.has(key) && !HASH_KEYS.includes(key)) item.set(key, value);
  return item;
}

import { compareCodePoints, dumpPyJson, isMap, type Key, type Value, type ValueMap, valueMap } from "../common/mod.ts";
import { editYaml, emitYaml, parseYaml } from "@exp/formats";
import { hashBytes } from "./hash.ts";
import type { HashInfo, TreeEntry } from "./types.ts";

/** The new state of one out of a `.dvc` file. */
interface DvcFileOut {
  /** As written in the file (`path:`). */
  readonly written: string;
  readonly info: HashInfo;
  /** What the folder holds; for an out that lists its files one by one. */
  readonly tree?: readonly TreeEntry[];
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

/** What becomes of a `.dvc` file whose data goes elsewhere. */
interface DvcFileMove {
  /** The out's `path:` as written. */
  readonly from: string;
  readonly to: string;
  /** Paths of deps as written, with what is to stand there. */
  readonly deps: ReadonlyMap<string, string>;
  /** The file itself goes beside the data. */
  readonly isRenamed: boolean;
}

/** The text of a `.dvc` file with other paths. @param file for messages */
export function moveDvcFile(text: string, move: DvcFileMove, file: string): string {
  const content = parseYaml(text, { file }).value;
  const moved: ValueMap = new Map(isMap(content) ? content : []);
  if (move.isRenamed) moved.delete("wdir");
  moved.set("outs", withPaths(moved.get("outs"), new Map([[move.from, move.to]])));
  if (moved.has("deps")) moved.set("deps", withPaths(moved.get("deps"), move.deps));
  const wanted = updatedContent(moved, []);
  return editYaml(text, (doc) => doc.merge(wanted), { file });
}

function withPaths(items: Value | undefined, paths: ReadonlyMap<string, string>): Value {
  return (Array.isArray(items) ? items : []).map((item) => {
    const path = isMap(item) ? paths.get(String(item.get("path"))) : undefined;
    return isMap(item) && path !== undefined ? new Map<Key, Value>([...item, ["path", path]]) : item;
  });
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
  settleChecksum(updated);
  return updated;
}

/** Only an import, which has deps, has a checksum. */
function settleChecksum(content: ValueMap): void {
  if (typeof content.get("md5") !== "string") return;
  const deps = content.get("deps");
  if (Array.isArray(deps) && deps.length > 0) content.set("md5", checksumOf(content));
  else content.delete("md5");
}

/** Keys that do not count in the checksum of an import's `.dvc` file, at any depth. */
const NOT_IN_CHECKSUM = new Set<Key>(["size", "nfiles", "frozen", "desc", "type", "labels", "meta"]);

/** The MD5 of the file's JSON as DVC 3 makes it: it gives each dep that holds no MD5 a `hash: md5`. */
export function checksumOf(body: ValueMap): string {
  const counted = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(counted);
    if (!isMap(value)) return value;
    return new Map([...value].filter(([key]) => !NOT_IN_CHECKSUM.has(key)).map(([key, item]) => [key, counted(item)]));
  };
  const content = new Map([...body].filter(([key]) => key !== "md5"));
  const deps = content.get("deps");
  if (Array.isArray(deps) && deps.length > 0) {
    content.set(
      "deps",
      deps.map((dep) =>
        isMap(dep) && !dep.has("md5") && !dep.has("hash") && !dep.has("repo")
          ? new Map<Key, Value>([...dep, ["hash", "md5"]])
          : dep
      ),
    );
  }
  const json = dumpPyJson(counted(content), { sortKeys: true, date: (date) => date.iso });
  return hashBytes(new TextEncoder().encode(json), "md5");
}

/** `md5 size nfiles isexec hash path`, then options and whatever else the item has. */
function outItem(before: Value | undefined, out: DvcFileOut): ValueMap {
  const { info, tree } = out;
  const listed = isMap(before) && !before.has("md5") ? before.get("files") : undefined;
  const item: ValueMap = new Map<Key, Value>();
  if (Array.isArray(listed) && tree !== undefined) item.set("files", fileItems(listed, tree));
  else {
    item.set("md5", info.hash);
    if (info.size !== undefined) item.set("size", BigInt(info.size));
    if (info.nfiles !== undefined) item.set("nfiles", BigInt(info.nfiles));
  }
  if (info.isexec) item.set("isexec", true);
  if (info.algorithm === "md5") item.set("hash", "md5");
  item.set("path", out.written);
  const others: ValueMap = isMap(before) ? before : new Map();
  for (const key of OPTION_KEYS) {
    const value = out.options?.get(key) ?? others.get(key);
    if (value !== undefined) item.set(key, value);
  }
  for (const [key, value] of others) {
    if (key === "cloud" && others.get("md5") !== info.hash) continue; // the remote has no version of this content yet
    if (!item.has(key) && !HASH_KEYS.includes(key)) item.set(key, value);
  }
  return item;
}

/** The list brought up to date: what has not changed keeps its version on the remote. */
function fileItems(listed: readonly Value[], tree: readonly TreeEntry[]): Value[] {
  const before = new Map(listed.filter(isMap).map((item) => [item.get("relpath"), item]));
  const sorted = [...tree].sort((a, b) => compareCodePoints(a.relpath, b.relpath));
  return sorted.map(({ hash, relpath, size }) => {
    const old = before.get(relpath);
    const item: ValueMap = new Map<Key, Value>([["relpath", relpath], ["md5", hash]]);
    if (size !== undefined) item.set("size", BigInt(size));
    if (old?.get("md5") === hash) { for (const [key, value] of old) if (!item.has(key)) item.set(key, value); }
    return item;
  });
}

import { compareCodePoints, quotePyJson } from "../common/mod.ts";
import { digestOf } from "../host/mod.ts";
import { isInside } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { isHash } from "./object_path.ts";
import type { HashInfo, TreeEntry } from "./types.ts";

/** A folder's object: its hash and the text that is stored under it (DVC 3.67.1: dvc_data/hashfile/tree.py). */
interface TreeObject {
  readonly hash: string;
  readonly text: string;
}

/**
 * @param entries in any order; they are sorted by code points of their relpaths
 * @param hashName what kind of hash the entries have; only those of MD5s are ever stored
 */
export function formatTree(entries: readonly TreeEntry[], hashName = "md5"): TreeObject {
  const sorted = isSorted(entries) ? entries : [...entries].sort((a, b) => compareCodePoints(a.relpath, b.relpath));
  const quote = (hash: string) => hashName === "md5" ? `"${hash}"` : quotePyJson(hash); // an ETag may hold quotes
  const item = ({ hash, relpath }: TreeEntry) => `{"${hashName}": ${quote(hash)}, "relpath": ${quotePyJson(relpath)}}`;
  const text = `[${joinInParts(sorted, item)}]`;
  return { hash: hashText(text) + ".dir", text };
}

/** How many texts of one part live at the same time: they are dead before the garbage collector moves them. */
const PART = 2000;

function joinInParts<T>(all: readonly T[], textOf: (one: T) => string): string {
  const parts: string[] = [];
  for (let start = 0; start < all.length; start += PART) {
    parts.push(all.slice(start, start + PART).map(textOf).join(", "));
  }
  return parts.join(", ");
}

export function hashText(text: string | Uint8Array): string {
  return digestOf("md5", text);
}

function isSorted(entries: readonly TreeEntry[]): boolean {
  for (let i = 1; i < entries.length; i++) {
    if (compareCodePoints(entries[i - 1]!.relpath, entries[i]!.relpath) > 0) return false;
  }
  return true;
}

/**
 * Reads a folder object. It may come from anywhere, so every path in it is checked: it must stay below the folder and
 * out of `.git` and `.dvc`, and be there once.
 *
 * @throws {ExpError} `invalid-file`
 */
export function parseTree(text: string, name: string): TreeEntry[] {
  const bad = (what: string) => fault("invalid-file/folder-object", { name, what });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw fault("invalid-file/folder-object", { name, what: "is not JSON" }, error);
  }
  if (!Array.isArray(data)) throw bad("is not a list");
  const seen = new Set<string>();
  return data.map((item: unknown) => {
    const hash: unknown = typeof item === "object" && item !== null ? Reflect.get(item, "md5") : undefined;
    const relpath: unknown = typeof item === "object" && item !== null ? Reflect.get(item, "relpath") : undefined;
    if (typeof hash !== "string" || typeof relpath !== "string") throw bad("has an item without md5 and relpath");
    if (!isHash(hash) || hash.endsWith(".dir")) throw bad(`has a wrong hash ${JSON.stringify(hash)}`);
    if (!isSafeRelpath(relpath)) throw bad(`has an unsafe path ${JSON.stringify(relpath)}`);
    if (seen.has(relpath)) throw bad(`has ${JSON.stringify(relpath)} twice`);
    seen.add(relpath);
    return { hash, relpath };
  });
}

function isSafeRelpath(relpath: string): boolean {
  if (relpath.includes("\0")) return false;
  const parts = relpath.split("/");
  return parts.every((part, i) =>
    part !== "" && part !== "." && part !== ".." && !/^\.git$/i.test(part) &&
    (i === parts.length - 1 || !/^\.dvc$/i.test(part))
  );
}

/** The entries at or below some paths in a folder; undefined: all. */
export function entriesInside<T extends Pick<TreeEntry, "relpath">>(
  tree: readonly T[],
  inside: readonly string[] | undefined,
): readonly T[] {
  if (inside === undefined) return tree;
  return tree.filter(({ relpath }) => inside.some((part) => relpath === part || isInside(relpath, part)));
}

/** The metadata of a folder's hash: sum of sizes and number of files. */
export function treeInfo(algorithm: HashInfo["algorithm"], hash: string, sizes: Iterable<number>): HashInfo {
  let size = 0, nfiles = 0;
  for (const one of sizes) {
    size += one;
    nfiles++;
  }
  return { algorithm, hash, size, nfiles };
}

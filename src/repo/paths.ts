import type { HostFs } from "../host/mod.ts";
import { fault } from "./faults.ts";

/** Joins and normalises (`.`, `..`, `//`); an absolute second path wins. Purely textual. */
export function joinPath(base: string, path: string): string {
  return normalizePath(path.startsWith("/") ? path : `${base}/${path}`);
}

/** Takes out `.`, `..`, double and trailing slashes. Leading `..` of a relative path stay; the result may be `""`. */
export function normalizePath(path: string): string {
  if (!/(^|\/)\.{0,2}(\/|$)/.test(path)) return path;
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!absolute) parts.push("..");
  }
  return (absolute ? "/" : "") + parts.join("/");
}

/** The folder that holds a path; of `/` it is `/`, of a bare name `""`. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash > 0 ? path.slice(0, slash) : slash === 0 ? "/" : "";
}

/** A path, and the folders that it is in, from the nearest up. */
export function* pathAndFolders(path: string): Generator<string> {
  for (let each = path; each !== "/" && each !== ""; each = parentOf(each)) yield each;
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `path` relative to `base`, both absolute and normalised; undefined when it is not below (or equal: `""`). */
export function relativeInside(base: string, path: string): string | undefined {
  if (!path.startsWith(base)) return undefined; // thousands of paths are asked for: no text is put together
  if (path.length === base.length) return "";
  if (base === "/") return path.slice(1);
  return path[base.length] === "/" ? path.slice(base.length + 1) : undefined;
}

/** `path` as seen from the folder `from`, with `..` where needed; `.` when they are the same. Both absolute. */
export function relativeFrom(from: string, path: string): string {
  const a = from.split("/").filter((part) => part !== "");
  const b = path.split("/").filter((part) => part !== "");
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/") || ".";
}

/** Is one of the two paths equal to, above or below the other? Both normalised, and of one kind. */
export function pathsOverlap(a: string, b: string): boolean {
  return a === b || isInside(a, b) || isInside(b, a);
}

/** Is `path` strictly below `folder`? Of relative paths the root is `""`. */
export function isInside(path: string, folder: string): boolean {
  if (folder === "") return path !== "" && !path.startsWith("/");
  return path.length > folder.length && path.startsWith(folder) && path[folder.length] === "/";
}

/**
 * Refuses to write to a path whose nearest existing parent lies, with symlinks followed, outside of the repository or
 * inside its `.git` or `.dvc` (treeverse/dvc issue 11101). The last part itself may be a symlink: it is replaced, never
 * followed.
 *
 * @param path absolute, textually inside `root`
 * @throws {ExpError} `invalid-file`
 */
export function checkWritableInside(fs: HostFs, root: string, path: string): void {
  const inside = relativeInside(root, path);
  if (inside === undefined) throw fault("invalid-file/outside", { path });
  if (inside === "") throw fault("invalid-file/root", { path });
  let parent = parentOf(path);
  while (fs.lstat(parent) === undefined) parent = parentOf(parent);
  let real: string;
  try {
    real = fs.realPath(parent);
  } catch (error) {
    throw fault("invalid-file/below-dead-link", { path: inside, link: parent }, error);
  }
  const below = relativeInside(root, real);
  if (below === undefined) throw fault("invalid-file/leaves-by-link", { path: inside, real });
  const first = joinPath(below === "" ? "/" : "/" + below, nameOf(path)).split("/")[1];
  if (first === ".git" || first === ".dvc") throw fault("invalid-file/own-folder", { path: inside, folder: first });
}

/** Paths of deps and outs: from how a file spells them to where they are, and back to how a person sees them. */
import { ExpError } from "../common/mod.ts";
import { normalizePath, relativeFrom, type Repo } from "../repo/mod.ts";
import { placeOfUrl, urlOf } from "../storage/mod.ts";
import type { RepoPath } from "./types.ts";

const URL_SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** Where a path that is written in a file lies, see {@link Dep.path}. `base` is the folder it is relative to. */
export function locate(repo: Repo, base: RepoPath, written: string): { path: string; isUrl: boolean } {
  if (URL_SCHEME.test(written)) return atUrl(repo, written);
  if (written.startsWith("/")) return { path: belowRoot(repo, normalizePath(written)), isUrl: false };
  const joined = normalizePath(base === "" ? written : `${base}/${written}`);
  if (joined !== ".." && !joined.startsWith("../")) return { path: joined, isUrl: false };
  return { path: belowRoot(repo, normalizePath(`${repo.root}/${joined}`)), isUrl: false };
}

/**
 * A URL as it is known however it is written. What lies on this machine (`file://`, or `remote://NAME/path` of a remote
 * that is a folder) is a path like any other.
 */
function atUrl(repo: Repo, written: string): { path: string; isUrl: boolean } {
  try {
    const path = urlOf(placeOfUrl(repo.config, written));
    return path.startsWith("/") ? { path: belowRoot(repo, path), isUrl: false } : { path, isUrl: true };
  } catch (error) {
    if (error instanceof ExpError) return { path: written, isUrl: true }; // its remote is missing: said when it is looked at
    throw error;
  }
}

function belowRoot(repo: Repo, absolute: string): string {
  if (absolute === repo.root) return "";
  return absolute.startsWith(repo.root + "/") ? absolute.slice(repo.root.length + 1) : absolute;
}

/** The absolute path of a {@link Dep.path} that is not a URL. */
export function absolutePath(repo: Repo, path: string): string {
  if (path.startsWith("/")) return path;
  return path === "" ? repo.root : `${repo.root}/${path}`;
}

/** A path as the person sees it from where the command was started. */
export function displayPath(repo: Repo, path: string): string {
  if (repo.cwd === repo.root && !path.startsWith("/")) return path || ".";
  return relativeFrom(repo.cwd, absolutePath(repo, path));
}

/** A dep or out as shown: outside of the repository by its absolute path, as it is written where that is absolute. */
export function displayItem(
  repo: Repo,
  item: { readonly path: string; readonly written: string; readonly isUrl?: boolean },
): string {
  if (item.isUrl || URL_SCHEME.test(item.written)) return item.written;
  if (!item.path.startsWith("/")) return displayPath(repo, item.path);
  return item.written.startsWith("/") ? item.written : item.path;
}

/** A stage's address as shown: `train`, `sub/dvc.yaml:train`, `../data.dvc`, from the current folder. */
export function displayAddress(
  repo: Repo,
  stage: { readonly name: string | undefined; readonly file: RepoPath },
): string {
  const file = displayPath(repo, stage.file);
  if (stage.name === undefined) return file;
  return file === "dvc.yaml" ? stage.name : `${file}:${stage.name}`;
}

/** A stage's address relative to the root; unique in the project. */
export function addressOf(name: string | undefined, file: RepoPath): string {
  if (name === undefined) return file;
  return file === "dvc.yaml" ? name : `${file}:${name}`;
}

/** Where in a stage's address its file ends; -1 when it has none. The key of a generated stage may hold colons. */
export function fileColon(address: string): number {
  const [group = ""] = address.split("@", 1);
  return group.lastIndexOf(":");
}

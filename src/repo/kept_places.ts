/** What no output may hold or lie in, and no command of ours ever removes. */
import type { HostFs } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { checkWritableInside, parentOf, relativeInside } from "./paths.ts";
import type { Repo } from "./types.ts";

interface KeptPlace {
  /** Absolute. */
  readonly path: string;
  readonly what: string;
}

const placesByRepo = new WeakMap<Repo, readonly KeptPlace[]>();

/** Places whose loss could not be undone; an output at one of them, or around it, would be removed before each run. */
function keptPlaces(repo: Repo): readonly KeptPlace[] {
  const known = placesByRepo.get(repo);
  if (known !== undefined) return known;
  const { git } = repo;
  const home = repo.host.env.get("HOME");
  const places = [
    { path: repo.root, what: "the repository" },
    ...git === undefined ? [] : [
      { path: git.top, what: "the Git repository" },
      { path: git.gitDir, what: "the folder of Git" },
      { path: git.commonDir, what: "the folder of Git" },
    ],
    { path: repo.dvcDir, what: "the folder .dvc" },
    { path: repo.cacheDir, what: "the cache" },
    ...home?.startsWith("/") ? [{ path: home.replace(/\/+$/, "") || "/", what: "your home folder" }] : [],
  ];
  placesByRepo.set(repo, places);
  return places;
}

/** What a path (absolute, normalised) would take with it when it is removed; undefined when nothing that is kept. */
export function keptWithin(repo: Repo, path: string): string | undefined {
  return keptPlaces(repo).find((place) => relativeInside(path, place.path) !== undefined)?.what;
}

/** Is a path (absolute) at or below a folder that Git or we keep our own files in? Then its name is returned. */
export function innerFolderOf(repo: Repo, path: string): ".git" | ".dvc" | undefined {
  if (relativeInside(repo.dvcDir, path) !== undefined) return ".dvc";
  const { git } = repo;
  if (git === undefined) return relativeInside(`${repo.root}/.git`, path) === undefined ? undefined : ".git";
  const own = [`${git.top}/.git`, git.gitDir, git.commonDir];
  return own.some((folder) => relativeInside(folder, path) !== undefined) ? ".git" : undefined;
}

/**
 * Refuses to remove what is not the repository's own to remove: anything outside of it, and what holds a kept place or a
 * mounted file system.
 *
 * @param path absolute
 * @param onFile told of each file below a folder; what it throws keeps the folder
 * @throws {ExpError} `invalid-file`
 */
export function checkRemovable(repo: Repo, path: string, onFile?: (file: string) => void): void {
  const { fs } = repo.host;
  checkWritableInside(fs, repo.root, path);
  const kept = keptWithin(repo, path);
  if (kept !== undefined) throw fault("invalid-file/holds", { path, what: kept });
  const stat = fs.lstat(path);
  if (stat?.kind !== "dir") return;
  if (fs.stat(parentOf(path))?.dev !== stat.dev) throw fault("invalid-file/mounted", { path, mount: path });
  const mount = findMount(fs, path, stat.dev, onFile);
  if (mount !== undefined) throw fault("invalid-file/mounted", { path, mount });
}

/** The first folder below another that lies on another file system. */
function findMount(fs: HostFs, top: string, dev: bigint, onFile?: (file: string) => void): string | undefined {
  const folders = [top];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const { name, kind } of readable(fs, folder)) {
      const path = `${folder}/${name}`;
      if (kind !== "dir") {
        onFile?.(path);
        continue;
      }
      const stat = fs.lstat(path);
      if (stat !== undefined && stat.dev !== dev) return path;
      folders.push(path);
    }
  }
  return undefined;
}

/** A folder that nobody may list is told by its removal. */
function readable(fs: HostFs, folder: string): ReturnType<HostFs["list"]> {
  try {
    return fs.list(folder);
  } catch {
    return [];
  }
}

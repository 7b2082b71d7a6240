import { type EmitEvent, EXP_RULES, type Rules } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { loadConfig } from "./config.ts";
import { fault } from "./faults.ts";
import { findGit } from "./find_git.ts";
import { createIgnore } from "./ignore.ts";
import { sharedWithGroup } from "./group_files.ts";
import { joinPath, parentOf } from "./paths.ts";
import type { Repo } from "./types.ts";

/**
 * Finds the repository around a folder (default: where the command was started) and reads its configuration. Starts no
 * process.
 *
 * @param options.cwd relative to the host's cwd, or absolute
 * @param options.uninitialized where there is none, the Git work tree counts as one, or else the folder itself; such a
 * repository can be read only
 * @param options.emit told how far long work is that has nobody else to tell
 * @throws {ExpError} `not-a-repo`; `config`
 */
export async function openRepo(
  host: Host,
  options: {
    readonly cwd?: string;
    readonly uninitialized?: boolean;
    readonly rules?: Rules;
    readonly emit?: EmitEvent | undefined;
  } = {},
): Promise<Repo> {
  const cwd = realFolder(host, joinPath(host.cwd, options.cwd ?? ""));
  const root = options.uninitialized === true ? findRootOrGit(host, cwd) : findRoot(host, cwd);
  const dvcDir = joinPath(root, ".dvc");
  const config = await loadConfig(host, dvcDir);
  return sharedWithGroup({
    host,
    root,
    dvcDir,
    tmpDir: joinPath(dvcDir, "tmp"),
    cwd,
    git: config.getBool("core", "no_scm", false) ? undefined : findGit(host.fs, root),
    config,
    cacheDir: config.get("cache", "dir") ?? joinPath(dvcDir, "cache"),
    ignore: createIgnore(host.fs, root),
    rules: options.rules ?? EXP_RULES,
    ...(options.emit === undefined ? {} : { emit: options.emit }),
  });
}

/** The `.dvc` folder of the repository around a folder (absolute), if there is one. */
export function findDvcDir(host: Host, cwd: string): string | undefined {
  for (let folder = cwd;; folder = parentOf(folder)) {
    const dvcDir = joinPath(folder, ".dvc");
    if (host.fs.stat(dvcDir)?.kind === "dir") return dvcDir;
    if (folder === "/") return undefined;
  }
}

function findRoot(host: Host, cwd: string): string {
  const dvcDir = findDvcDir(host, cwd);
  if (dvcDir !== undefined) return parentOf(dvcDir);
  throw fault("not-a-repo/here", { folder: cwd });
}

function findRootOrGit(host: Host, cwd: string): string {
  const dvcDir = findDvcDir(host, cwd);
  return dvcDir !== undefined ? parentOf(dvcDir) : findGit(host.fs, cwd)?.top ?? cwd;
}

function realFolder(host: Host, path: string): string {
  try {
    return host.fs.realPath(path);
  } catch (error) {
    throw fault("not-found/folder", { path }, error);
  }
}

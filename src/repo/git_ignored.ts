import { excludesFile, type GitPlace } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";
import { type GitPattern, parseGitPattern } from "./git_pattern.ts";
import { joinPath } from "./paths.ts";

/**
 * What Git's ignore files say, by reading them: no process, since this is asked for every folder of a project. Tracked
 * or not does not matter (as for `git check-ignore --no-index`, and for DVC).
 *
 * @returns asks for a path relative to the work tree's top, with `/`
 */
export function createGitIgnored(host: Host, git: GitPlace): (path: string, isDir: boolean) => boolean {
  const ignoredFolders = new Map<string, boolean>([["", false]]);
  /** Patterns by the folder whose `.gitignore` holds them. */
  const byFolder = new Map<string, readonly GitPattern[]>();
  let common: readonly GitPattern[] | undefined;

  const patternsIn = (folder: string): readonly GitPattern[] => {
    let found = byFolder.get(folder);
    if (found === undefined) {
      found = readPatterns(host, joinPath(git.top, folder === "" ? ".gitignore" : `${folder}/.gitignore`));
      byFolder.set(folder, found);
    }
    return found;
  };

  /** The nearest file that says something decides, and in it the last line; then what is said for the whole tree. */
  const decide = (path: string, isDir: boolean): boolean => {
    for (let folder = parent(path);; folder = parent(folder)) {
      const said = lastMatch(patternsIn(folder), folder === "" ? path : path.slice(folder.length + 1), isDir);
      if (said !== undefined) return said;
      if (folder === "") break;
    }
    common ??= [userIgnoreFile(host, git), joinPath(git.commonDir, "info/exclude")].flatMap((file) =>
      file === undefined ? [] : readPatterns(host, file)
    );
    return lastMatch(common, path, isDir) ?? false;
  };

  const isIgnoredFolder = (folder: string): boolean => {
    let ignored = ignoredFolders.get(folder);
    if (ignored === undefined) {
      ignored = isIgnoredFolder(parent(folder)) || decide(folder, true);
      ignoredFolders.set(folder, ignored);
    }
    return ignored;
  };

  return (path, isDir) => isDir ? isIgnoredFolder(path) : isIgnoredFolder(parent(path)) || decide(path, false);
}

function parent(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

function lastMatch(patterns: readonly GitPattern[], path: string, isDir: boolean): boolean | undefined {
  const last = patterns.findLast((pattern) => pattern.matches(path, isDir));
  return last && !last.negated;
}

function readPatterns(host: Host, file: string): GitPattern[] {
  const text = host.fs.stat(file)?.kind === "dir" ? undefined : host.fs.readTextIfThere(file);
  if (!text) return [];
  return text.replace(/^\ufeff/, "").split(/\r?\n/).flatMap((line) => parseGitPattern(line) ?? []);
}

/** `core.excludesFile`, else the file that Git looks at without it. */
function userIgnoreFile(host: Host, git: GitPlace): string | undefined {
  const home = host.env.get("HOME");
  const xdg = host.env.get("XDG_CONFIG_HOME") || (home && joinPath(home, ".config"));
  const configs = [
    host.env.get("GIT_CONFIG_GLOBAL") ?? (home && joinPath(home, ".gitconfig")),
    xdg && joinPath(xdg, "git/config"),
    "/etc/gitconfig",
    joinPath(git.commonDir, "config"),
  ];
  const mayBeSet = configs.some((file) => file && /excludesfile|\[include/i.test(host.fs.readTextIfThere(file) ?? ""));
  if (mayBeSet) { // whose setting counts is Git's to say
    const set = excludesFile(host, git.top);
    if (set !== undefined) return joinPath(git.top, set);
  }
  return xdg ? joinPath(xdg, "git/ignore") : undefined;
}

import { ignoredAmong, openGitAt, stageFiles } from "../git/mod.ts";
import { gitMissing, type Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { findGit } from "./find_git.ts";
import { joinPath, pathAndFolders } from "./paths.ts";

interface InitOptions {
  /** Where; default the host's cwd. */
  readonly folder?: string;
  readonly subdir?: boolean;
  readonly noScm?: boolean;
  readonly force?: boolean;
}

const IGNORE_TEXT = `# Add patterns of files dvc should ignore, which could improve
# the performance. Learn more at
# https://dvc.org/doc/user-guide/dvcignore
`;

/**
 * Makes a folder a DVC repository, with the files that DVC 3 makes, and stages them in Git as DVC does.
 *
 * @returns the files that Git should have, absolute (none with `noScm`)
 * @throws {ExpError} `exists`; `no-git`; `usage`
 */
export function initRepo(host: Host, options: InitOptions = {}): readonly string[] {
  const { fs } = host;
  const { root, dvcDir, git } = checkInit(host, options);
  fs.removeTree(dvcDir);
  fs.makeDir(joinPath(dvcDir, "tmp"));
  fs.writeAtomic(joinPath(dvcDir, "config"), options.noScm ? "[core]\n    no_scm = True\n" : "");
  fs.writeAtomic(joinPath(dvcDir, "tmp/btime"), "");
  const ignoreFile = joinPath(root, ".dvcignore");
  if (!fs.exists(ignoreFile)) fs.writeAtomic(ignoreFile, IGNORE_TEXT);
  if (git === undefined) return [];
  fs.writeAtomic(joinPath(dvcDir, ".gitignore"), "/config.local\n/tmp\n/cache\n");
  const files = [joinPath(dvcDir, ".gitignore"), joinPath(dvcDir, "config"), ignoreFile];
  stageFiles(openGitAt(host, git), files);
  return files;
}

/**
 * Refuses what {@link initRepo} would, and changes nothing.
 *
 * @param options.makesGit a Git repository is to be made there first
 * @throws {ExpError} `exists`; `no-git`; `usage`; `conflict`
 */
export function checkInit(host: Host, options: InitOptions & { readonly makesGit?: boolean }): InitPlace {
  const { fs } = host;
  const root = joinPath(host.cwd, options.folder ?? "");
  const dvcDir = joinPath(root, ".dvc");
  if (options.noScm && options.subdir) throw fault("usage/subdir-no-scm", {});
  const inTheWay = [...pathAndFolders(root)].find((path) => !["dir", undefined].includes(fs.stat(path)?.kind));
  if (inTheWay !== undefined) throw fault("exists/no-folder", { path: inTheWay });
  const git = options.noScm ? undefined : findGit(fs, root);
  if (!options.noScm && !options.makesGit && (git === undefined || (git.prefix !== "" && !options.subdir))) {
    throw fault("no-git/not-the-top", { root });
  }
  if ((git !== undefined || options.makesGit) && !host.processes.hasGit()) throw gitMissing();
  // asked for a file in it, for there is no folder yet that a pattern for folders could match
  const probe = joinPath(dvcDir, ".exp-probe");
  if (git !== undefined && ignoredAmong(openGitAt(host, git), [probe]).size > 0) {
    throw fault("conflict/dvc-dir-ignored", { dvcDir });
  }
  if (fs.exists(dvcDir) && !options.force) throw fault("exists/repo", { root });
  return { root, dvcDir, git };
}

interface InitPlace {
  readonly root: string;
  readonly dvcDir: string;
  readonly git: ReturnType<typeof findGit>;
}

import { ExpError } from "../common/mod.ts";
import { ignoredAmong, openGitAt, stageFiles } from "../git/mod.ts";
import { gitMissing, type Host } from "../host/mod.ts";
import { findGit } from "./find_git.ts";
import { joinPath } from "./paths.ts";

export interface InitOptions {
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
  const root = joinPath(host.cwd, options.folder ?? "");
  const dvcDir = joinPath(root, ".dvc");
  if (options.noScm && options.subdir) {
    throw new ExpError("usage", "--subdir and --no-scm exclude each other", {
      dvcMessage: "Cannot initialize repo with `--no-scm` and `--subdir`",
      dvcExitCode: 255,
    });
  }
  const git = options.noScm ? undefined : findGit(fs, root);
  if (!options.noScm && (git === undefined || (git.prefix !== "" && !options.subdir))) throw notTracked(root);
  if (git !== undefined && !host.processes.hasGit()) throw gitMissing();
  // asked for a file in it, for there is no folder yet that a pattern for folders could match
  const probe = joinPath(dvcDir, ".exp-probe");
  if (git !== undefined && ignoredAmong(openGitAt(host, git), [probe]).size > 0) throw ignored(dvcDir);
  if (fs.exists(dvcDir)) {
    if (!options.force) {
      throw new ExpError("exists", `${root} is a DVC repository already`, {
        hint: "--force replaces its configuration and drops its cache",
        dvcMessage: "failed to initiate DVC - '.dvc' exists. Use `-f` to force.",
        dvcExitCode: 1,
      });
    }
    fs.removeTree(dvcDir);
  }
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

function ignored(dvcDir: string): ExpError {
  return new ExpError("conflict", `${dvcDir} is ignored by Git, so the configuration could not be committed`, {
    hint: "add a line !.dvc to .gitignore, or take out the pattern",
    dvcMessage: `failed to initiate DVC - ${dvcDir} is ignored by your SCM tool. \nMake sure that it's tracked, ` +
      "for example, by adding '!.dvc' to .gitignore.",
    dvcExitCode: 1,
  });
}

function notTracked(root: string): ExpError {
  return new ExpError("no-git", `${root} is not the top of a Git repository`, {
    hint: "run `git init` first, or use --subdir inside of a repository, or --no-scm without Git",
    dvcMessage:
      `failed to initiate DVC - ${root} is not tracked by any supported SCM tool (e.g. Git). Use \`--no-scm\`` +
      " if you don't want to use any SCM or `--subdir` if initializing inside a subdirectory of a parent SCM repository.",
    dvcExitCode: 1,
  });
}

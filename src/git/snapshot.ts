import type { ExpError } from "../common/mod.ts";
import { type Host, processMark } from "../host/mod.ts";
import { type GitCommand, gitFailed } from "./command.ts";
import { fault } from "./faults.ts";
import { pathsToAdd } from "./index_file.ts";
import type { Snapshot } from "./types.ts";

interface SnapshotOptions {
  readonly extra?: readonly string[];
  readonly force?: readonly string[];
  readonly withIndex?: boolean;
  readonly objectDir?: string;
  /** A private index to go on with from an earlier snapshot, which knows that one's paths; made if it is not there. */
  readonly index?: string;
}

/**
 * Builds the work tree's tree in a copy of the index (2 processes, 1 more for each of `force`, `withIndex`, and for
 * what it does not know yet of `extra`).
 * The copy lies beside git's own index, so that a relative path in it means the same.
 */
export function snapshotTree(
  host: Host,
  git: GitCommand,
  places: { gitDir: string; top: string },
  options: SnapshotOptions,
): Snapshot {
  const look = (index: string): Snapshot => {
    const env = { ...objectEnv(options.objectDir, places.gitDir, host), GIT_INDEX_FILE: index };
    const indexTree = options.withIndex ? writeIndex(git, env) : undefined;
    git.must(["add", "-u"], { env, unflushed: true });
    addPaths(git, env, pathsToAdd(host, index, options.extra ?? []), []);
    addPaths(git, env, options.force ?? [], ["-f"]);
    const workTree = writeIndex(git, env);
    return { workTree, indexTree: indexTree ?? workTree };
  };
  if (options.index === undefined) return withIndexCopy(host, places.gitDir, look);
  if (!host.fs.exists(options.index)) copyIndex(host, `${places.gitDir}/index`, options.index);
  return look(options.index);
}

/** A folder beside git's own index for what is private, as an index or a message; its owner removes it. */
export function makePrivateFolder(host: Host, gitDir: string): string {
  return host.fs.makeTempDir(gitDir, `exp-index-${processMark(host)}-`);
}

/** Lets `use` work with a private copy of the user's index, which is removed afterwards. */
export function withIndexCopy<T>(host: Host, gitDir: string, use: (index: string) => T): T {
  const folder = makePrivateFolder(host, gitDir);
  try {
    const own = `${folder}/index`;
    copyIndex(host, `${gitDir}/index`, own);
    return use(own);
  } finally {
    host.fs.removeTree(folder);
  }
}

/**
 * With the original's age (rounded down): git takes a file for unchanged by its times only when the index is younger
 * than the file, and a fresh copy would always be.
 */
function copyIndex(host: Host, from: string, to: string): void {
  const stat = host.fs.stat(from);
  if (stat === undefined) return;
  host.fs.copyFile(from, to);
  const mtimeMs = Math.floor(Number(stat.mtimeNs) / 1e6);
  host.fs.utimes(to, mtimeMs, mtimeMs);
}

/** Sends new objects to another repository's store, reading from there too. */
export function objectEnv(objectDir: string | undefined, gitDir: string, _host: Host): Record<string, string> {
  if (objectDir === undefined) return {};
  return { GIT_OBJECT_DIRECTORY: objectDir, GIT_ALTERNATE_OBJECT_DIRECTORIES: `${gitDir}/objects` };
}

function writeIndex(git: GitCommand, env: Record<string, string>): string {
  const result = git.text(["write-tree"], { env, unflushed: true });
  if (result.code === 0) return result.stdout.trim();
  if (/unmerged|not fully merged|error building trees/.test(result.stderr)) {
    throw unmergedError(unmergedPaths(git, env));
  }
  throw gitFailed(["write-tree"], result);
}

/**
 * Ignored paths are skipped unless forced; git says so with a code that is no failure here. So are paths inside of a
 * submodule or below a symbolic link: they belong to another repository, or are there under another name.
 */
export function addPaths(
  git: GitCommand,
  env: Record<string, string>,
  paths: readonly string[],
  flags: string[],
): void {
  for (let left = [...paths]; left.length > 0;) {
    const areFew = left.reduce((sum, path) => sum + path.length, 0) < FEW_LETTERS;
    const args = ["add", ...flags, ...areFew ? ["--", ...left] : ["--pathspec-from-file=-", "--pathspec-file-nul"]];
    const result = git.text(args, {
      env: { ...env, GIT_LITERAL_PATHSPECS: "1" },
      ...(areFew ? {} : { input: left.join("\0") }),
      unflushed: true,
    });
    if (result.code === 0 || /ignored by one of your \.gitignore files/.test(result.stderr)) return;
    const foreign = pathOfOthers(result.stderr);
    const rest = left.filter((path) => foreign === undefined || (path !== foreign && !path.startsWith(`${foreign}/`)));
    if (rest.length === left.length) throw gitFailed(args, result);
    left = rest;
  }
}

/** Any machine takes as much as arguments, which spares the processes that feed a standard input. */
const FEW_LETTERS = 10_000;

function pathOfOthers(stderr: string): string | undefined {
  return /Pathspec '.*' is in submodule '(.*)'/.exec(stderr)?.[1] ??
    /pathspec '(.*)' is beyond a symbolic link/.exec(stderr)?.[1];
}

/** Paths in an index that an unfinished merge left in conflict. One process. */
export function unmergedPaths(git: GitCommand, env: Record<string, string> = {}): string[] {
  const lines = git.must(["ls-files", "--unmerged", "-z"], { env }).split("\0");
  return [...new Set(lines.flatMap((line) => line === "" ? [] : [line.slice(line.indexOf("\t") + 1)]))];
}

export function unmergedError(paths: readonly string[] = []): ExpError {
  return fault("conflict/unmerged", { paths });
}

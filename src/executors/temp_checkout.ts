import { placeKeptOut, REPRO_DAT } from "../entries/mod.ts";
import { type ConfigEdit, editIni } from "@exp/formats";
import { fillWorkTree, type Git, type Rev } from "../git/mod.ts";
import { OWNER_FILE } from "../records/mod.ts";
import { joinPath, nameOf, openRepo, parentOf, relativeFrom, relativeInside, type Repo } from "../repo/mod.ts";
import type { Place } from "./place.ts";
import { createTempGit } from "./temp_git.ts";
import { fault } from "./faults.ts";

export interface TempCheckout extends Place, Disposable {
  /** The checkout's top folder, absolute. */
  readonly top: string;
  /** What to say of a failure in it: when somebody has deleted the checkout, all else follows from that. */
  failure(error: unknown): unknown;
}

interface TempCheckoutOptions {
  /** The commit that HEAD is detached at. */
  readonly head: Rev;
  /** The commit whose files are checked out. */
  readonly rev: Rev;
  /** Folder to make the checkout in; absolute. */
  readonly parent: string;
  /** Untracked paths to copy from the workspace; relative to the folder that the command was started in. */
  readonly copyPaths: readonly string[];
}

/**
 * A checkout of an entry: a Git and DVC repository of its own that borrows the original's Git objects, cache and
 * run-cache. Removed when disposed, also after a failure while it is made.
 */
export async function openTempCheckout(home: Repo, git: Git, options: TempCheckoutOptions): Promise<TempCheckout> {
  const { fs } = home.host;
  const top = fs.makeTempDir(options.parent, "tmp");
  const { ino } = fs.lstat(top) ?? {};
  const failure = (error: unknown, marks: readonly string[]) => {
    const isThere = ino !== undefined && fs.lstat(top)?.ino === ino && marks.every((path) => fs.exists(path));
    return isThere ? error : fault("interrupted/checkout-gone", { checkout: top }, error);
  };
  try {
    const prefix = relativeInside(git.top, home.root) ?? "";
    const root = joinPath(top, prefix);
    const dvc = prefix === "" ? "/.dvc" : `/${prefix}/.dvc`;
    const place = createTempGit(home.host, git, top, options.head, [`${dvc}/config.local`, `${dvc}/tmp`]);
    fillWorkTree(place, options.rev, [prefix === "" ? REPRO_DAT : `${prefix}/${REPRO_DAT}`]);
    placeKeptOut(place, home.host, root);
    writeLocalConfig(home, root);
    copyPaths(home, git.top, top, options.copyPaths);
    const cwd = joinPath(root, relativeInside(home.root, home.cwd) ?? "");
    fs.makeDir(cwd);
    const repo = await openRepo(home.host, { cwd, rules: home.rules });
    return {
      top,
      repo,
      git: place,
      failure: (error) => failure(error, [`${place.gitDir}/${OWNER_FILE}`]),
      [Symbol.dispose]: () => fs.removeTree(top),
    };
  } catch (error) {
    const told = failure(error, []);
    fs.removeTree(top);
    throw told;
  }
}

/** The user's own `config.local`, with the cache and local remotes named by absolute paths. */
function writeLocalConfig(home: Repo, root: string): void {
  const { fs } = home.host;
  fs.makeDir(`${root}/.dvc/tmp`);
  const text = fs.readTextIfThere(`${home.dvcDir}/config.local`) ?? "";
  const edits = configEdits(home, root);
  fs.writeAtomic(`${root}/.dvc/config.local`, editIni(text, edits, "config.local"));
}

/** What would be refused when a task is run is refused when it is queued. @throws {ExpError} `config` */
export function checkCheckouts(home: Repo): void {
  configEdits(home, `${home.tmpDir}/exps/tmp`);
}

function configEdits(home: Repo, root: string): ConfigEdit[] {
  const remotes = home.config.remoteNames().flatMap((name) => {
    const url = home.config.remote(name)?.get("url");
    if (!url?.startsWith("/")) return [];
    return [{ op: "set" as const, section: `remote "${name}"`, key: "url", value: configPath(root, url) }];
  });
  const cache = { op: "set" as const, section: "cache", key: "dir", value: configPath(root, home.cacheDir) };
  return [cache, ...remotes];
}

/** A line of the file cannot hold a line break: what is inside of the repository goes without its upper folders. */
function configPath(root: string, path: string): string {
  if (!/[\n\r]/.test(path)) return path;
  const relative = relativeFrom(`${root}/.dvc`, path);
  if (!/[\n\r]/.test(relative)) return relative;
  throw fault("config/line-break", { path });
}

function copyPaths(home: Repo, from: string, to: string, paths: readonly string[]): void {
  for (const path of paths) {
    const source = joinPath(home.cwd, path);
    const inside = relativeInside(from, source);
    if (home.host.fs.stat(source) === undefined) throw fault("not-found/to-copy", { path, source });
    if (source === home.tmpDir || source === home.cacheDir || relativeInside(home.tmpDir, source) !== undefined) {
      throw fault("usage/copies-cache", { path });
    }
    if (inside === undefined || nameOf(source) === ".git") throw fault("usage/copies-outside", { path });
    copyMissing(home, source, joinPath(to, inside));
  }
}

/**
 * Copies files and folders; what is in the checkout already stays. Links are followed, as `-C` may name one. Checkouts
 * (the target is one) and cached data stay out, and so does a link to a folder that it lies in.
 *
 * @param above the folders that lead here, by device and number
 */
function copyMissing(home: Repo, from: string, to: string, above: readonly string[] = []): void {
  const { fs } = home.host;
  if (from === home.tmpDir || from === home.cacheDir) return;
  const stat = fs.stat(from);
  if (stat?.kind === "dir") {
    const id = `${stat.dev}:${stat.ino}`;
    if (above.includes(id)) return;
    fs.makeDir(to);
    for (const entry of fs.list(from)) {
      if (entry.name !== ".git") copyMissing(home, `${from}/${entry.name}`, `${to}/${entry.name}`, [...above, id]);
    }
  } else if (stat?.kind === "file" && fs.lstat(to) === undefined) {
    fs.makeDir(parentOf(to));
    fs.copyFile(from, to);
  }
}

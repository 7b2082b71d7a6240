import type { Host } from "../host/mod.ts";
import { createGitCommand, gitFailed } from "./command.ts";
import { commitCheckout, commitTree } from "./commit_tree.ts";
import { createCommits, readIdentity } from "./fast_import.ts";
import { fault } from "./faults.ts";
import { parseCommit, readObjects } from "./objects.ts";
import { isPossiblePath } from "./parse_tree.ts";
import { openRefFiles } from "./ref_files.ts";
import { type TellLock, updateRefs } from "./ref_updates.ts";
import { guardRules } from "./rule_files.ts";
import { snapshotTree, unmergedPaths } from "./snapshot.ts";
import type { CommitInfo, Git, GitPlace, GitTreeEntry, Identity, PeeledRef, Ref, Rev } from "./types.ts";

const ID = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** What may have a Git repository around it. */
interface GitUser {
  readonly host: Host;
  readonly root: string;
  readonly git: GitPlace | undefined;
  readonly config: { getBool(section: string, option: string, fallback: boolean): boolean };
}

/**
 * The repository's git.
 * @param onWait told of a lock of another process that is waited for
 * @throws {ExpError} `no-git` when there is none
 */
export function openGit(repo: GitUser, onWait?: TellLock): Git {
  if (repo.git === undefined) {
    const isSwitchedOff = repo.config.getBool("core", "no_scm", false);
    throw fault(isSwitchedOff ? "no-git/switched-off" : "no-git/here", { root: repo.root });
  }
  return openGitAt(repo.host, repo.git, onWait);
}

/** A git by its place alone. */
export function openGitAt(
  host: Host,
  place: Pick<GitPlace, "top" | "gitDir" | "commonDir"> & Partial<GitPlace>,
  onWait?: TellLock,
): Git {
  const { top, gitDir, commonDir } = place;
  const git = createGitCommand(host, top, guardRules(host, place));
  const files = openRefFiles(host, gitDir, commonDir);
  let who: Identity | undefined;

  const revParse = (expression: string): Rev | undefined => {
    const result = git.text(["rev-parse", "--verify", "--quiet", "--end-of-options", `${expression}^{commit}`]);
    const rev = result.stdout.trim();
    return result.code === 0 && ID.test(rev) ? rev : undefined;
  };

  const listRefs = (prefixes: readonly string[], peel: boolean, but?: ReadonlySet<string>): PeeledRef[] => {
    const read = files?.below(prefixes, { peel, but });
    if (read !== undefined) return read;
    const rev = peel ? "%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)" : "%(objectname)";
    const args = ["for-each-ref", `--format=${rev} %(symref) %(refname)`, ...prefixes];
    const output = peel ? git.text(args).stdout : git.must(args); // one tag without its commit ends the list
    return output.split("\n").flatMap((line): PeeledRef[] => {
      const [rev, symref, name] = line.split(" ");
      return rev === undefined || name === undefined || but?.has(name)
        ? []
        : [{ rev, name, isSymbolic: symref !== "" }];
    });
  };

  const isGone = (rev: Rev): boolean => ID.test(rev) && readObjects(git, [rev])[0] === undefined;
  const commitGone = (rev: Rev) => {
    const refs = listRefs(["refs"], false);
    return fault("not-found/commit", { rev, refs: refs.filter((ref) => ref.rev === rev).map(({ name }) => name) });
  };

  const self: Git = {
    top,
    gitDir,
    commonDir,
    resolve(expression) {
      if (expression === "HEAD") return self.head().rev;
      if (/^refs\/exps\/[^~^:@]*$/.test(expression) && files !== undefined) return files.read(expression);
      return revParse(expression);
    },
    head() {
      if (files !== undefined) return files.head();
      const branch = git.text(["symbolic-ref", "--quiet", "HEAD"]).stdout.trim().replace(/^refs\/heads\//, "");
      return { rev: revParse("HEAD"), branch: branch === "" ? undefined : branch };
    },
    readRef: (name) => files !== undefined ? files.read(name) : revParse(name),
    refs: (...prefixes) => self.refsBut(undefined, prefixes),
    refsBut: (names, prefixes) =>
      listRefs(prefixes, false, names).flatMap(({ name, rev, isSymbolic }): Ref[] => isSymbolic ? [] : [{ name, rev }]),
    peeledRefs: (...prefixes) => listRefs(prefixes, true),
    updateRefs(updates, { isSyncedLater = false } = {}) {
      const areFiles = files !== undefined;
      const unflushed = isSyncedLater && areFiles;
      const read = (name: string) => self.readRef(name);
      updateRefs(host, git, { commonDir, areFiles, unflushed, read, commitGone, onWait }, updates);
    },
    syncRefs(names) {
      if (files === undefined) return; // one file, which git syncs
      const folders = names.map((name) => {
        let folder = `${commonDir}/${name}`;
        // git removes those that it has emptied
        do folder = folder.slice(0, folder.lastIndexOf("/")); while (!host.fs.exists(folder));
        return folder;
      });
      for (const folder of new Set(folders)) host.fs.syncFolder(folder);
    },
    readObjects: (names) => readObjects(git, names),
    readFile: (rev, path) => self.readFiles([{ rev, path }])[0],
    readFiles(requests) {
      return readObjects(git, requests.map(({ rev, path }) => `${rev}:${path}`))
        .map((object) => object?.type === "blob" ? object.bytes : undefined);
    },
    commitInfo(revs) {
      return readObjects(git, revs).map((object, i): CommitInfo => {
        if (object?.type !== "commit") throw commitGone(revs[i]!);
        return parseCommit(object.oid, object.bytes);
      });
    },
    listTree(rev, path) {
      const args = ["ls-tree", "-r", "-z", "--full-tree", rev, ...(path === undefined ? [] : ["--", path])];
      const result = git.text(args, { env: { GIT_LITERAL_PATHSPECS: "1" } });
      if (result.code !== 0) throw isGone(rev) ? commitGone(rev) : gitFailed(args, result);
      return result.stdout.split("\0").flatMap((line): GitTreeEntry[] => {
        const match = /^(\d+) \w+ ([0-9a-f]+)\t([^]*)$/.exec(line);
        return match === null || !isPossiblePath(match[3] as string)
          ? []
          : [{ mode: match[1] as string, oid: match[2] as string, path: match[3] as string }];
      });
    },
    unmergedPaths: () => unmergedPaths(git),
    untrackedPaths({ repositories = false } = {}) {
      const paths = git.must(["ls-files", "--others", "--exclude-standard", "-z"]).split("\0").filter(Boolean);
      return repositories ? paths : paths.filter((path) => !path.endsWith("/"));
    },
    writeTree(base, changes) {
      const [commit] = self.createCommits([{ tree: treeOf(base), changes, parents: [], message: "tree\n" }]);
      return git.must(["rev-parse", `${commit}^{tree}`]);
    },
    snapshotTree: (options) => snapshotTree(host, git, { gitDir, top }, options),
    commitTree: (tree, parents, message, options) =>
      commitTree(host, git, { gitDir, commonDir }, [tree, parents, message], options),
    commitCheckout: (objectDir, commit) =>
      commitCheckout(host, git, gitDir, objectDir, { ...commit, head: () => self.head().rev }),
    identity: () => who ??= readIdentity(git),
    createCommits: (specs) => createCommits(host, git, { commonDir, onWait }, self.identity(), specs),
    run: (args, options) => git.text(args, options),
    talk: (args, options) => git.talk(args, options),
    [Symbol.dispose]() {},
  };

  /** fast-import wants a tree's own id. */
  const treeOf = (rev: string): string => git.must(["rev-parse", "--verify", "--end-of-options", `${rev}^{tree}`]);
  return self;
}

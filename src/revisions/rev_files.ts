import { compareCodePoints } from "../common/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import type { RepoPath } from "../stage/mod.ts";

/** Files of one commit, or of the workspace. */
export interface Files {
  /** Equal keys mean equal content; undefined: there is no such file. */
  key(path: RepoPath): string | undefined;
  /** Only for paths that have a key. */
  bytes(path: RepoPath): Uint8Array;
  /** The files below a folder; undefined: there is no such folder. */
  below(path: RepoPath): readonly RepoPath[] | undefined;
}

/** The files of a work tree, or of a commit (see `repoAtRev`). */
export function filesOf(repo: Repo): Files {
  const { root, host: { fs } } = repo;
  const at = (path: string) => joinPath(root, path);
  return {
    key: (path) => {
      const stat = fs.stat(at(path));
      // the path alone is the same in all commits; the inode there is the blob's id
      return stat?.kind === "file" ? `${stat.dev}/${stat.ino} ${at(path)}` : undefined;
    },
    bytes: (path) => fs.readBytes(at(path)),
    below: (path) => fs.stat(at(path))?.kind === "dir" ? filesBelow(repo, path) : undefined,
  };
}

/** All files below a folder but those that `.dvcignore` hides, DVC's own, and other projects; sorted. */
function filesBelow(repo: Repo, folder: RepoPath): RepoPath[] {
  const { root, host: { fs }, ignore } = repo;
  const walk = (path: RepoPath): RepoPath[] => {
    const isIgnored = ignore.inFolder(path);
    return fs.listIfThere(joinPath(root, path)).flatMap(({ name }) => {
      const inner = path === "" ? name : `${path}/${name}`;
      const kind = fs.stat(joinPath(root, inner))?.kind;
      if (kind === undefined || OWN.test(name) || isIgnored(name, kind === "dir")) return [];
      if (kind !== "dir") return [inner];
      return fs.stat(joinPath(root, `${inner}/.dvc`))?.kind === "dir" ? [] : walk(inner);
    });
  };
  return walk(folder).sort(compareCodePoints);
}

/** Git's and DVC's folders and files; a lock file is one as any other. */
const OWN = /^(\.git|\.dvc|\.dvcignore|dvc\.yaml|.*\.dvc)$/;

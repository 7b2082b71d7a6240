import type { EmitEvent } from "../common/mod.ts";
import { formatTree, hashBytes } from "../data/mod.ts";
import { type Git, trackableFiles, type TreeChange } from "../git/mod.ts";
import { relativeInside, type Repo } from "../repo/mod.ts";
import { absolutePath, type Input } from "../stage/mod.ts";

/** A file that a stage read: where it is in Git, and what it held. */
interface Wanted {
  /** Relative to the work tree's top. */
  readonly path: string;
  readonly bytes?: Uint8Array;
  readonly md5?: string;
}

/**
 * Changes that make an experiment's tree what its stages have read, where they were changed meanwhile: from what was
 * kept, else from HEAD if that is it. What cannot be had again is told of. Data that Git does not have is none of this:
 * dvc.lock names it by its hash.
 */
export function treeBefore(repo: Repo, git: Git, moved: readonly Input[], emit: EmitEvent): TreeChange[] {
  const changes: TreeChange[] = [];
  for (const input of moved) {
    const top = relativeInside(git.top, absolutePath(repo, input.path));
    if (top === undefined) continue;
    const inGit: ReadonlySet<string> = new Set(trackableFiles(git, top));
    const wanted = filesOf(input, top).filter(({ path }) => inGit.has(path));
    const heads = git.readFiles(wanted.map(({ path }) => ({ rev: "HEAD", path })));
    const unknown = wanted.filter((file, i) => {
      const bytes = file.bytes ?? [heads[i], readNow(repo, `${git.top}/${file.path}`)]
        .find((each) => each !== undefined && hashBytes(each, "md5") === file.md5);
      if (bytes === undefined) return true;
      const isExecutable = ((repo.host.fs.stat(`${git.top}/${file.path}`)?.mode ?? 0) & 0o100) !== 0;
      changes.push({ path: file.path, content: { bytes, mode: isExecutable ? "100755" : "100644" } });
      return false;
    });
    const isUnseen = inGit.size > 0 && wanted.length === 0;
    if (unknown.length === 0 && !isUnseen) continue;
    const names = isUnseen ? [top] : unknown.map(({ path }) => path);
    const text = `the experiment's commit holds ${names.join(", ")} as it is now: what the stage found is not known`;
    emit({ kind: "warning", text });
  }
  return changes;
}

function filesOf({ bytes, observed }: Input, top: string): Wanted[] {
  if (bytes !== undefined) return [{ path: top, bytes }];
  if (observed?.kind === "dir") {
    const { tree } = observed;
    if (formatTree(tree).hash !== observed.info.hash) return []; // it was looked up by its hash, and is made out only now
    return tree.map(({ hash, relpath }) => ({ path: `${top}/${relpath}`, md5: hash }));
  }
  return observed?.kind === "file" ? [{ path: top, md5: observed.info.hash }] : [];
}

function readNow(repo: Repo, path: string): Uint8Array | undefined {
  return repo.host.fs.stat(path)?.kind === "file" ? repo.host.fs.readBytes(path) : undefined;
}

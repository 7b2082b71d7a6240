/** The files that stages with checkpoints write, and putting them back. */
import { type Entry, reproDatPath } from "../entries/mod.ts";
import { changedPaths, type Git, type Rev, type TreeChange } from "../git/mod.ts";
import { lockFileOf, Project } from "../pipeline/mod.ts";
import { experimentRefName } from "../records/mod.ts";
import { relativeInside, type Repo } from "../repo/mod.ts";
import { absolutePath, hasCheckpoints, type Stage } from "../stage/mod.ts";

/** Stages that take part in checkpoints. */
export async function checkpointStages(repo: Repo): Promise<Stage[]> {
  const files = await new Project(repo).files({ onError: () => {} });
  const stages = await Promise.all(files.map((file) => file.stages()));
  return stages.flat().filter(hasCheckpoints);
}

/** What stages with checkpoints write that Git has: outs outside of the cache, and their lock files. From the top. */
export function ownFiles(repo: Repo, git: Git, stages: readonly Stage[]): string[] {
  const paths = stages.flatMap((stage) => [
    lockFileOf(stage.file),
    ...stage.outs.filter((out) => !out.cache && !out.isUrl).map((out) => out.path),
  ]);
  return paths.flatMap((path) => relativeInside(git.top, absolutePath(repo, path)) ?? []);
}

/** The tree of a new entry that goes on from a checkpoint: that commit's files with what is changed here. */
export async function treeGoingOn(repo: Repo, git: Git, head: Rev, from: Rev, isNamed: boolean): Promise<string> {
  if (!isNamed) {
    const present = git.listTree(from).map((entry) => entry.path).filter((path) =>
      repo.host.fs.lstat(`${git.top}/${path}`) !== undefined
    );
    const { workTree } = git.snapshotTree({ force: present });
    const own = new Set(ownFiles(repo, git, await checkpointStages(repo)));
    return git.writeTree(workTree, filesOf(git, from, [...own]));
  }
  const { workTree } = git.snapshotTree({});
  const paths = changedPaths(git, head, workTree);
  const there = filesOf(git, workTree, paths);
  const gone = paths.filter((path) => !there.some((change) => change.path === path));
  return git.writeTree(from, [...there, ...gone.map((path) => ({ path, content: null }))]);
}

function filesOf(git: Git, tree: string, paths: readonly string[]): TreeChange[] {
  if (paths.length === 0) return [];
  const wanted = new Set(paths);
  return git.listTree(tree).filter((entry) => wanted.has(entry.path))
    .map(({ path, oid, mode }) => ({ path, content: { oid, mode } }));
}

/**
 * The commits of an attempt at an entry that was cut short: the experiment's tip, when it differs from the entry only in
 * what stages with checkpoints write.
 */
export async function earlierAttempt(
  checkout: { readonly repo: Repo; readonly git: Git },
  home: Git,
  entry: Entry,
  name: string,
): Promise<Rev | undefined> {
  const tip = home.readRef(experimentRefName(entry.baseline, name));
  const start = entry.branch === undefined ? undefined : entry.head;
  if (tip === undefined || tip === start || entry.choices.force) return undefined;
  const stages = await checkpointStages(checkout.repo);
  if (stages.length === 0) return undefined;
  const own = [...ownFiles(checkout.repo, checkout.git, stages), reproDatPath(checkout.repo)];
  return changedPaths(home, entry.stashRev, tip).every((path) => own.includes(path)) ? tip : undefined;
}

/**
 * Puts back what stages with checkpoints wrote after the checkpoint that the run goes on from: their lock files and
 * outs outside of the cache. (Outs of the cache follow dvc.lock.)
 */
export async function rewindTo(repo: Repo, git: Git, rev: Rev): Promise<void> {
  const own = ownFiles(repo, git, await checkpointStages(repo));
  const contents = git.readFiles(own.map((path) => ({ rev, path })));
  own.forEach((path, i) => {
    const bytes = contents[i];
    if (bytes === undefined) return;
    const full = `${git.top}/${path}`;
    const now = repo.host.fs.stat(full)?.kind === "file" ? repo.host.fs.readBytes(full) : undefined;
    if (now?.length === bytes.length && now.every((byte, at) => byte === bytes[at])) return;
    repo.host.fs.writeAtomic(full, bytes);
  });
}

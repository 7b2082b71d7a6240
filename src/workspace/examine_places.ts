/** What `doctor` says of places: files that stand where others belong, files half-written, checkouts that nobody owns. */
import type { Host } from "../host/mod.ts";
import { openGit, workTreeState } from "../git/mod.ts";
import { findUnowned } from "../records/mod.ts";
import { isInside, joinPath, leftHalfWritten, ownFolder, parentOf, relativeInside, type Repo } from "../repo/mod.ts";
import { ageMs, FIX } from "./age.ts";
import type { Finding } from "./finding.ts";

/** A training may go on for days in a checkout whose owner does not tell who it is. */
const UNOWNED_MS = 24 * 3_600_000;

export function examinePlaces(repo: Repo, fix: boolean): Finding[] {
  return [examineKinds(repo, fix), examineHalfWritten(repo, fix), examineUnowned(repo, fix)];
}

/** A pipe holds nothing, so nobody loses by its removal. */
function examineKinds(repo: Repo, fix: boolean): Finding {
  const { fs } = repo.host;
  const name = "places";
  const strange = [repo.tmpDir, ownFolder(repo)].filter((folder) => fs.stat(folder)?.kind === "dir").flatMap((folder) =>
    fs.list(folder).flatMap((entry) => entry.kind === "other" ? [joinPath(folder, entry.name)] : [])
  );
  if (strange.length === 0) return { name, state: "ok", text: "places of exp's own files: free for them" };
  const text = `no files, but where files belong: ${shown(repo, strange)}`;
  if (!fix) return { name, state: "bad", text, hint: FIX };
  for (const path of strange) fs.remove(path);
  return { name, state: "fixed", text: `removed what was no file: ${shown(repo, strange)}` };
}

/** Somebody who was killed while writing a file of the project's has left it under another name. */
function examineHalfWritten(repo: Repo, fix: boolean): Finding {
  const name = "half-written", found = halfWritten(repo);
  if (found.length === 0) return { name, state: "ok", text: "files half-written: none" };
  const text = `half-written files of commands that died: ${shown(repo, found)}`;
  if (!fix) return { name, state: "warn", text, hint: FIX };
  for (const path of found) repo.host.fs.remove(path);
  return { name, state: "fixed", text: `removed ${text}` };
}

function halfWritten(repo: Repo): string[] {
  if (repo.git === undefined) return [];
  using git = openGit(repo);
  return workTreeState(git, { untracked: true }).untracked.map((path) => joinPath(git.top, path)).filter((path) =>
    isInside(path, repo.root) && isLeft(repo.host, path)
  );
}

/** Beside what it was to become, or one of a data file's records. */
function isLeft(host: Host, path: string): boolean {
  const target = leftHalfWritten(host, path);
  return target !== undefined && (target.endsWith(".dvc") || host.fs.exists(joinPath(parentOf(path), target)));
}

/** Without a file that tells of a run in it, a checkout is of nobody; `dvc` writes one before it begins. */
function examineUnowned(repo: Repo, fix: boolean): Finding {
  const name = "checkouts", { host } = repo;
  const found = findUnowned(repo).filter((path) => (ageMs(host, path) ?? 0) > UNOWNED_MS);
  if (found.length === 0) return { name, state: "ok", text: "checkouts that no run is known of: none" };
  const text = `checkouts that no run is known of, older than a day: ${shown(repo, found)}`;
  if (!fix) return { name, state: "warn", text, hint: FIX };
  for (const path of found) host.fs.removeTree(path);
  return { name, state: "fixed", text: `removed ${text}` };
}

function shown(repo: Repo, paths: readonly string[]): string {
  return paths.map((path) => relativeInside(repo.root, path) ?? path).join(", ");
}

import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { DEFAULT_CHOICES, type Entry } from "./request.ts";
import { decodeReproDat, REPRO_DAT } from "./repro_dat.ts";
import { readStashEntries } from "../records/mod.ts";

/** `repro.dat` relative to the work tree's top. */
export function reproDatPath(repo: Repo): string {
  const prefix = repo.git?.prefix ?? "";
  return prefix === "" ? REPRO_DAT : `${prefix}/${REPRO_DAT}`;
}

/**
 * Entries as their stash commits tell, whoever queued them. One process.
 *
 * @param known what only a task message tells: copy paths and the commit message
 */
export function readEntries(
  repo: Repo,
  git: Git,
  revs: readonly Rev[],
  known: ReadonlyMap<Rev, { copyPaths: readonly string[]; message: string | undefined }> = new Map(),
): (Entry | undefined)[] {
  const objects = git.readObjects(revs.flatMap((rev) => [rev, `${rev}:${reproDatPath(repo)}`]));
  return revs.map((stashRev, i) => {
    const commit = objects[2 * i], dat = objects[2 * i + 1];
    if (commit === undefined) return undefined;
    const message = new TextDecoder().decode(commit.bytes).split("\n\n").slice(1).join("\n\n").trim();
    const match = /^dvc-exp:([0-9a-f]+):([0-9a-f]+):([^:\n]*)(?::(.+))?$/.exec(message);
    if (match === null) return undefined;
    return {
      stashRev,
      head: match[1] as Rev,
      baseline: match[2] as Rev,
      name: match[3] as string,
      branch: match[4],
      choices: dat === undefined ? DEFAULT_CHOICES : decodeReproDat(dat.bytes).choices,
      copyPaths: known.get(stashRev)?.copyPaths ?? [],
      message: known.get(stashRev)?.message,
    };
  });
}

/** The names that a stash's entries under one baseline have reserved. */
export function reservedNames(repo: Repo, git: Git, stash: string, baseline: Rev): Set<string> {
  const entries = readStashEntries(repo.host, git, stash).filter((entry) => entry.baseline === baseline);
  return new Set(entries.flatMap(({ name }) => name === undefined ? [] : [name]));
}

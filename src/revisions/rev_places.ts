import { ExpError } from "../common/mod.ts";
import type { RemoteItem } from "../data/mod.ts";
import { type Git, openGit, type Rev } from "../git/mod.ts";
import { unknownRev } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { RepoPath } from "../stage/mod.ts";
import { CommitRepos } from "./commit_repos.ts";
import { RevReader } from "./rev_data.ts";
import { filesOf } from "./rev_files.ts";
import { commitOf, WORKSPACE_REV } from "./rev_side.ts";
import { shapeOrError } from "./shape.ts";
import { TrackedData } from "./tracked_data.ts";
import type { RevFiles } from "./tracked_files.ts";

/** The workspace or a commit, to be read in whatever way. */
export interface RevPlace {
  /** A commit, an experiment's name, or `workspace`. */
  readonly word: string;
  /** Undefined: the workspace. */
  readonly rev: Rev | undefined;
  /** The project as it is there; its current folder is the root. */
  readonly repo: Repo;
  /** Its files, and what is tracked there. */
  readonly files: RevFiles;
  /** A pipeline file is broken. */
  readonly problem: ExpError | undefined;
}

interface RevPlaces {
  readonly places: readonly RevPlace[];
  /** Gets what the cache lacks; see `RevFiles.lacking`. @param onProblem told why some of it does not come */
  fetch(items: Iterable<RemoteItem>, onProblem: (error: ExpError) => void): Promise<void>;
  /** Has files at hand that are going to be read: one process for all, not one each. */
  readAhead(files: Iterable<readonly [place: RevPlace, path: RepoPath]>): void;
}

/** An id in full names a commit, whatever else is called so. */
const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Where the words lead to; those from before the project was there are left out.
 *
 * @param git needed for all but the workspace
 * @throws {ExpError} `not-found` for a word that names nothing; `no-git`
 */
export async function placesAt(repo: Repo, git: Git | undefined, words: readonly string[]): Promise<RevPlaces> {
  const data = new TrackedData(repo); // what the cache keeps lies in the repository as it is now
  const revs = new Map(
    words.filter((word) => word !== WORKSPACE_REV)
      .map((word): [string, Rev] => [word, ID.test(word) ? word : commitOf(repo, git ?? openGit(repo), word, {})]),
  );
  const commits = revs.size === 0 ? undefined : new CommitRepos(repo, git ?? openGit(repo), [...revs.values()]);
  const places: RevPlace[] = [];
  for (const word of words) {
    const rev = revs.get(word);
    const place = rev === undefined ? repo : commits?.at(rev);
    if (place === undefined) throw unknownRev(word);
    if (!place.host.fs.exists(place.root)) continue;
    const shape = await shapeOrError(place);
    const isBroken = shape instanceof ExpError;
    const reader = new RevReader(repo, data); // files of two commits have the same paths, so each has its own
    places.push({
      word,
      rev,
      repo: place,
      files: reader.withTracked(isBroken ? undefined : shape, filesOf(place)),
      problem: isBroken ? shape : undefined,
    });
  }
  return {
    places,
    fetch: (items, onProblem) => data.fetch(items, onProblem),
    readAhead: (files) =>
      commits?.readAhead([...files].flatMap(([{ word }, path]) => {
        const rev = revs.get(word);
        return rev === undefined ? [] : [[rev, path]];
      })),
  };
}

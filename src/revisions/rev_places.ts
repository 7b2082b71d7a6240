import { ExpError } from "../common/mod.ts";
import type { RemoteItem } from "../data/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { findSide } from "./rev_side.ts";
import { TrackedData } from "./tracked_data.ts";
import type { RevFiles } from "./tracked_files.ts";

/** The workspace or a commit, to be read in whatever way. */
export interface RevPlace {
  /** A commit, an experiment's name, or `workspace`. */
  readonly word: string;
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
}

/**
 * Where the words lead to; those from before the project was there are left out.
 *
 * @param git needed for all but the workspace
 * @throws {ExpError} `not-found` for a word that names nothing; `no-git`
 */
export async function placesAt(repo: Repo, git: Git | undefined, words: readonly string[]): Promise<RevPlaces> {
  const data = new TrackedData(repo); // what the cache keeps lies in the repository as it is now
  const places: RevPlace[] = [];
  for (const each of words) {
    const { word, place, reader, files, shape } = await findSide(repo, data, git, each, {});
    if (!place.host.fs.exists(place.root)) continue;
    const isBroken = shape instanceof ExpError;
    places.push({
      word,
      repo: place,
      files: reader.withTracked(isBroken ? undefined : shape, files),
      problem: isBroken ? shape : undefined,
    });
  }
  return { places, fetch: (items, onProblem) => data.fetch(items, onProblem) };
}

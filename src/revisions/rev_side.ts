import { ExpError, type Value } from "../common/mod.ts";
import { type Git, openGit, type Rev } from "../git/mod.ts";
import { resolveWord, revOf, unknownRev } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { RepoPath } from "../stage/mod.ts";
import type { FileData } from "./collected.ts";
import { RevReader } from "./rev_data.ts";
import { type Files, filesOf } from "./rev_files.ts";
import { repoAtRev } from "./rev_repo.ts";
import { type Shape, shapeOrError } from "./shape.ts";
import { TrackedData } from "./tracked_data.ts";
import { needsMissingRemote } from "./unseen_by_dvc.ts";

export const WORKSPACE_REV = "workspace";

/** Params and metrics of one side of a comparison. */
export interface Side {
  /** A commit, an experiment's name, or `workspace`. */
  readonly word: string;
  readonly params: ReadonlyMap<RepoPath, FileData>;
  readonly metrics: ReadonlyMap<RepoPath, FileData>;
  /** A pipeline file is broken: the side counts as empty. */
  readonly problem?: ExpError;
  /** A commit from before the project was there. */
  readonly isAbsent?: boolean;
}

interface SideOptions {
  /** Files and folders to read, whole, instead of what the project names; relative to the root. */
  readonly targets?: readonly RepoPath[];
  /** Leave out parameters where DVC does (see unseen_by_dvc.ts). */
  readonly hideUnseen?: boolean;
  /** Only parameters that stages depend on. */
  readonly onlyDeps?: boolean;
  /** Names of queued and failed entries mean nothing. */
  readonly finishedOnly?: boolean;
  /**
   * Told why data does not come from a remote, which is shown as lost then. Without it remotes that are no folders are
   * not asked.
   */
  readonly onUnfetched?: (error: ExpError) => void;
}

/**
 * The sides of a comparison; what the cache lacks of them is fetched from remotes, for all sides together.
 *
 * @param git needed for all but the workspace
 * @throws {ExpError} `not-found` for a word that names nothing; `no-git`
 */
export async function sidesAt(
  repo: Repo,
  git: Git | undefined,
  words: readonly string[],
  options: SideOptions = {},
): Promise<Side[]> {
  const data = new TrackedData(repo); // what the cache keeps lies in the repository as it is now
  const places: SidePlace[] = [];
  for (const word of words) places.push(await findSide(repo, data, git, word, options));
  const { targets = [], onUnfetched } = options;
  if (onUnfetched !== undefined) {
    const chosen = targets.length > 0 ? { paths: targets } : {};
    const lacking = places.flatMap(({ reader, files, shape }) =>
      "params" in shape ? reader.lacking({ shape, files, ...chosen }) : []
    );
    await data.fetch(lacking, onUnfetched);
  }
  const sides: Side[] = [];
  for (const place of places) sides.push(await readSide(place, options));
  return sides;
}

/** A side that is found and not read yet. */
interface SidePlace {
  readonly word: string;
  readonly rev: Rev | undefined;
  readonly place: Repo;
  readonly reader: RevReader;
  readonly files: Files;
  readonly shape: Shape | ExpError;
}

/** @throws {ExpError} `not-found` for a word that names nothing; `no-git` */
async function findSide(
  repo: Repo,
  data: TrackedData,
  git: Git | undefined,
  word: string,
  options: SideOptions,
): Promise<SidePlace> {
  const rev = word === WORKSPACE_REV ? undefined : commitOf(repo, git ?? openGit(repo), word, options);
  const place = rev === undefined ? repo : repoAtRev(repo, git ?? openGit(repo), rev).repo;
  const reader = new RevReader(repo, data); // files of two commits have the same paths, so each has its own
  return { word, rev, place, reader, files: filesOf(place), shape: await shapeOrError(place) };
}

async function readSide(
  { word, rev, place, reader, files, shape }: SidePlace,
  options: SideOptions,
): Promise<Side> {
  if (!place.host.fs.exists(place.root)) return { word, params: new Map(), metrics: new Map(), isAbsent: true };
  if (options.targets !== undefined && options.targets.length > 0) {
    return { word, ...await reader.readFiles(shape instanceof ExpError ? undefined : shape, files, options.targets) };
  }
  if (shape instanceof ExpError) return { word, params: new Map(), metrics: new Map(), problem: shape };
  const { hideUnseen = false } = options;
  const { params, metrics } = await reader.read(shape, files, { rev: rev ?? WORKSPACE_REV, timestamp: null }, {
    onlyDeps: options.onlyDeps === true,
    noDefault: hideUnseen && needsMissingRemote(place, shape),
    noNumberedKeys: hideUnseen,
  });
  return { word, params, metrics };
}

/** @throws {ExpError} `not-found` for a word that names nothing */
export function commitOf(repo: Repo, git: Git, word: string, options: SideOptions): Rev {
  const meaning = resolveWord(repo, git, word);
  if (meaning.kind === "entry" && options.finishedOnly === true) throw unknownRev(word);
  return revOf(meaning);
}

/** The files that could be read. */
export function readable(files: ReadonlyMap<string, FileData>): Map<string, Value> {
  const data = new Map<string, Value>();
  for (const [file, facts] of files) if ("data" in facts) data.set(file, facts.data);
  return data;
}

/** Whether something of this kind could not be read. */
export function isIncomplete(side: Side, kind: "params" | "metrics"): boolean {
  return side.problem !== undefined || [...side[kind].values()].some((facts) => "error" in facts);
}

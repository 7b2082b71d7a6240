import { ExpError } from "../common/errors.ts";
import type { Value } from "../common/value.ts";
import type { Git } from "../git/mod.ts";
import type { HostFs } from "../host/mod.ts";
import { joinPath } from "../repo/mod.ts";
import type { Repo } from "../repo/types.ts";
import type { RepoPath } from "../stage/types.ts";
import type { FileData, FileError } from "./collected.ts";
import { unknownRev } from "./refs.ts";
import { resolveWord, revOf } from "./resolve.ts";
import { brokenPipeline, type Files, RevReader } from "./rev_data.ts";
import { repoAtRev } from "./rev_repo.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { needsMissingRemote } from "./unseen_by_dvc.ts";

export const WORKSPACE = "workspace";

/** Params and metrics of one side of a comparison. */
export interface Side {
  /** A commit, an experiment's name, or `workspace`. */
  readonly word: string;
  readonly params: ReadonlyMap<RepoPath, FileData>;
  readonly metrics: ReadonlyMap<RepoPath, FileData>;
  /** A pipeline file is broken: the side counts as empty. */
  readonly problem?: FileError;
}

export interface SideOptions {
  /** Files and folders to read, whole, instead of what the project names; relative to the root. */
  readonly targets?: readonly RepoPath[];
  /** Leave out parameters where DVC does (see unseen_by_dvc.ts). */
  readonly asDvc?: boolean;
  /** Only parameters that stages depend on. */
  readonly onlyDeps?: boolean;
  /** Names of queued and failed entries mean nothing. */
  readonly finishedOnly?: boolean;
}

/** @throws {ExpError} `not-found` for a word that names nothing */
export async function readSide(repo: Repo, git: Git, word: string, options: SideOptions = {}): Promise<Side> {
  const meaning = word === WORKSPACE ? undefined : resolveWord(repo, git, word);
  if (meaning?.kind === "entry" && options.finishedOnly === true) throw unknownRev(word);
  const rev = meaning === undefined ? undefined : revOf(meaning);
  if (word !== WORKSPACE && rev === undefined) throw unknownRev(word);
  const place = rev === undefined ? repo : repoAtRev(repo, git, rev).repo;
  const reader = new RevReader(repo); // what the cache keeps lies in the repository as it is now
  const files = filesOf(place);
  const shape = await shapeOrProblem(place);
  if (options.targets !== undefined && options.targets.length > 0) {
    const paths = options.targets.flatMap((target) => filesBelow(place, target));
    return { word, ...await reader.readFiles("type" in shape ? undefined : shape, files, paths) };
  }
  if ("type" in shape) return { word, params: new Map(), metrics: new Map(), problem: shape };
  const asDvc = options.asDvc === true;
  const { params, metrics } = await reader.read(shape, files, { rev: rev ?? WORKSPACE, timestamp: null }, {
    onlyDeps: options.onlyDeps === true,
    noDefault: asDvc && needsMissingRemote(place, shape),
    noNumberedKeys: asDvc,
  });
  return { word, params, metrics };
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

function filesOf({ root, host: { fs } }: Repo): Files {
  const at = (path: string) => joinPath(root, path);
  return {
    key: (path) => fs.stat(at(path))?.kind === "file" ? path : undefined,
    text: (path) => fs.readText(at(path)),
  };
}

async function shapeOrProblem(repo: Repo): Promise<Shape | FileError> {
  try {
    return await shapeOf(repo);
  } catch (error) {
    if (error instanceof ExpError) return brokenPipeline(error);
    throw error;
  }
}

/** A file itself, also when it is not there; of a folder all files below but DVC's own, sorted. */
function filesBelow({ root, host: { fs } }: Repo, target: RepoPath): RepoPath[] {
  const walk = (path: RepoPath): RepoPath[] =>
    isFolder(fs, joinPath(root, path))
      ? fs.list(joinPath(root, path)).map(({ name }) => name).filter((name) => !OWN.test(name))
        .sort()
        .flatMap((name) => walk(path === "" ? name : `${path}/${name}`))
      : [path];
  return walk(target);
}

/** Git's and DVC's folders and files; a lock file is one as any other. */
const OWN = /^(\.git|\.dvc|\.dvcignore|dvc\.yaml|.*\.dvc)$/;

function isFolder(fs: HostFs, path: string): boolean {
  return fs.stat(path)?.kind === "dir";
}

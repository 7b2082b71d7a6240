import type { Value } from "../common/value.ts";
import type { Git } from "../git/mod.ts";
import { joinPath } from "../repo/mod.ts";
import type { Repo } from "../repo/types.ts";
import type { FileData, RevData } from "./collected.ts";
import { unknownRev } from "./refs.ts";
import { resolveWord, revOf } from "./resolve.ts";
import { type Files, RevReader } from "./rev_data.ts";
import { repoAtRev } from "./rev_repo.ts";
import { shapeOf } from "./shape.ts";

export const WORKSPACE = "workspace";

/** Params, metrics, deps and outs of one side of a comparison: a commit, an experiment's name, or `workspace`. */
export async function readSide(repo: Repo, git: Git, word: string): Promise<RevData> {
  const rev = word === WORKSPACE ? undefined : revOf(resolveWord(repo, git, word));
  if (word !== WORKSPACE && rev === undefined) throw unknownRev(word);
  const place = rev === undefined ? repo : repoAtRev(repo, git, rev).repo;
  const { fs } = place.host;
  const at = (path: string) => joinPath(repo.root, path);
  const files: Files = {
    key: (path) => fs.stat(at(path))?.kind === "file" ? path : undefined,
    text: (path) => fs.readText(at(path)),
  };
  return await new RevReader(place).read(await shapeOf(place), files, { rev: rev ?? WORKSPACE, timestamp: null });
}

/** The files that could be read, and the names of the others. */
export function readable(files: ReadonlyMap<string, FileData>): { data: Map<string, Value>; unreadable: string[] } {
  const data = new Map<string, Value>();
  const unreadable: string[] = [];
  for (const [file, facts] of files) {
    if ("data" in facts) data.set(file, facts.data);
    else unreadable.push(file);
  }
  return { data, unreadable };
}

import { type Git, parseGitTree, type Rev } from "../git/mod.ts";
import type { CodeChanges } from "./data.ts";

/** No such file; not text, or too long. */
const MISSING = -1, UNREAD = -2;
const LONGEST_FILE_BYTES = 100_000;
const MOST_BYTES = 1_000_000;
const MOST_FILES = 300;

interface FoundCode extends CodeChanges {
  /** Files that differ and are not told of, as they are too many or too much. */
  readonly leftOut: number;
}

/**
 * The files that differ between commits, with their texts. What all commits share is not looked into: trees of one id
 * are equal. One git process for each level of folders that differ, one for the texts.
 *
 * @param revs by row; undefined where there is no commit
 * @param isShown whether a path is of interest
 */
export function codeChanges(
  git: Git,
  revs: readonly (Rev | undefined)[],
  isShown: (path: string) => boolean,
): FoundCode {
  const commits = [...new Set(revs.filter((rev) => rev !== undefined))];
  const differing = differingFiles(git, commits);
  const paths = [...differing.keys()].filter(isShown).sort();
  const oids = [...new Set(paths.flatMap((path) => differing.get(path)!.filter((oid) => oid !== undefined)))];
  const read = readTexts(git, oids);
  const chosen = choose(paths, differing, read);
  const texts: string[] = [];
  const places = new Map<string, number>();
  const place = (oid: string | undefined): number => {
    if (oid === undefined) return MISSING;
    const text = read.get(oid);
    if (text === undefined) return UNREAD;
    if (!places.has(oid)) places.set(oid, texts.push(text) - 1);
    return places.get(oid)!;
  };
  const files = Object.fromEntries(chosen.map((path) => {
    const byCommit = new Map(commits.map((rev, i) => [rev, place(differing.get(path)![i])]));
    return [path, revs.map((rev) => rev === undefined ? MISSING : byCommit.get(rev)!)];
  }));
  return { texts, files, leftOut: paths.length - chosen.length };
}

/** By path: the id that each commit has there. */
function differingFiles(git: Git, commits: readonly Rev[]): Map<string, (string | undefined)[]> {
  const files = new Map<string, (string | undefined)[]>();
  let folders = new Map<string, (string | undefined)[]>([["", commits.map((rev) => `${rev}^{tree}`)]]);
  while (folders.size > 0) {
    const names = [...new Set([...folders.values()].flat().filter((name) => name !== undefined))];
    const trees = new Map(git.readObjects(names).map((object, i) => [names[i]!, object]));
    const below = new Map<string, (string | undefined)[]>();
    for (const [folder, ids] of folders) {
      const entries = ids.map((id) => {
        const tree = id === undefined ? undefined : trees.get(id);
        return new Map(
          tree?.type === "tree"
            ? parseGitTree(tree.bytes, tree.oid.length / 2).map((entry) => [entry.name, entry])
            : [],
        );
      });
      for (const name of new Set(entries.flatMap((each) => [...each.keys()]))) {
        const found = entries.map((each) => each.get(name));
        if (new Set(found.map((entry) => entry?.oid)).size === 1) continue;
        const path = `${folder}${name}`;
        const of = (isTree: boolean) =>
          found.map((entry) => (entry?.mode === "040000") === isTree ? entry?.oid : undefined);
        const [asFolder, asFile] = [of(true), of(false)];
        if (asFolder.some((oid) => oid !== undefined)) below.set(`${path}/`, asFolder);
        if (asFile.some((oid) => oid !== undefined)) files.set(path, asFile);
      }
    }
    folders = below;
  }
  return files;
}

function readTexts(git: Git, oids: readonly string[]): Map<string, string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const texts = new Map<string, string>();
  git.readObjects(oids).forEach((object, i) => {
    if (object?.type !== "blob" || object.bytes.length > LONGEST_FILE_BYTES || object.bytes.includes(0)) return;
    try {
      texts.set(oids[i]!, decoder.decode(object.bytes));
    } catch {
      // no text in UTF-8: nothing that could be shown
    }
  });
  return texts;
}

/** As many files as there is place for, those with the least to tell first. */
function choose(
  paths: readonly string[],
  differing: ReadonlyMap<string, readonly (string | undefined)[]>,
  texts: ReadonlyMap<string, string>,
): string[] {
  const sized = paths.map((path) => ({
    path,
    size: [...new Set(differing.get(path))].reduce((sum, oid) => sum + (texts.get(oid ?? "")?.length ?? 0), 0),
  })).sort((a, b) => a.size - b.size);
  let left = MOST_BYTES;
  return sized.filter(({ size }, i) => i < MOST_FILES && (left -= size) >= 0).map(({ path }) => path).sort();
}

import type { SourceAddress } from "./address.ts";
import { fault } from "./faults.ts";
import { type Reader, type Source, withSource } from "./open_source.ts";
import { treeOf } from "./receive.ts";
import type { SourceNode, SourceTree } from "./source_tree.ts";
import { withTemporaryCache } from "./temporary.ts";

/** A path of another repository, found there. */
interface FoundPath {
  readonly source: Source;
  readonly tree: SourceTree;
  readonly top: SourceNode;
}

/** Looks into a repository, of which nothing is brought here. @throws {ExpError} `not-found` for source and rev */
export async function withTree<T>(
  reader: Reader,
  address: SourceAddress,
  work: (source: Source, tree: SourceTree) => Promise<T>,
): Promise<T> {
  return await withSource(
    reader,
    address,
    { asItLies: true },
    (source) =>
      withTemporaryCache(
        reader.host,
        undefined,
        source.repo,
        async (repo) => await work(source, treeOf(source, { reader, repo })),
      ),
  );
}

/** The same of one path. @throws {ExpError} `not-found` for source, rev or path */
export async function withFoundPath<T>(
  reader: Reader,
  address: SourceAddress,
  path: string,
  work: (found: FoundPath) => Promise<T>,
): Promise<T> {
  return await withTree(reader, address, async (source, tree) => {
    const top = await tree.find(path);
    if (top === undefined) throw fault("not-found/listed", { source: source.shown, path, root: source.repo.root });
    return await work({ source, tree, top });
  });
}

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

/** Looks at a path of a repository, which is not brought here. @throws {ExpError} `not-found` for source, rev or path */
export async function withFoundPath<T>(
  reader: Reader,
  address: SourceAddress,
  path: string,
  work: (found: FoundPath) => Promise<T>,
): Promise<T> {
  return await withSource(
    reader,
    address,
    { asItLies: true },
    (source) =>
      withTemporaryCache(reader.host, undefined, source.repo, async (repo) => {
        const tree = treeOf(source, { reader, repo });
        const top = await tree.find(path);
        if (top === undefined) throw fault("not-found/listed", { source: source.shown, path, root: source.repo.root });
        return await work({ source, tree, top });
      }),
  );
}

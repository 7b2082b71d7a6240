/** `list`: what another repository has, files of Git and tracked data alike. */
import type { Host } from "../host/mod.ts";
import { nameOf } from "../repo/mod.ts";
import type { SourceAddress } from "./address.ts";
import { withFoundPath } from "./found_path.ts";
import type { Listable, Listed } from "./listing.ts";
import type { Reader, Source } from "./open_source.ts";
import type { SourceNode, SourceTree } from "./source_tree.ts";

interface ListChoice {
  /** In the source; `""`: all of it. */
  readonly path: string;
  /** Only data that is tracked. */
  readonly onlyTracked: boolean;
  /** Sizes are wanted: of a copy they may have to be fetched. */
  readonly withSizes: boolean;
}

/** Opens a repository for a listing. @throws {ExpError} `not-found` for source, rev or path */
export async function withListedRepo<T>(
  reader: Reader,
  address: SourceAddress,
  choice: ListChoice,
  work: (place: Listable<SourceNode>) => Promise<T>,
): Promise<T> {
  return await withFoundPath(
    reader,
    address,
    choice.path,
    ({ source, tree, top }) => work(new ListedRepo(source, tree, top, choice)),
  );
}

class ListedRepo implements Listable<SourceNode> {
  constructor(
    private readonly source: Source,
    private readonly tree: SourceTree,
    readonly top: SourceNode,
    private readonly choice: ListChoice,
  ) {}

  async children(node: SourceNode): Promise<SourceNode[]> {
    const { onlyTracked, withSizes } = this.choice;
    const nodes = await this.tree.children(node, { onlyTracked });
    if (withSizes) await this.source.readAhead(nodes.flatMap(({ stat, path }) => stat?.kind === "file" ? [path] : []));
    return nodes;
  }

  describe(node: SourceNode): Promise<Listed> {
    const { stat, tracked, isFolder } = node;
    const known = tracked === undefined || tracked.kind === "around" ? undefined : tracked;
    return Promise.resolve({
      path: node === this.top ? nameOf(this.choice.path) || "." : nameOf(node.path),
      isOut: known !== undefined,
      isDir: isFolder,
      isExec: stat?.kind === "file" && (stat.mode & 0o111) !== 0,
      size: stat === undefined ? known?.size ?? null : this.#size(node, stat.size),
      md5: known?.info?.hash ?? null,
    });
  }

  #size({ path, isFolder }: SourceNode, size: number): number | null {
    if (this.source.rev === undefined) return size;
    if (!this.choice.withSizes) return null;
    return isFolder ? treeSize(this.source.files, path) : this.source.fs.readBytes(path).length;
  }
}

/** How large Git's own object of a folder is. */
function treeSize(files: Host, path: string): number {
  const idBytes = 20;
  const bytes = new TextEncoder();
  return files.fs.list(path).reduce((sum, { name, kind }) => {
    const mode = kind === "dir" ? "40000" : "100644";
    return sum + mode.length + bytes.encode(name).length + 2 + idBytes;
  }, 0);
}

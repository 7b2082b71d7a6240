/** Folders that are listed: of another repository, or at a URL. What they hold is told as DVC's `list` tells it. */
import { compareCodePoints } from "../common/mod.ts";

/** A file or folder of a listing. */
export interface Listed {
  /** Below what was listed; of that itself its name. */
  readonly path: string;
  /** It is, or lies in, an output. */
  readonly isOut: boolean;
  readonly isDir: boolean;
  readonly isExec: boolean;
  /** In bytes; null where nobody knows. */
  readonly size: number | null;
  readonly md5: string | null;
}

/** A listing with what is in it. */
export interface ListedTree {
  readonly entry: Listed;
  /** By name; none of what is no folder, or too deep. */
  readonly contents: readonly ListedTree[];
}

/** A place that can be listed; `Node` is what it knows of a file or folder. */
export interface Listable<Node> {
  readonly top: Node;
  /** With the last part of its path as `path`. */
  describe(node: Node): Promise<Listed>;
  /** By name. */
  children(node: Node): Promise<readonly Node[]>;
}

interface Depth {
  readonly recursive: boolean;
  /** How many folders deep; default: all the way. */
  readonly level: number | undefined;
}

/** What is in a folder, or the file itself; with `recursive` files alone, and folders only where it goes no deeper. */
export async function listFlat<Node>(place: Listable<Node>, { recursive, level }: Depth): Promise<Listed[]> {
  const top = await place.describe(place.top);
  const depth = recursive ? level : undefined;
  if (!top.isDir || depth === 0) return [top];
  const found: Listed[] = [];
  const visit = async (folder: Node, above: string, deep: number) => {
    for (const node of await place.children(folder)) {
      const entry = await place.describe(node);
      const path = above + entry.path;
      const isEntered = entry.isDir && recursive && (depth === undefined || deep < depth);
      if (isEntered) await visit(node, `${path}/`, deep + 1);
      else found.push({ ...entry, path });
    }
  };
  await visit(place.top, "", 1);
  return found.sort((a, b) => compareCodePoints(a.path, b.path));
}

export async function listTree<Node>(place: Listable<Node>, level: number | undefined): Promise<ListedTree> {
  const visit = async (node: Node, deep: number): Promise<ListedTree> => {
    const entry = await place.describe(node);
    if (!entry.isDir || (level !== undefined && deep >= level)) return { entry, contents: [] };
    const contents: ListedTree[] = [];
    for (const child of await place.children(node)) contents.push(await visit(child, deep + 1));
    return { entry, contents };
  };
  return await visit(place.top, 0);
}

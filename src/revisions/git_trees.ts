import { type Git, type GitTreeEntry, TreeParser } from "../git/mod.ts";

/** Folders in folders; git itself goes down 2048, and no file system has longer paths. */
const DEEPEST = 2048;

interface Item {
  readonly name: string;
  readonly mode: string;
  readonly oid: string;
}

/** Blobs and trees of a repository, each read and parsed once, whatever commits share them. */
export class GitTrees {
  readonly #trees = new Map<string, readonly Item[]>();
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #texts = new Map<string, string>();
  readonly #pipelineFiles = new Map<string, readonly GitTreeEntry[]>();
  #parser: TreeParser | undefined;

  constructor(private readonly git: Git) {}

  /** Takes in a tree that was read elsewhere. */
  addTree(oid: string, bytes: Uint8Array): void {
    this.#parser ??= new TreeParser(oid.length / 2);
    if (!this.#trees.has(oid)) this.#trees.set(oid, this.#parser.parse(bytes));
  }

  /** Takes in a blob that was read elsewhere. */
  addBlob(oid: string, bytes: Uint8Array): void {
    this.#blobs.set(oid, bytes);
  }

  /**
   * Reads everything below trees, a level in one process. DVC's own folders are left out.
   *
   * @param seesOwn what DVC's folders hold is known, too, without what lies deeper: it tells where other projects are
   */
  loadBelow(roots: readonly string[], seesOwn = false): void {
    let level = new Map(roots.map((oid) => [oid, true]));
    while (level.size > 0) {
      this.#readTrees([...level.keys()].filter((oid) => !this.#trees.has(oid)));
      const next = new Map<string, boolean>();
      for (const [oid, isOpen] of level) {
        for (const item of isOpen ? this.#trees.get(oid) ?? [] : []) {
          const isOwn = item.name === ".dvc";
          if (!isFolder(item) || this.#trees.has(item.oid) || (isOwn && !seesOwn)) continue;
          next.set(item.oid, next.get(item.oid) === true || !isOwn);
        }
      }
      level = next;
    }
  }

  #readTrees(oids: readonly string[]): void {
    this.git.readObjects(oids).forEach((object, i) => {
      if (object?.type === "tree") this.addTree(oids[i] as string, object.bytes);
    });
  }

  /** A file's blob by its path; undefined when there is no such file. */
  find(root: string, path: string): string | undefined {
    const item = this.#item(root, path);
    return item === undefined || isFolder(item) || item.mode === "160000" ? undefined : item.oid;
  }

  hasFolder(root: string, path: string): boolean {
    const item = this.#item(root, path);
    return item !== undefined && isFolder(item);
  }

  #item(root: string, path: string): Item | undefined {
    let oid = root;
    for (let start = 0;;) {
      const slash = path.indexOf("/", start);
      const name = slash < 0 ? path.slice(start) : path.slice(start, slash);
      const item = this.#trees.get(oid)?.find((each) => each.name === name);
      if (item === undefined || slash < 0) return item;
      [oid, start] = [item.oid, slash + 1];
    }
  }

  /** dvc.yaml, `.dvc` and `.dvcignore` files below a tree. */
  pipelineFiles(root: string, depth = 0): readonly GitTreeEntry[] {
    let found = this.#pipelineFiles.get(root);
    if (found === undefined) {
      found = (this.#trees.get(root) ?? []).flatMap((item) => {
        if (isFolder(item)) {
          if (item.name === ".dvc" || depth > DEEPEST) return [];
          return this.pipelineFiles(item.oid, depth + 1).map((entry) => ({
            ...entry,
            path: `${item.name}/${entry.path}`,
          }));
        }
        const wanted = item.name === "dvc.yaml" || item.name === ".dvcignore" || item.name.endsWith(".dvc");
        return wanted ? [{ path: item.name, mode: item.mode, oid: item.oid }] : [];
      });
      this.#pipelineFiles.set(root, found);
    }
    return found;
  }

  /** All files below a tree. */
  allFiles(root: string, depth = 0): GitTreeEntry[] {
    return (this.#trees.get(root) ?? []).flatMap((item): GitTreeEntry[] => {
      if (!isFolder(item)) return [{ path: item.name, mode: item.mode, oid: item.oid }];
      if (depth > DEEPEST) return [];
      return this.allFiles(item.oid, depth + 1).map((entry) => ({ ...entry, path: `${item.name}/${entry.path}` }));
    });
  }

  /** Reads blobs that are not at hand yet, in one process. */
  loadBlobs(oids: Iterable<string>): void {
    const missing = [...new Set(oids)].filter((oid) => !this.#blobs.has(oid));
    this.git.readObjects(missing).forEach((object, i) => {
      this.#blobs.set(missing[i] as string, object?.type === "blob" ? object.bytes : new Uint8Array());
    });
  }

  /** A blob as text, decoded once; for files that many commits share. */
  sharedText(oid: string): string {
    let text = this.#texts.get(oid);
    if (text === undefined) {
      text = new TextDecoder().decode(this.blob(oid));
      this.#texts.set(oid, text);
    }
    return text;
  }

  blob(oid: string): Uint8Array {
    if (!this.#blobs.has(oid)) this.loadBlobs([oid]);
    return this.#blobs.get(oid) as Uint8Array;
  }
}

function isFolder(item: Item): boolean {
  return item.mode === "040000";
}

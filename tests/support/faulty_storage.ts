/** A place for data in memory, which tells its calls and fails where a test wants it to. */
import type { Host } from "../../src/host/mod.ts";
import type { LookWish, MoveFailure, MoveOptions, PutOptions, Storage, StoredFile } from "../../src/storage/mod.ts";

export class FaultyStorage implements Storage {
  readonly shown = "memory://store";
  readonly folder = undefined;
  readonly canList = true;
  readonly files = new Map<string, Uint8Array>();
  /** `put files/md5/…`, `look 3`, in order. */
  readonly calls: string[] = [];
  /** What a file does not survive, and how it is told; `fetch` writes half of it. */
  fails: (op: "fetch" | "put" | "remove", path: string) => string | undefined = () => undefined;

  constructor(private readonly host: Host) {}

  list(below: string): Promise<StoredFile[]> {
    this.calls.push(`list ${below}`);
    const inside = ([path]: readonly [string, Uint8Array]) => below === "" || path.startsWith(`${below}/`);
    return Promise.resolve([...this.files].filter(inside).map(([path, { length: size }]) => ({ path, size })));
  }

  look(paths: readonly string[], _wish: LookWish = {}): Promise<Map<string, StoredFile>> {
    this.calls.push(`look ${paths.length}`);
    const found = paths.flatMap((path) => {
      const size = this.files.get(path)?.length;
      return size === undefined ? [] : [[path, { path, size }] as const];
    });
    return Promise.resolve(new Map(found));
  }

  read(path: string): Promise<Uint8Array | undefined> {
    this.calls.push(`read ${path}`);
    return Promise.resolve(this.files.get(path));
  }

  fetch(paths: readonly string[], into: string, { onMoved }: MoveOptions = {}): Promise<MoveFailure[]> {
    return this.#each("fetch", paths, (path, isWhole) => {
      const bytes = this.files.get(path);
      if (bytes === undefined) return { path, kind: "missing", says: "not there" };
      const target = `${into}/${path}`;
      this.host.fs.makeDir(target.slice(0, target.lastIndexOf("/")));
      this.host.fs.createNew(target, isWhole ? bytes : bytes.slice(0, bytes.length / 2));
      if (isWhole) onMoved?.(path);
      return undefined;
    });
  }

  put(from: string, paths: readonly string[], { onMoved }: PutOptions = {}): Promise<MoveFailure[]> {
    return this.#each("put", paths, (path, isWhole) => {
      if (!isWhole) return undefined;
      this.files.set(path, this.host.fs.readBytes(`${from}/${path}`));
      onMoved?.(path);
      return undefined;
    });
  }

  remove(paths: readonly string[], { onMoved }: MoveOptions = {}): Promise<MoveFailure[]> {
    return this.#each("remove", paths, (path, isWhole) => {
      if (isWhole) this.files.delete(path);
      if (isWhole) onMoved?.(path);
      return undefined;
    });
  }

  #each(
    op: "fetch" | "put" | "remove",
    paths: readonly string[],
    work: (path: string, isWhole: boolean) => MoveFailure | undefined,
  ): Promise<MoveFailure[]> {
    return Promise.resolve(paths.flatMap((path) => {
      this.calls.push(`${op} ${path}`);
      const says = this.fails(op, path);
      const failure = work(path, says === undefined);
      if (failure !== undefined) return [failure];
      return says === undefined ? [] : [{ path, kind: "failed" as const, says }];
    }));
  }
}

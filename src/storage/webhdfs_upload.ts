/** Files on their way into HDFS: under a name that does not count, until they are whole. */
import type { HttpWish } from "./http_sending.ts";
import { openPrivateFolder } from "./private_folder.ts";
import type { MoveFailure, PutOptions } from "./types.ts";
import { isRenamed, readHdfsListing } from "./webhdfs_answers.ts";
import type { WebHdfsClient } from "./webhdfs_client.ts";

/** Where they are meanwhile, below the place. */
export const COMING = ".exp-coming";
/** What a crash has left there is rubbish after this time. */
const STALE_MS = 24 * 60 * 60 * 1000;
/** So many are sent, then renamed. */
const TOGETHER = 200;

export class WebHdfsUpload {
  #isSwept = false;
  readonly #made = new Set<string>();

  constructor(private readonly client: WebHdfsClient) {}

  async put(from: string, paths: readonly string[], options: PutOptions): Promise<MoveFailure[]> {
    await this.#sweep(options.signal);
    const failures: MoveFailure[] = [];
    for (let i = 0; i < paths.length; i += TOGETHER) {
      failures.push(...await this.#putSome(from, paths.slice(i, i + TOGETHER), options));
    }
    return failures;
  }

  async #putSome(from: string, paths: readonly string[], options: PutOptions): Promise<MoveFailure[]> {
    const { host, place } = this.client;
    const there = paths.filter((path) => host.fs.stat(`${from}/${path}`)?.kind === "file");
    const coming = new Map(there.map((path) => [path, `${COMING}/${host.random.hex(8)}`]));
    const wishes = there.map((path): HttpWish => ({
      url: place.urlOf(coming.get(path)!, "CREATE", { overwrite: "true" }),
      method: "PUT",
      upload: `${from}/${path}`,
      isSentElsewhere: true,
    }));
    const sent: string[] = [];
    const unsent = await this.client.send(there, wishes, options, (path) => sent.push(path));
    await this.#makeFolders(sent, options.signal);
    const failures = [...unsent, ...await this.#rename(sent, coming, options)];
    await this.client.remove(failures.map(({ path }) => coming.get(path)!), { signal: options.signal });
    const gone = paths.filter((path) => !coming.has(path));
    return [
      ...failures.map(({ path, kind, says }) => ({ path, kind: kind === "missing" ? "failed" as const : kind, says })),
      ...gone.map((path): MoveFailure => ({ path, kind: "missing", says: "it is not there" })),
    ];
  }

  /** A file that comes makes its folders, one that is renamed does not. A folder that cannot be made fails its files. */
  async #makeFolders(paths: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    const { place } = this.client;
    const folders = [...new Set(paths.map(folderOf))].filter((folder) => !this.#made.has(folder));
    const wishes = folders.map((folder): HttpWish => ({ url: place.urlOf(folder, "MKDIRS"), method: "PUT" }));
    await this.client.send(folders, wishes, { signal }, (folder) => this.#made.add(folder));
  }

  /** Over what is there; for servers that do not know how (HttpFS) that is removed before. */
  async #rename(
    paths: readonly string[],
    coming: ReadonlyMap<string, string>,
    options: PutOptions,
  ): Promise<MoveFailure[]> {
    const first = await this.#tryRename(paths, coming, options, { renameoptions: "OVERWRITE" });
    if (first.inTheWay.length === 0) return first.failures;
    await this.client.remove(first.inTheWay, { signal: options.signal });
    const second = await this.#tryRename(first.inTheWay, coming, options, {});
    const unmoved = second.inTheWay.map((path): MoveFailure => (
      { path, kind: "failed", says: "it could not be renamed" }
    ));
    return [...first.failures, ...second.failures, ...unmoved];
  }

  async #tryRename(
    paths: readonly string[],
    coming: ReadonlyMap<string, string>,
    { signal, onMoved }: PutOptions,
    parameters: Readonly<Record<string, string>>,
  ) {
    const { host, place } = this.client;
    using folder = openPrivateFolder(host);
    const answers = new Map(paths.map((path, index) => [path, `${folder.path}/${index}`]));
    const wishes = paths.map((path): HttpWish => ({
      url: place.urlOf(coming.get(path)!, "RENAME", { destination: place.pathOf(path), ...parameters }),
      method: "PUT",
      into: answers.get(path)!,
    }));
    const inTheWay: string[] = [];
    const failures = await this.client.send(paths, wishes, { signal }, (path) => {
      if (isRenamed(host.fs.readTextIfThere(answers.get(path)!) ?? "")) onMoved?.(path);
      else inTheWay.push(path);
    });
    return { failures, inTheWay };
  }

  async #sweep(signal: AbortSignal | undefined): Promise<void> {
    if (this.#isSwept) return;
    this.#isSwept = true;
    const now = this.client.host.clock.now();
    const left = (await this.client.ask([COMING], "LISTSTATUS", readHdfsListing, signal)).get(COMING) ?? [];
    const stale = left.filter(({ mtimeMs }) => now - mtimeMs > STALE_MS).map(({ name }) => `${COMING}/${name}`);
    await this.client.remove(stale, { signal });
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

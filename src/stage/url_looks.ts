import { ExpError, type ValueMap } from "../common/mod.ts";
import { isInside, type Repo, urlScheme } from "../repo/mod.ts";
import {
  openStorage,
  type PlacedPath,
  placeOfUrl,
  type Storage,
  type StoragePlace,
  type StoredFile,
} from "../storage/mod.ts";
import { fault } from "./faults.ts";
import type { Dep, Out, Stage } from "./types.ts";
import { fileState, folderState, hashingOf, type UrlState, wishOf } from "./url_state.ts";

/** What a URL is now. `unseen`: it cannot be looked at, or not told apart from what it was. */
export type UrlLook =
  | { readonly kind: "missing" }
  | { readonly kind: "seen"; readonly state: UrlState }
  | { readonly kind: "unseen"; readonly error: ExpError }
  /** `ds://NAME`: what dvc.lock says of that data set. */
  | { readonly kind: "dataset"; readonly lock: ValueMap }
  /** A data set of which dvc.lock says nothing, or what is not of it any more. */
  | { readonly kind: "unsynced"; readonly error: ExpError };

/** Where URLs are looked at. */
interface UrlSources {
  /** Another way to open storages; for tests. */
  readonly open?: typeof openStorage;
  /** What a data set of the project is. */
  readonly dataset?: (name: string) => Promise<UrlLook>;
}

const DATASET = "ds://";

/** A dep or out that lies at a URL. */
type UrlItem = Pick<Dep | Out, "path" | "written" | "isUrl" | "source">;

/** A URL to look at. */
interface Looked {
  readonly url: string;
  readonly place: StoragePlace;
  /** In the place. */
  readonly path: string;
  /** It was a folder when it was written down. */
  readonly wasFolder: boolean;
}

/** What there is at the URLs of a command's stages. Each is looked at once, those of one storage together. */
export class UrlLooks {
  readonly #known = new Map<string, UrlLook>();

  constructor(private readonly repo: Repo, private readonly sources: UrlSources = {}) {}

  /**
   * Looks at what is not known yet. What cannot be looked at is no error here: see {@link UrlLook}.
   *
   * @param signal alone ends it; without one the signals of this process do
   */
  async prefetch(items: Iterable<UrlItem>, signal?: AbortSignal): Promise<void> {
    const groups = new Map<string, Looked[]>();
    const wanted = new Set<string>();
    const { dataset } = this.sources;
    for (const { written, path: url, source } of items) {
      if (this.#known.has(url) || wanted.has(url)) continue;
      wanted.add(url);
      if (dataset !== undefined && written.startsWith(DATASET)) {
        this.#known.set(url, await dataset(written.slice(DATASET.length)));
        continue;
      }
      const placed = this.#place(url, written);
      if (placed === undefined) continue;
      const key = `${placed.place.remote ?? ""} ${placed.place.url}`;
      groups.set(key, [...groups.get(key) ?? [], {
        url,
        path: placed.path,
        place: placed.place,
        wasFolder: isFolder(source),
      }]);
    }
    await Promise.all([...groups.values()].map((group) => this.#lookAt(group, signal)));
  }

  /** @throws {Error} when it was not fetched before: a fault of ours */
  at(url: string): UrlLook {
    const look = this.#known.get(url);
    if (look === undefined) throw new Error(`${url} was not looked at`);
    return look;
  }

  /** Why some of what was looked at could not be seen, each reason once. */
  failures(): ExpError[] {
    return [...new Set([...this.#known.values()].flatMap((look) => look.kind === "unseen" ? [look.error] : []))];
  }

  /** What touches a URL may have changed. */
  forget(urls: Iterable<string>): void {
    for (const url of urls) {
      for (const known of this.#known.keys()) {
        if (known === url || isInside(known, url) || isInside(url, known)) this.#known.delete(known);
      }
    }
  }

  #place(url: string, written: string): PlacedPath | undefined {
    try {
      return placeOfUrl(this.repo.config, urlScheme(written) === "remote" ? written : url);
    } catch (error) {
      this.#noteUnseen([url], error);
      return undefined;
    }
  }

  /** What was a folder is listed; all else is asked for as files together, and listed where there is no such file. */
  async #lookAt(group: readonly Looked[], signal: AbortSignal | undefined): Promise<void> {
    try {
      const storage = await (this.sources.open ?? openStorage)(this.repo.host, group[0]!.place);
      const folders = group.filter(({ wasFolder }) => wasFolder);
      await Promise.all([
        this.#listAll(storage, folders, signal),
        this.#lookAtFiles(storage, group.filter(({ wasFolder }) => !wasFolder), signal),
      ]);
      const noFolders = folders.filter(({ url }) => this.#known.get(url)?.kind === "missing");
      await this.#lookAtFiles(storage, noFolders, signal);
    } catch (error) {
      this.#noteUnseen(group.map(({ url }) => url).filter((url) => !this.#known.has(url)), error);
    }
  }

  async #lookAtFiles(storage: Storage, group: readonly Looked[], signal: AbortSignal | undefined): Promise<void> {
    if (group.length === 0) return;
    const hashing = hashingOf(group[0]!.url);
    const files = await storage.look(group.map(({ path }) => path), { ...wishOf(hashing), signal });
    for (const { path, url } of group) {
      const file = files.get(path);
      if (file !== undefined) this.#note(url, fileState(hashing, file));
    }
    await this.#listAll(storage, group.filter(({ path, url }) => !files.has(path) && !this.#known.has(url)), signal);
  }

  async #listAll(storage: Storage, group: readonly Looked[], signal: AbortSignal | undefined): Promise<void> {
    await Promise.all(group.map((each) => this.#lookAtFolder(storage, each, signal)));
  }

  async #lookAtFolder(storage: Storage, { path, url }: Looked, signal: AbortSignal | undefined): Promise<void> {
    const hashing = hashingOf(url);
    const files = !storage.canList ? [] : await storage.list(path, { ...wishOf(hashing), signal });
    if (files.length === 0) this.#known.set(url, { kind: "missing" });
    else this.#note(url, folderState(hashing, files.map((file) => below(file, path))));
  }

  #note(url: string, state: UrlState | undefined): void {
    if (state !== undefined) this.#known.set(url, { kind: "seen", state });
    else this.#noteUnseen([url], fault("invalid-file/url-without-hash", { url, needed: hashingOf(url).name }));
  }

  #noteUnseen(urls: readonly string[], error: unknown): void {
    if (!(error instanceof ExpError) || error.kind === "interrupted") throw error;
    const isMissing = error.kind === "not-found"; // not even the bucket
    for (const url of urls) this.#known.set(url, isMissing ? { kind: "missing" } : { kind: "unseen", error });
  }
}

function isFolder(source: UrlItem["source"]): boolean {
  const hash = source?.get("md5");
  return typeof hash === "string" && hash.endsWith(".dir");
}

function below(file: StoredFile, folder: string): StoredFile {
  return folder === "" ? file : { ...file, path: file.path.slice(folder.length + 1) };
}

/** The deps and outs of a stage that have to be looked at, at their URLs. */
export function urlItems(stage: Stage): UrlItem[] {
  return [...stage.deps.filter((dep) => isLookedAt(stage, dep)), ...stage.outs.filter(isAtUrl)];
}

/** What a frozen stage has once read stays what it was. */
export function isLookedAt(stage: Stage, dep: UrlItem): boolean {
  return isAtUrl(dep) && !(stage.frozen && dep.source !== undefined);
}

/** An import's source in another repository has a path there, and none here. */
export function isAtUrl(item: UrlItem): boolean {
  return item.isUrl && item.path.includes("://");
}

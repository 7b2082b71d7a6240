/** Files in HDFS by its REST interface, spoken with by curl: no Java, and no other port than the web's. */
import type { Host } from "../host/mod.ts";
import type { HttpWish } from "./http_sending.ts";
import type { LookWish, MoveFailure, MoveOptions, PutOptions, Storage, StoragePlace, StoredFile } from "./types.ts";
import { type HdfsStatus, readChecksum, readFileStatus, readHdfsListing } from "./webhdfs_answers.ts";
import { WebHdfsClient } from "./webhdfs_client.ts";
import { readWebHdfsPlace } from "./webhdfs_place.ts";
import { COMING, WebHdfsUpload } from "./webhdfs_upload.ts";

/** @throws {ExpError} `config` for what cannot be done */
// deno-lint-ignore require-await -- as the others are opened
export async function openWebHdfsStorage(host: Host, place: StoragePlace): Promise<Storage> {
  return new WebHdfsStorage(new WebHdfsClient(host, readWebHdfsPlace(place, host.cwd)));
}

class WebHdfsStorage implements Storage {
  readonly shown: string;
  readonly folder = undefined;
  readonly canList = true;
  readonly #upload: WebHdfsUpload;

  constructor(private readonly client: WebHdfsClient) {
    this.shown = client.place.shown;
    this.#upload = new WebHdfsUpload(client);
  }

  /** Folder by folder, all of one depth together. */
  async list(below: string, wish: LookWish = {}): Promise<StoredFile[]> {
    const found: StoredFile[] = [];
    for (let folders = [below], level = 1; folders.length > 0; level++) {
      const listings = await this.client.ask(folders, "LISTSTATUS", readHdfsListing, wish.signal);
      folders = [];
      for (const [folder, statuses] of listings) {
        for (const status of statuses) {
          const path = [folder, status.name].filter((part) => part !== "").join("/");
          if (path === COMING) continue;
          if (status.isFolder && level >= (wish.depth ?? Infinity)) found.push({ path, size: 0, isFolder: true });
          else if (status.isFolder) folders.push(path);
          else found.push(storedFile(path, status));
        }
      }
    }
    return await this.#withChecksums(found, wish);
  }

  async look(paths: readonly string[], wish: LookWish = {}): Promise<Map<string, StoredFile>> {
    const statuses = [...await this.client.ask(paths, "GETFILESTATUS", readFileStatus, wish.signal)];
    const files = statuses.filter(([, { isFolder }]) => !isFolder).map(([path, status]) => storedFile(path, status));
    return new Map((await this.#withChecksums(files, wish)).map((file) => [file.path, file]));
  }

  async #withChecksums(files: readonly StoredFile[], { etag, signal }: LookWish): Promise<StoredFile[]> {
    if (etag !== true) return [...files];
    const checksums = await this.client.ask(files.map(({ path }) => path), "GETFILECHECKSUM", readChecksum, signal);
    return files.map((file) => {
      const checksum = checksums.get(file.path);
      return checksum === undefined ? file : { ...file, etag: checksum };
    });
  }

  async read(path: string, { signal }: Pick<LookWish, "signal"> = {}): Promise<Uint8Array | undefined> {
    return (await this.client.askBytes([path], "OPEN", signal)).get(path);
  }

  async fetch(paths: readonly string[], into: string, options: MoveOptions = {}): Promise<readonly MoveFailure[]> {
    const { host: { fs }, place } = this.client;
    const target = (path: string) => `${into}/${path}`;
    for (const folder of new Set(paths.map((path) => folderOf(target(path))))) fs.makeDir(folder);
    const wishes = paths.map((path): HttpWish => (
      { url: place.urlOf(path, "OPEN"), method: "GET", into: target(path) }
    ));
    const failures = await this.client.send(paths, wishes, options, (path) => {
      if (!fs.exists(target(path))) fs.createNew(target(path), ""); // curl makes no file for an empty answer
      options.onMoved?.(path);
    });
    for (const { path } of failures) fs.remove(target(path));
    return failures;
  }

  put(from: string, paths: readonly string[], options: PutOptions = {}): Promise<readonly MoveFailure[]> {
    return this.#upload.put(from, paths, options);
  }

  remove(paths: readonly string[], options: MoveOptions = {}): Promise<readonly MoveFailure[]> {
    return this.client.remove(paths, options);
  }
}

function storedFile(path: string, { size, mtimeMs }: HdfsStatus): StoredFile {
  return { path, size, mtimeMs };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

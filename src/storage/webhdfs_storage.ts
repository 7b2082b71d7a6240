/** Files in HDFS by its REST interface, spoken with by curl: no Java, and no other port than the web's. */
import type { Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { Curl } from "./http_curl.ts";
import { HttpSender, type HttpWish } from "./http_sender.ts";
import { openPrivateFolder } from "./private_folder.ts";
import type { LookWish, MoveFailure, MoveOptions, PutOptions, Storage, StoragePlace, StoredFile } from "./types.ts";
import { type HdfsStatus, isRenamed, readChecksum, readFileStatus, readHdfsListing } from "./webhdfs_answers.ts";
import { readWebHdfsPlace, type WebHdfsPlace } from "./webhdfs_place.ts";

/** Files on their way up, below the place: renamed from there, for a half-written one has no name that counts. */
const COMING = ".exp-coming";
/** What a crash has left there is rubbish after this time. */
const STALE_MS = 24 * 60 * 60 * 1000;
/** So many are sent, then renamed. */
const PUT_TOGETHER = 200;

/** @throws {ExpError} `config` for what cannot be done */
// deno-lint-ignore require-await -- as the others are opened
export async function openWebHdfsStorage(host: Host, place: StoragePlace): Promise<Storage> {
  return new WebHdfsStorage(host, readWebHdfsPlace(place, host.cwd));
}

class WebHdfsStorage implements Storage {
  readonly shown: string;
  readonly folder = undefined;
  readonly canList = true;
  readonly #sender: HttpSender;
  #isSwept = false;
  readonly #made = new Set<string>();

  constructor(private readonly host: Host, private readonly place: WebHdfsPlace) {
    this.shown = place.shown;
    this.#sender = new HttpSender(host, new Curl(host, place.shown), place);
  }

  /** Folder by folder, all of one depth together. */
  async list(below: string, wish: LookWish = {}): Promise<StoredFile[]> {
    const found: StoredFile[] = [];
    for (let folders = [below]; folders.length > 0;) {
      const listings = await this.#ask(folders, "LISTSTATUS", readHdfsListing);
      folders = [];
      for (const [folder, statuses] of listings) {
        for (const status of statuses) {
          const path = [folder, status.name].filter((part) => part !== "").join("/");
          if (path === COMING) continue;
          if (status.isFolder) folders.push(path);
          else found.push(storedFile(path, status));
        }
      }
    }
    return await this.#withChecksums(found, wish);
  }

  async look(paths: readonly string[], wish: LookWish = {}): Promise<Map<string, StoredFile>> {
    const statuses = await this.#ask(paths, "GETFILESTATUS", readFileStatus);
    const files = [...statuses].filter(([, { isFolder }]) => !isFolder).map(([path, status]) =>
      storedFile(path, status)
    );
    return new Map((await this.#withChecksums(files, wish)).map((file) => [file.path, file]));
  }

  async #withChecksums(files: readonly StoredFile[], { etag }: LookWish): Promise<StoredFile[]> {
    if (etag !== true) return [...files];
    const checksums = await this.#ask(files.map(({ path }) => path), "GETFILECHECKSUM", readChecksum);
    return files.map((file) => {
      const checksum = checksums.get(file.path);
      return checksum === undefined ? file : { ...file, etag: checksum };
    });
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    return (await this.#askBytes([path], "OPEN")).get(path);
  }

  async fetch(paths: readonly string[], into: string, options: MoveOptions = {}): Promise<readonly MoveFailure[]> {
    const { fs } = this.host;
    for (const folder of new Set(paths.map((path) => folderOf(`${into}/${path}`)))) fs.makeDir(folder);
    const wanted = paths.map((path): HttpWish => (
      { url: this.place.urlOf(path, "OPEN"), method: "GET", into: `${into}/${path}` }
    ));
    const failures = await this.#move(paths, wanted, options, (path) => {
      if (!fs.exists(`${into}/${path}`)) fs.createNew(`${into}/${path}`, ""); // curl makes no file for an empty answer
      options.onMoved?.(path);
    });
    for (const { path } of failures) fs.remove(`${into}/${path}`);
    return failures;
  }

  async put(from: string, paths: readonly string[], options: PutOptions = {}): Promise<readonly MoveFailure[]> {
    await this.#sweep();
    const failures: MoveFailure[] = [];
    for (let i = 0; i < paths.length; i += PUT_TOGETHER) {
      failures.push(...await this.#putSome(from, paths.slice(i, i + PUT_TOGETHER), options));
    }
    return failures;
  }

  async #putSome(from: string, paths: readonly string[], options: PutOptions): Promise<MoveFailure[]> {
    const { fs, random } = this.host;
    const there = paths.filter((path) => fs.stat(`${from}/${path}`)?.kind === "file");
    const coming = new Map(there.map((path) => [path, `${COMING}/${random.hex(8)}`]));
    const wanted = there.map((path): HttpWish => ({
      url: this.place.urlOf(coming.get(path)!, "CREATE", { overwrite: "true" }),
      method: "PUT",
      upload: `${from}/${path}`,
      isSentElsewhere: true,
    }));
    const sent: string[] = [];
    const failures = await this.#move(there, wanted, options, (path) => sent.push(path));
    await this.#makeFolders(sent);
    const unnamed = await this.#rename(sent, coming, options);
    const halves = [...failures, ...unnamed].map(({ path }) => coming.get(path)!);
    await this.remove(halves, { signal: options.signal });
    const gone = paths.filter((path) => !coming.has(path));
    return [
      ...[...failures, ...unnamed].map((failure): MoveFailure => (
        failure.kind === "missing" ? { ...failure, kind: "failed" } : failure
      )),
      ...gone.map((path): MoveFailure => ({ path, kind: "missing", says: "it is not there" })),
    ];
  }

  /** A file that comes makes its folders, one that is renamed does not. A folder that cannot be made fails its files. */
  async #makeFolders(paths: readonly string[]): Promise<void> {
    const folders = [...new Set(paths.map(folderOf))].filter((folder) => !this.#made.has(folder));
    const wanted = folders.map((folder): HttpWish => ({ url: this.place.urlOf(folder, "MKDIRS"), method: "PUT" }));
    await this.#move(folders, wanted, {}, (folder) => this.#made.add(folder));
  }

  /** Over what is there; for servers that do not know how (HttpFS) that is removed before. */
  async #rename(paths: readonly string[], coming: ReadonlyMap<string, string>, options: PutOptions) {
    const renameAll = async (some: readonly string[], parameters: Record<string, string>) => {
      using folder = openPrivateFolder(this.host);
      const wanted = some.map((path, index): HttpWish => ({
        url: this.place.urlOf(coming.get(path)!, "RENAME", { destination: this.place.pathOf(path), ...parameters }),
        method: "PUT",
        into: `${folder.path}/${index}`,
      }));
      const inTheWay: string[] = [];
      const failures = await this.#move(some, wanted, { signal: options.signal }, (path) => {
        const answer = this.host.fs.readTextIfThere(`${folder.path}/${some.indexOf(path)}`) ?? "";
        if (isRenamed(answer)) options.onMoved?.(path);
        else inTheWay.push(path);
      });
      return { failures, inTheWay };
    };
    const first = await renameAll(paths, { renameoptions: "OVERWRITE" });
    if (first.inTheWay.length === 0) return first.failures;
    await this.remove(first.inTheWay, { signal: options.signal });
    const second = await renameAll(first.inTheWay, {});
    const unmoved = second.inTheWay.map((path): MoveFailure => ({
      path,
      kind: "failed",
      says: "it could not be renamed",
    }));
    return [...first.failures, ...second.failures, ...unmoved];
  }

  async #sweep(): Promise<void> {
    if (this.#isSwept) return;
    this.#isSwept = true;
    const now = this.host.clock.now();
    const left = (await this.#ask([COMING], "LISTSTATUS", readHdfsListing)).get(COMING) ?? [];
    const stale = left.filter(({ mtimeMs }) => now - mtimeMs > STALE_MS).map(({ name }) => `${COMING}/${name}`);
    if (stale.length > 0) await this.remove(stale);
  }

  async remove(paths: readonly string[], options: MoveOptions = {}): Promise<readonly MoveFailure[]> {
    const wanted = paths.map((path): HttpWish => ({ url: this.place.urlOf(path, "DELETE"), method: "DELETE" }));
    const failures = await this.#move(paths, wanted, options, (path) => options.onMoved?.(path));
    return failures.filter(({ kind }) => kind !== "missing");
  }

  async #move(
    paths: readonly string[],
    wanted: readonly HttpWish[],
    options: MoveOptions,
    onDone: (path: string) => void,
  ): Promise<MoveFailure[]> {
    const failures: MoveFailure[] = [];
    await this.#sender.send(wanted, options, (index, ending) => {
      const path = paths[index]!;
      if (ending.kind === "done") onDone(path);
      else failures.push({ path, kind: ending.kind, says: ending.says });
    });
    return failures;
  }

  /** What is said of each path that is there. A page that somebody else answers with is not "nothing there". */
  async #ask<Told>(paths: readonly string[], operation: string, read: (text: string) => Told | undefined) {
    const told = new Map<string, Told>();
    for (const [path, bytes] of await this.#askBytes(paths, operation)) {
      const answer = read(new TextDecoder().decode(bytes));
      if (answer === undefined) {
        throw fault("remote-failed/storage", {
          shown: this.shown,
          says: `it does not answer ${operation} as WebHDFS does`,
        });
      }
      told.set(path, answer);
    }
    return told;
  }

  async #askBytes(paths: readonly string[], operation: string): Promise<Map<string, Uint8Array>> {
    const { fs } = this.host;
    const answers = new Map<string, Uint8Array>();
    using folder = openPrivateFolder(this.host);
    const fileOf = (index: number) => `${folder.path}/${index}`;
    const wanted = paths.map((path, index): HttpWish => (
      { url: this.place.urlOf(path, operation), method: "GET", into: fileOf(index) }
    ));
    await this.#sender.send(wanted, {}, (index, ending) => {
      const { shown } = this;
      if (ending.kind === "refused") throw fault("remote-refused/storage", { shown, says: ending.says });
      if (ending.kind === "failed") throw fault("remote-failed/storage", { shown, says: ending.says });
      if (ending.kind !== "done") return;
      answers.set(paths[index]!, fs.exists(fileOf(index)) ? fs.readBytes(fileOf(index)) : new Uint8Array());
      fs.remove(fileOf(index));
    });
    return answers;
  }
}

function storedFile(path: string, { size, mtimeMs }: HdfsStatus): StoredFile {
  return { path, size, mtimeMs };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

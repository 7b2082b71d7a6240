/** Files of an HTTP server, moved by curl. Nobody can ask such a server what it has: only for what one can name. */
import type { Host } from "../host/mod.ts";
import { askPassword } from "./ask_password.ts";
import { fault } from "./faults.ts";
import { Curl } from "./http_curl.ts";
import { fileFacts } from "./http_headers.ts";
import { type HttpPlace, needsPassword, readHttpPlace, shownUrl } from "./http_place.ts";
import { HttpSender } from "./http_sender.ts";
import type { Ending, HttpWish } from "./http_sending.ts";
import { openPrivateFolder } from "./private_folder.ts";
import type { LookWish, MoveFailure, MoveOptions, PutOptions, Storage, StoragePlace, StoredFile } from "./types.ts";

/** @throws {ExpError} `config` for what cannot be done; `remote-refused` when a password is wanted and nobody can be asked */
export async function openHttpStorage(host: Host, place: StoragePlace): Promise<Storage> {
  const password = needsPassword(place)
    ? await askPassword(host, shownUrl(place), place.options.get("user"))
    : undefined;
  const http = readHttpPlace(place, { password, netrc: host.env.get("NETRC"), cwd: host.cwd });
  return new HttpStorage(host, http);
}

class HttpStorage implements Storage {
  readonly shown: string;
  readonly folder = undefined;
  readonly canList = false;
  readonly #sender: HttpSender;

  constructor(private readonly host: Host, private readonly place: HttpPlace) {
    this.shown = place.shown;
    this.#sender = new HttpSender(host, new Curl(host, place.shown), place);
  }

  // deno-lint-ignore require-await -- a promise that fails
  async list(): Promise<StoredFile[]> {
    throw fault("config/storage-cannot-list", { shown: this.shown });
  }

  /** One HEAD each; where a server does not take it, or does not tell the size, the first byte is asked for. */
  async look(paths: readonly string[], wish: LookWish = {}): Promise<Map<string, StoredFile>> {
    const found = new Map<string, StoredFile>();
    const unclear = await this.#lookBy("HEAD", paths, wish, found);
    await this.#lookBy("GET", unclear, wish, found);
    return found;
  }

  /** @returns those of which nothing is known yet, or not the size */
  async #lookBy(method: "HEAD" | "GET", paths: readonly string[], wish: LookWish, found: Map<string, StoredFile>) {
    const unclear: string[] = [];
    const isGlance = method === "GET";
    const wanted = paths.map((path): HttpWish => ({ url: this.place.urlOf(path), method, isGlance }));
    await this.#sender.send(wanted, { signal: wish.signal }, (index, ending, headers) => {
      const path = paths[index]!;
      if (ending.kind === "done") {
        const file = storedFile(path, wish, fileFacts(headers()));
        found.set(path, file);
        if (file.size < 0) unclear.push(path);
      } else if (!isGlance && this.#isHeadAlone(path, ending)) unclear.push(path);
      else this.#checkAbsent(ending);
    });
    return unclear;
  }

  /** Is it HEAD that is refused, perhaps? Addresses that are signed for GET refuse it as forbidden. */
  #isHeadAlone(path: string, ending: Ending): boolean {
    if (ending.kind === "refused") return new URL(this.place.urlOf(path)).search !== "";
    return ending.kind === "failed" && /^(405|501) /.test(ending.says);
  }

  /** A public bucket says "forbidden" of what is not there, to all who may not list it; whoever has signed in is refused. */
  #checkAbsent(ending: Ending): void {
    if (ending.kind === "missing" || (ending.kind === "refused" && !this.place.isSignedIn)) return;
    if (ending.kind === "refused") throw fault("remote-refused/storage", { shown: this.shown, says: ending.says });
    if (ending.kind === "failed") throw fault("remote-failed/storage", { shown: this.shown, says: ending.says });
  }

  async read(path: string, { signal }: Pick<LookWish, "signal"> = {}): Promise<Uint8Array | undefined> {
    const folder = openPrivateFolder(this.host);
    try {
      const into = `${folder.path}/content`;
      let content: Uint8Array | undefined;
      await this.#sender.send([{ url: this.place.urlOf(path), method: "GET", into }], { signal }, (_, ending) => {
        if (ending.kind === "done") content = this.#contentOf(into);
        else this.#checkAbsent(ending);
      });
      return content;
    } finally {
      folder[Symbol.dispose]();
    }
  }

  /** curl makes no file for an empty answer. */
  #contentOf(path: string): Uint8Array {
    return this.host.fs.exists(path) ? this.host.fs.readBytes(path) : new Uint8Array();
  }

  async fetch(paths: readonly string[], into: string, options: MoveOptions = {}): Promise<readonly MoveFailure[]> {
    const { fs } = this.host;
    for (const folder of new Set(paths.map((path) => folderOf(`${into}/${path}`)))) fs.makeDir(folder);
    const wanted = paths.map((path): HttpWish => (
      { url: this.place.urlOf(path), method: "GET", into: `${into}/${path}` }
    ));
    const failures = await this.#move(paths, wanted, options, (path) => {
      if (!fs.exists(`${into}/${path}`)) fs.createNew(`${into}/${path}`, "");
    });
    for (const { path } of failures) fs.remove(`${into}/${path}`);
    return failures;
  }

  async put(from: string, paths: readonly string[], options: PutOptions = {}): Promise<readonly MoveFailure[]> {
    const { fs } = this.host;
    const there = paths.filter((path) => fs.stat(`${from}/${path}`)?.kind === "file");
    const wanted = there.map((path): HttpWish => (
      { url: this.place.urlOf(path), method: this.place.uploadMethod, upload: `${from}/${path}` }
    ));
    const failures = (await this.#move(there, wanted, options)).map((failure) => this.#notTaken(failure));
    const kept = new Set(there);
    const gone = paths.filter((path) => !kept.has(path));
    return [...failures, ...gone.map((path): MoveFailure => ({ path, kind: "missing", says: "it is not there" }))];
  }

  /** Most servers that take files take them by PUT, and know nothing of POST: the next time will be no better. */
  #notTaken({ path, kind, says }: MoveFailure): MoveFailure {
    const isMethod = this.place.uploadMethod === "POST" && /^(404|405|501) /.test(says);
    if (isMethod) return { path, kind: "refused", says: `${says} to POST` };
    return { path, kind: kind === "missing" ? "failed" : kind, says };
  }

  remove(paths: readonly string[], options: MoveOptions = {}): Promise<readonly MoveFailure[]> {
    const wanted = paths.map((path): HttpWish => ({ url: this.place.urlOf(path), method: "DELETE" }));
    return this.#move(paths, wanted, options).then((failures) => failures.filter(({ kind }) => kind !== "missing"));
  }

  async #move(
    paths: readonly string[],
    wanted: readonly HttpWish[],
    options: MoveOptions,
    onDone?: (path: string) => void,
  ): Promise<MoveFailure[]> {
    const failures: MoveFailure[] = [];
    await this.#sender.send(wanted, options, (index, ending) => {
      const path = paths[index]!;
      if (ending.kind === "done") {
        onDone?.(path);
        options.onMoved?.(path);
      } else failures.push({ path, kind: ending.kind, says: ending.says });
    });
    return failures;
  }
}

function storedFile(path: string, wish: LookWish, { size, etag, mtimeMs }: ReturnType<typeof fileFacts>): StoredFile {
  return {
    path,
    size: size ?? -1,
    ...wish.etag && etag !== undefined ? { etag } : {},
    ...mtimeMs === undefined ? {} : { mtimeMs },
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

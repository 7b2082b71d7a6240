/** Operations on many files of HDFS at once. */
import type { Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { Curl } from "./http_curl.ts";
import { HttpSender } from "./http_sender.ts";
import type { HttpWish } from "./http_sending.ts";
import { openPrivateFolder } from "./private_folder.ts";
import type { MoveFailure, MoveOptions } from "./types.ts";
import type { WebHdfsPlace } from "./webhdfs_place.ts";

export class WebHdfsClient {
  readonly #sender: HttpSender;

  constructor(readonly host: Host, readonly place: WebHdfsPlace) {
    this.#sender = new HttpSender(host, new Curl(host, place.shown), place);
  }

  /** @param wishes one for each path */
  async send(
    paths: readonly string[],
    wishes: readonly HttpWish[],
    options: MoveOptions,
    onDone: (path: string) => void,
  ): Promise<MoveFailure[]> {
    const failures: MoveFailure[] = [];
    await this.#sender.send(wishes, options, (index, ending) => {
      const path = paths[index]!;
      if (ending.kind === "done") onDone(path);
      else failures.push({ path, kind: ending.kind, says: ending.says });
    });
    return failures;
  }

  async remove(paths: readonly string[], options: MoveOptions): Promise<MoveFailure[]> {
    const wishes = paths.map((path): HttpWish => ({ url: this.place.urlOf(path, "DELETE"), method: "DELETE" }));
    const failures = await this.send(paths, wishes, options, (path) => options.onMoved?.(path));
    return failures.filter(({ kind }) => kind !== "missing");
  }

  /**
   * What is said of each path that is there. A page that somebody else answers with is not "nothing there".
   *
   * @throws {ExpError} `remote-refused`, `remote-failed`; `interrupted` by the signal
   */
  async ask<Told>(
    paths: readonly string[],
    operation: string,
    read: (text: string) => Told | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Map<string, Told>> {
    const told = new Map<string, Told>();
    for (const [path, bytes] of await this.askBytes(paths, operation, signal)) {
      const answer = read(new TextDecoder().decode(bytes));
      if (answer === undefined) throw this.#failed(`it does not answer ${operation} as WebHDFS does`);
      told.set(path, answer);
    }
    return told;
  }

  async askBytes(
    paths: readonly string[],
    operation: string,
    signal: AbortSignal | undefined,
  ): Promise<Map<string, Uint8Array>> {
    const { fs } = this.host;
    const answers = new Map<string, Uint8Array>();
    using folder = openPrivateFolder(this.host);
    const fileOf = (index: number) => `${folder.path}/${index}`;
    const wishes = paths.map((path, index): HttpWish => (
      { url: this.place.urlOf(path, operation), method: "GET", into: fileOf(index) }
    ));
    await this.#sender.send(wishes, { signal }, (index, ending) => {
      const { shown } = this.place;
      if (ending.kind === "refused") throw fault("remote-refused/storage", { shown, says: ending.says });
      if (ending.kind === "failed") throw this.#failed(ending.says);
      if (ending.kind !== "done") return;
      answers.set(paths[index]!, fs.exists(fileOf(index)) ? fs.readBytes(fileOf(index)) : new Uint8Array());
      fs.remove(fileOf(index));
    });
    return answers;
  }

  #failed(says: string): Error {
    return fault("remote-failed/storage", { shown: this.place.shown, says });
  }
}

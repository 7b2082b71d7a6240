/** One request on its way: where it goes now, how often it was tried, and what of the file is here already. */
import { type Host, MachineError } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { type HttpAnswer, type HttpOutcome, judgeAnswer } from "./http_answer.ts";
import type { Headers } from "./http_curl.ts";
import { readValidator, retryAfterMs } from "./http_headers.ts";
import type { CurlSetting, HttpRequest } from "./http_request.ts";

/** A server as requests to it have it in common. */
export interface HttpServer {
  /** For people: without secrets. */
  readonly shown: string;
  /** Settings of every request. */
  readonly settings: readonly CurlSetting[];
  /** Those that tell who we are: for this server alone, and no other that it sends us to. */
  readonly credentials: readonly CurlSetting[];
  /** Where a request goes that the server sends to this address; default: there. */
  readonly led?: (url: string) => string;
}

/** What somebody wants of a server. */
export interface HttpWish extends Omit<HttpRequest, "settings" | "resume"> {
  /** The server takes no file itself: it says who does. Until then only the question is sent. */
  readonly isSentElsewhere?: boolean;
}

/** The end of a request: what became of it when no further try is worth it. */
export type Ending = Exclude<HttpOutcome, { kind: "elsewhere" | "again" | "not written" | "unauthorized" }>;

/** What an answer leads to. */
type NextStep =
  | { readonly kind: "elsewhere" }
  /** `patienceMs`: what the server asks for. */
  | { readonly kind: "again"; readonly says: string; readonly patienceMs: number }
  /** It has been tried often enough. */
  | { readonly kind: "given up"; readonly says: string }
  | { readonly kind: "ended"; readonly ending: Ending };

/** One that gets no further is tried so many times in all. */
const MOST_TRIES = 5;
const MOST_REDIRECTS = 10;
/** What is not as big as that is begun anew rather than gone on with. In bytes. */
const WORTH_RESUMING = 1024 * 1024;
const DISK_PROBE_BYTES = 64 * 1024;

export class Sending {
  #url: string;
  #redirects = 0;
  #tries = 0;
  /** So much of it has been here. In bytes. */
  #reached = 0;
  /** What tells that the other half is of the same file; undefined: there is no half to go on with. */
  #validator: string | undefined;

  constructor(
    readonly index: number,
    private readonly wish: HttpWish,
    private readonly server: HttpServer,
    private readonly host: Host,
  ) {
    this.#url = wish.url;
  }

  request(): HttpRequest {
    const { isSentElsewhere, upload, ...wish } = this.wish;
    const isOurs = new URL(this.#url).origin === new URL(wish.url).origin;
    const settings = [...this.server.settings, ...isOurs ? this.server.credentials : []];
    const isTaken = upload !== undefined && (isSentElsewhere !== true || this.#redirects > 0);
    return {
      ...wish,
      url: this.#url,
      settings,
      ...isTaken ? { upload } : {},
      ...this.#validator === undefined ? {} : { resume: { validator: this.#validator } },
    };
  }

  /** Is all that has been received where it belongs? curl may tell of a transfer before it closes the file. */
  isOnDisk({ status, exit, received }: HttpAnswer): boolean {
    if (this.wish.into === undefined || exit !== 0 || status > 299) return true;
    const size = this.#sizeHere();
    return this.#validator === undefined ? size === received : size >= received;
  }

  /**
   * @throws {ExpError} `remote-refused` when the server wants to know who we are, `io` or `full-disk` when it cannot be
   * written here
   */
  take(answer: HttpAnswer, headers: () => Headers): NextStep {
    const outcome = judgeAnswer(answer, this.wish);
    switch (outcome.kind) {
      case "unauthorized":
        throw fault("remote-refused/storage", { shown: this.server.shown, says: outcome.says });
      case "not written":
        this.#checkDisk();
        return this.#again(outcome.says, true, headers());
      case "again":
        return this.#again(outcome.says, outcome.afresh, headers());
      case "elsewhere":
        return this.#goElsewhere(outcome.url);
      case "done":
        if (this.wish.isSentElsewhere !== true || this.#redirects > 0) return { kind: "ended", ending: outcome };
        return failed("it does not say who takes the file");
      default:
        return { kind: "ended", ending: outcome };
    }
  }

  #goElsewhere(url: string): NextStep {
    this.#url = this.server.led?.(url) ?? url;
    this.#redirects += 1;
    if (this.#redirects <= MOST_REDIRECTS) return { kind: "elsewhere" };
    return failed(`it is sent elsewhere more than ${MOST_REDIRECTS} times`);
  }

  /** Keeps of the half that is there what can be gone on with; one that has grown has all its tries before it. */
  #again(says: string, afresh: boolean, headers: Headers): NextStep {
    const { into, url } = this.wish;
    const size = this.#sizeHere();
    if (size > this.#reached) this.#tries = 0;
    this.#reached = Math.max(size, this.#reached);
    this.#tries += 1;
    this.#url = url;
    this.#redirects = 0;
    this.#validator = afresh || size < WORTH_RESUMING ? undefined : readValidator(headers) ?? this.#validator;
    if (into !== undefined && this.#validator === undefined) this.host.fs.remove(into);
    if (this.#tries >= MOST_TRIES) return { kind: "given up", says };
    return { kind: "again", says, patienceMs: retryAfterMs(headers, this.host.clock.now()) };
  }

  #sizeHere(): number {
    const { into } = this.wish;
    return into === undefined ? 0 : this.host.fs.glance(into)?.size ?? 0;
  }

  /** curl does not say why it could not write: the disk does. What is there is not needed any more. */
  #checkDisk(): void {
    const { into } = this.wish;
    if (into === undefined) return;
    try {
      this.host.fs.append(into, new Uint8Array(DISK_PROBE_BYTES));
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      if (error.refusal === "full-disk") throw fault("full-disk/storage-file", { doing: "write", path: into }, error);
      throw fault("io/storage-file", { doing: "write", path: into, why: error.reason }, error);
    }
  }
}

function failed(says: string): NextStep {
  return { kind: "ended", ending: { kind: "failed", says } };
}

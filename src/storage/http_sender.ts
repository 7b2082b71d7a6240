/** Requests until they are answered: sent in batches, led elsewhere, tried again. */
import { type Host, MachineError } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { type HttpAnswer, type HttpOutcome, isUnreached, judgeAnswer, WRITE_ERROR } from "./http_answer.ts";
import type { BatchOptions, Curl, Headers } from "./http_curl.ts";
import { readValidator, retryAfterMs } from "./http_headers.ts";
import type { CurlSetting, HttpRequest } from "./http_request.ts";
import type { MoveOptions } from "./types.ts";

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
type OnEnd = (index: number, ending: Ending, headers: () => Headers) => void;

/** So many requests are one child's. */
const BATCH = 1000;
/** One that gets no further is tried so many times in all. */
const MOST_TRIES = 5;
const MOST_REDIRECTS = 10;
/** What is not as big as that is begun anew rather than gone on with. In bytes. */
const WORTH_RESUMING = 1024 * 1024;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
/** Of what a server may ask for. */
const LONGEST_PATIENCE_MS = 60_000;
const DEFAULT_JOBS = 16;
const DISK_PROBE_BYTES = 64 * 1024;
/** Of a request that curl did not come to. */
const NOT_SENT: HttpAnswer = { status: 0, exit: 55, sent: 0, received: 0, redirect: "", says: "it was not sent" };

interface Sending {
  readonly index: number;
  readonly wanted: HttpWish;
  url: string;
  redirects: number;
  tries: number;
  /** So much of it has been here. In bytes. */
  reached: number;
  /** What tells that the other half is of the same file; undefined: there is no half to go on with. */
  validator: string | undefined;
}

interface BatchEnd {
  readonly elsewhere: readonly Sending[];
  readonly again: readonly Sending[];
  /** Nobody has answered for a while, in these words. */
  readonly unreachable: string | undefined;
  /** A request has been tried often enough, and nobody has answered it. */
  readonly isHopeless: boolean;
}

export class HttpSender {
  /** What the server has asked for in this round. */
  #patienceMs = 0;

  constructor(private readonly host: Host, private readonly curl: Curl, private readonly server: HttpServer) {}

  /**
   * Sends all, and tells of the end of each.
   *
   * @throws {ExpError} `remote-refused` when the server wants to know who we are, `remote-failed` when nobody answers,
   * `io` or `full-disk` when it cannot be written here, `interrupted`
   */
  async send(wanted: readonly HttpWish[], options: MoveOptions, onEnd: OnEnd): Promise<void> {
    let waiting = wanted.map((one, index): Sending => (
      { index, wanted: one, url: one.url, redirects: 0, tries: 0, reached: 0, validator: undefined }
    ));
    for (let waitMs = FIRST_WAIT_MS; waiting.length > 0; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      this.#patienceMs = 0;
      waiting = await this.#sendRound(waiting, options, onEnd);
      const askedMs = Math.min(this.#patienceMs, LONGEST_PATIENCE_MS);
      if (waiting.length > 0) await this.host.clock.sleep(Math.max(waitMs, askedMs), options.signal);
    }
  }

  /** Each once, as far as anybody answers. @returns those to be sent again */
  async #sendRound(sendings: readonly Sending[], options: MoveOptions, onEnd: OnEnd): Promise<Sending[]> {
    const waiting = [...sendings];
    const later: Sending[] = [];
    while (waiting.length > 0) {
      const { elsewhere, again, unreachable, isHopeless } = await this.#sendBatch(
        waiting.splice(0, BATCH),
        options,
        onEnd,
      );
      if (isHopeless) throw fault("remote-failed/storage", { shown: this.server.shown, says: unreachable ?? "" });
      later.push(...again);
      if (unreachable !== undefined) return [...later, ...elsewhere, ...waiting];
      waiting.unshift(...elsewhere);
    }
    return later;
  }

  async #sendBatch(batch: readonly Sending[], options: MoveOptions, onEnd: OnEnd): Promise<BatchEnd> {
    const shape = batchOptions(options);
    const left = new Set(batch);
    const elsewhere: Sending[] = [];
    const again: Sending[] = [];
    let silent = 0;
    let unreachable: string | undefined;
    let isHopeless = false;
    const take = (sending: Sending, answer: HttpAnswer, headers: () => Headers) => {
      left.delete(sending);
      const verdict = this.#judge(sending, answer);
      silent = isUnreached(answer) ? silent + 1 : 0;
      const isSilent = silent >= Math.min(shape.jobs, batch.length);
      if (isSilent && verdict.kind === "again") unreachable = verdict.says;
      if (verdict.kind === "elsewhere") elsewhere.push(sending);
      else if (verdict.kind !== "again") onEnd(sending.index, verdict, headers);
      else if (this.#mayTryAgain(sending, verdict.afresh, headers)) again.push(sending);
      else if (isSilent) isHopeless = true;
      else onEnd(sending.index, { kind: "failed", says: verdict.says }, headers);
      return !isSilent;
    };
    /** Told before the last of it was on the disk: looked at again when curl has ended. */
    const early: (() => void)[] = [];
    await this.curl.send(batch.map((one) => this.#request(one)), shape, (index, answer, headers) => {
      const sending = batch[index]!;
      if (this.#isOnDisk(sending, answer)) return take(sending, answer, headers);
      left.delete(sending);
      const kept = headers();
      early.push(() =>
        take(sending, this.#isOnDisk(sending, answer) ? answer : { ...answer, exit: WRITE_ERROR }, () => kept)
      );
      return true;
    });
    for (const look of early) look();
    if (unreachable === undefined) { for (const sending of left) take(sending, NOT_SENT, () => new Map()); }
    else again.push(...left);
    return { elsewhere, again, unreachable, isHopeless };
  }

  #request({ wanted: { isSentElsewhere, upload, ...wanted }, url, redirects, validator }: Sending): HttpRequest {
    const isOurs = new URL(url).origin === new URL(wanted.url).origin;
    const settings = [...this.server.settings, ...isOurs ? this.server.credentials : []];
    const isTaken = upload !== undefined && (isSentElsewhere !== true || redirects > 0);
    return {
      ...wanted,
      url,
      settings,
      ...isTaken ? { upload } : {},
      ...validator === undefined ? {} : { resume: { validator } },
    };
  }

  #judge(sending: Sending, answer: HttpAnswer): Exclude<HttpOutcome, { kind: "unauthorized" | "not written" }> {
    const verdict = judgeAnswer(answer, sending.wanted);
    if (verdict.kind === "unauthorized") {
      throw fault("remote-refused/storage", { shown: this.server.shown, says: verdict.says });
    }
    if (verdict.kind === "not written") {
      this.#checkDisk(sending.wanted);
      return { kind: "again", says: verdict.says, afresh: true };
    }
    const { isSentElsewhere = false } = sending.wanted;
    if (verdict.kind === "done" && isSentElsewhere && sending.redirects === 0) {
      return { kind: "failed", says: "it does not say who takes the file" };
    }
    if (verdict.kind !== "elsewhere") return verdict;
    sending.url = this.server.led?.(verdict.url) ?? verdict.url;
    sending.redirects += 1;
    if (sending.redirects <= MOST_REDIRECTS) return verdict;
    return { kind: "failed", says: `it is sent elsewhere more than ${MOST_REDIRECTS} times` };
  }

  /** Keeps of the half that is there what can be gone on with; one that has grown has all its tries before it. */
  #mayTryAgain(sending: Sending, afresh: boolean, headers: () => Headers): boolean {
    const { fs } = this.host;
    const { into, url } = sending.wanted;
    const size = into === undefined ? 0 : fs.glance(into)?.size ?? 0;
    if (size > sending.reached) sending.tries = 0;
    sending.reached = Math.max(size, sending.reached);
    sending.tries += 1;
    sending.url = url;
    sending.redirects = 0;
    this.#patienceMs = Math.max(this.#patienceMs, retryAfterMs(headers(), this.host.clock.now()));
    sending.validator = afresh || size < WORTH_RESUMING ? undefined : readValidator(headers()) ?? sending.validator;
    if (into !== undefined && sending.validator === undefined) fs.remove(into);
    return sending.tries < MOST_TRIES;
  }

  /** Is all that has been received where it belongs? curl may tell of a transfer before it closes the file. */
  #isOnDisk({ wanted, validator }: Sending, { status, exit, received }: HttpAnswer): boolean {
    if (wanted.into === undefined || exit !== 0 || status > 299) return true;
    const size = this.host.fs.glance(wanted.into)?.size ?? 0;
    return validator === undefined ? size === received : size >= received;
  }

  /** curl does not say why it could not write: the disk does. What is there is not needed any more. */
  #checkDisk({ into }: HttpWish): void {
    if (into === undefined) return;
    const { fs } = this.host;
    try {
      fs.append(into, new Uint8Array(DISK_PROBE_BYTES));
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      if (error.refusal === "full-disk") throw fault("full-disk/storage-file", { doing: "write", path: into }, error);
      throw fault("io/storage-file", { doing: "write", path: into, why: error.words }, error);
    }
  }
}

function batchOptions({ jobs, bytesPerSecond, signal, onBytes }: MoveOptions): BatchOptions {
  // a limit is divided among the transfers, and a small part of a small one is none
  const few = bytesPerSecond === undefined ? DEFAULT_JOBS : 4;
  return { jobs: Math.max(1, jobs ?? few), bytesPerSecond, signal, onBytes };
}

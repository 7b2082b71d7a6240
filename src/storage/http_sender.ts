/** Requests until they are answered: sent in batches, led elsewhere, tried again. */
import type { Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { HttpBatch, type OnEnd } from "./http_batch.ts";
import type { BatchOptions, Curl } from "./http_curl.ts";
import { type HttpServer, type HttpWish, Sending } from "./http_sending.ts";
import type { MoveOptions } from "./types.ts";

/** So many requests are one child's. */
const BATCH = 1000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
/** Of what a server may ask for. */
const LONGEST_PATIENCE_MS = 60_000;
const DEFAULT_JOBS = 16;

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
  async send(wishes: readonly HttpWish[], options: MoveOptions, onEnd: OnEnd): Promise<void> {
    const shape = batchOptions(options);
    let waiting = wishes.map((wish, index) => new Sending(index, wish, this.server, this.host));
    for (let waitMs = FIRST_WAIT_MS; waiting.length > 0; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      this.#patienceMs = 0;
      waiting = await this.#sendRound(waiting, shape, onEnd);
      const askedMs = Math.min(this.#patienceMs, LONGEST_PATIENCE_MS);
      if (waiting.length > 0) await this.host.clock.sleep(Math.max(waitMs, askedMs), options.signal);
    }
  }

  /** Each once, as far as anybody answers. @returns those to be sent again */
  async #sendRound(sendings: readonly Sending[], shape: BatchOptions, onEnd: OnEnd): Promise<Sending[]> {
    const waiting = [...sendings];
    const later: Sending[] = [];
    while (waiting.length > 0) {
      const some = waiting.splice(0, BATCH);
      const batch = new HttpBatch(some, shape.jobs, onEnd);
      await this.curl.send(some.map((sending) => sending.request()), shape, batch.answered.bind(batch));
      batch.end();
      const { elsewhere, again, unreachable, isHopeless, patienceMs } = batch;
      if (isHopeless) throw fault("remote-failed/storage", { shown: this.server.shown, says: unreachable ?? "" });
      this.#patienceMs = Math.max(this.#patienceMs, patienceMs);
      later.push(...again);
      if (unreachable !== undefined) return [...later, ...elsewhere, ...waiting];
      waiting.unshift(...elsewhere);
    }
    return later;
  }
}

function batchOptions({ jobs, bytesPerSecond, signal, onBytes }: MoveOptions): BatchOptions {
  // a limit is divided among the transfers, and a small part of a small one is none
  const few = bytesPerSecond === undefined ? DEFAULT_JOBS : 4;
  return { jobs: Math.max(1, jobs ?? few), bytesPerSecond, signal, onBytes };
}

/** What comes of the requests that one curl sends. */
import { type HttpAnswer, isUnreached, WRITE_ERROR } from "./http_answer.ts";
import type { Headers } from "./http_curl.ts";
import type { Ending, Sending } from "./http_sending.ts";

export type OnEnd = (index: number, ending: Ending, headers: () => Headers) => void;

/** Of a request that curl did not come to. */
const NOT_SENT: HttpAnswer = { status: 0, exit: 55, sent: 0, received: 0, redirect: "", says: "it was not sent" };

export class HttpBatch {
  readonly elsewhere: Sending[] = [];
  readonly again: Sending[] = [];
  /** Nobody has answered for a while, in these words. */
  unreachable: string | undefined;
  /** A request has been tried often enough, and nobody has answered it. */
  isHopeless = false;
  /** The longest that the server has asked for. */
  patienceMs = 0;
  readonly #left: Set<Sending>;
  /** Told before the last of it was on the disk: looked at again when curl has ended. */
  readonly #early: (() => void)[] = [];
  #silent = 0;

  /** @param enough so many in a row that meet nobody are enough to know that there is nobody */
  constructor(
    private readonly sendings: readonly Sending[],
    private readonly enough: number,
    private readonly onEnd: OnEnd,
  ) {
    this.#left = new Set(sendings);
  }

  /** @returns false: the others are not worth sending */
  answered(index: number, answer: HttpAnswer, headers: () => Headers): boolean {
    const sending = this.sendings[index]!;
    this.#left.delete(sending);
    if (sending.isOnDisk(answer)) return this.#take(sending, answer, headers);
    const kept = headers();
    this.#early.push(() => {
      this.#take(sending, sending.isOnDisk(answer) ? answer : { ...answer, exit: WRITE_ERROR }, () => kept);
    });
    return true;
  }

  /** curl has ended. */
  end(): void {
    for (const look of this.#early) look();
    if (this.unreachable !== undefined) this.again.push(...this.#left);
    else for (const sending of this.#left) this.#take(sending, NOT_SENT, () => new Map());
  }

  #take(sending: Sending, answer: HttpAnswer, headers: () => Headers): boolean {
    const next = sending.take(answer, headers);
    this.#silent = isUnreached(answer) ? this.#silent + 1 : 0;
    const isSilent = this.#silent >= Math.min(this.enough, this.sendings.length);
    switch (next.kind) {
      case "elsewhere":
        this.elsewhere.push(sending);
        break;
      case "again":
        this.again.push(sending);
        this.patienceMs = Math.max(this.patienceMs, next.patienceMs);
        if (isSilent) this.unreachable = next.says;
        break;
      case "given up":
        if (isSilent) this.unreachable = next.says;
        if (isSilent) this.isHopeless = true;
        else this.onEnd(sending.index, { kind: "failed", says: next.says }, headers);
        break;
      case "ended":
        this.onEnd(sending.index, next.ending, headers);
    }
    return !isSilent;
  }
}

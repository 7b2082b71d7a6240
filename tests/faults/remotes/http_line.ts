/** HTTP/1.1 on a line, one request after the other, as far as a harm must know it: where heads end, and which is which. */
import type { Line, Passed } from "./proxy.ts";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
}

/** What befalls one exchange. `at`: bytes of the body that come before it. */
export type HttpHarm =
  | { readonly kind: "answer"; readonly status: number }
  | BodyHarm
  /** The response's head and body agree, and both are shorter than they should be: half, or less. */
  | { readonly kind: "shorten"; readonly to: number };

interface BodyHarm {
  readonly kind: "cut" | "stall" | "corrupt";
  readonly of: "request" | "response";
  readonly at: number;
}

/** @param choose asked once a request */
export function httpLine(choose: (request: HttpRequest) => HttpHarm | undefined): Line {
  let harm: HttpHarm | undefined;
  let answer: Uint8Array | undefined;
  const request = new Message(), response = new Message();
  let hasAnswered = true;
  let bodyLeft = 0;
  const startRequest = (head: string): void => {
    const [, method = "", path = ""] = /^(\S+) (\S+)/.exec(head) ?? [];
    bodyLeft = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    harm = choose({ method, path });
    hasAnswered = false;
    response.reset();
  };
  return {
    up(chunk): Passed {
      if (hasAnswered && request.isInBody) request.reset(); // nobody sends two at once
      const before = request.bodyBytes;
      const seen = request.feed(chunk);
      if (seen.head !== undefined) startRequest(seen.head);
      bodyLeft -= request.bodyBytes - before;
      if (!request.isInBody) return { bytes: seen.bytes };
      if (harm?.kind === "answer") {
        // a server hears everything before it answers, but for those who wait for its word
        if (bodyLeft <= 0 || /^expect:/im.test(request.head)) answer = refusal(harm.status);
        return { bytes: new Uint8Array() };
      }
      return harm !== undefined && "of" in harm && harm.of === "request"
        ? applied(harm, seen, request)
        : { bytes: seen.bytes };
    },
    down(chunk): Passed {
      const seen = response.feed(chunk);
      if (seen.head !== undefined && / 1\d\d /.test(seen.head.slice(0, 13))) response.reset();
      else if (response.isInBody) hasAnswered = true;
      if (harm?.kind === "shorten") return shortened(harm.to, seen, response);
      return harm !== undefined && "of" in harm && harm.of === "response"
        ? applied(harm, seen, response)
        : { bytes: seen.bytes };
    },
    instead: () => answer,
  };
}

interface Fed {
  /** A head that has just become whole. */
  readonly head: string | undefined;
  /** All that may go on now: nothing while the head is incomplete. */
  readonly bytes: Uint8Array;
  /** How many of them belong to the body. */
  readonly body: number;
}

/** A head and what follows it. */
class Message {
  head = "";
  isInBody = false;
  bodyBytes = 0;
  #held = new Uint8Array();

  reset(): void {
    [this.head, this.isInBody, this.bodyBytes, this.#held] = ["", false, 0, new Uint8Array()];
  }

  feed(chunk: Uint8Array): Fed {
    if (this.isInBody) {
      this.bodyBytes += chunk.length;
      return { head: undefined, bytes: chunk, body: chunk.length };
    }
    const all = joined(this.#held, chunk);
    const text = new TextDecoder("latin1").decode(all);
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      this.#held = all;
      return { head: undefined, bytes: new Uint8Array(), body: 0 };
    }
    this.#held = new Uint8Array();
    this.isInBody = true;
    this.head = text.slice(0, end + 4);
    this.bodyBytes = all.length - end - 4;
    return { head: this.head, bytes: all, body: this.bodyBytes };
  }
}

function applied(harm: BodyHarm, { bytes }: Fed, message: Message): Passed {
  if (!message.isInBody) return { bytes };
  const where = bytes.length + harm.at - message.bodyBytes;
  if (harm.kind === "corrupt") {
    if (where >= 0 && where < bytes.length) bytes[where]! ^= 0x20;
    return { bytes };
  }
  return where >= bytes.length ? { bytes } : { bytes: bytes.subarray(0, Math.max(0, where)), then: harm.kind };
}

function shortened(most: number, seen: Fed, message: Message): Passed {
  if (!message.isInBody) return { bytes: seen.bytes };
  const length = Number(/^content-length: *(\d+)/im.exec(message.head)?.[1] ?? 0);
  const to = Math.min(most, length >> 1);
  const left = Math.max(0, to - (message.bodyBytes - seen.body));
  if (seen.head === undefined) return { bytes: seen.bytes.subarray(0, left) };
  const head = seen.head.replace(/^(content-length: *)\d+/im, `$1${to}`);
  const body = seen.bytes.subarray(seen.bytes.length - seen.body).subarray(0, left);
  return { bytes: joined(new TextEncoder().encode(head), body) };
}

function refusal(status: number): Uint8Array {
  const text = `no: ${status}`;
  return new TextEncoder().encode(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
  );
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** What curl has to tell of a request, and what it means. Pure. */
import type { HttpRequest } from "./http_request.ts";

export interface HttpAnswer {
  /** Of HTTP; 0: none came. */
  readonly status: number;
  /** Of curl, for this transfer. */
  readonly exit: number;
  readonly sent: number;
  readonly received: number;
  /** Where the server sends us; empty without. */
  readonly redirect: string;
  /** In curl's words. */
  readonly says: string;
}

/** What became of a request. */
export type HttpOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "elsewhere"; readonly url: string }
  | { readonly kind: "missing" | "refused" | "failed"; readonly says: string }
  /** The server wants to know who we are: it will not answer any other request either. */
  | { readonly kind: "unauthorized"; readonly says: string }
  /** It may go well another time; `afresh`: not from where it stopped. */
  | { readonly kind: "again"; readonly says: string; readonly afresh: boolean }
  /** It is this machine that cannot. */
  | { readonly kind: "not written"; readonly says: string };

/** Of one line of curl's, as `configText` asks for it. */
export function readReport(line: string): { readonly index: number; readonly answer: HttpAnswer } | undefined {
  const [index, status, exit, sent, received, redirect = "", ...says] = line.split("\t");
  if (received === undefined || !/^\d+$/.test(index!)) return undefined;
  return {
    index: Number(index),
    answer: {
      status: Number(status),
      exit: Number(exit),
      sent: Number(sent),
      received: Number(received),
      redirect,
      says: says.join(" ").trim(),
    },
  };
}

/** Too many at once, or the server is not well. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
/**
 * Of curl: names and hosts that cannot be reached, what was cut, waited too long, or broke off on the way, TLS and HTTP/2
 * included.
 */
const CUT = new Set([5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92, 95]);
/** Cannot go on from there, for the server only sends the whole, or another file. */
const NO_RANGES = 33;
export const WRITE_ERROR = 23;
/** More would have come than one byte: all that a glance has to know. */
const LONGER = 63;

export function judgeAnswer(answer: HttpAnswer, request: Pick<HttpRequest, "isGlance" | "method">): HttpOutcome {
  const { status, exit, redirect } = answer;
  const says = answerText(answer);
  if (exit === WRITE_ERROR) return { kind: "not written", says };
  if (status === 416 && request.isGlance === true) return { kind: "done" }; // an empty file has no first byte
  if (exit === NO_RANGES || status === 416) return { kind: "again", says, afresh: true };
  if (CUT.has(exit)) return { kind: "again", says, afresh: false };
  if (status === 303 && request.method !== "GET" && request.method !== "HEAD") return { kind: "done" };
  if (status >= 300 && status < 400 && redirect !== "") return { kind: "elsewhere", url: redirect };
  if (status === 404 || status === 410) return { kind: "missing", says };
  if (status === 401 || status === 407) return { kind: "unauthorized", says };
  if (status === 403) return { kind: "refused", says };
  if (PASSING.has(status)) return { kind: "again", says, afresh: false };
  if (status < 200 || status > 299) return { kind: "failed", says };
  if (exit === 0 || (exit === LONGER && request.isGlance === true)) return { kind: "done" };
  return { kind: "failed", says };
}

/** Of curl: no such host, no way to it, no answer in time. */
const UNREACHED = new Set([5, 6, 7, 28]);

/** Has nobody been met? Then the other requests will fare no better. */
export function isUnreached({ status, exit }: HttpAnswer): boolean {
  return status === 0 && UNREACHED.has(exit);
}

const NAMES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  407: "Proxy Authentication Required",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  416: "Range Not Satisfiable",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  507: "Insufficient Storage",
};

/** One line: the server's status where there is one to complain about, else what curl says. */
function answerText({ status, exit, says }: HttpAnswer): string {
  if (status >= 300 || (status > 0 && exit === 0)) return `${status} ${NAMES[status] ?? ""}`.trim();
  return says === "" ? `curl ended with ${exit}` : says;
}

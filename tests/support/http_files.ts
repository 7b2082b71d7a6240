/** A folder behind HTTP on a free port of the loopback, and whatever a test wants to be wrong with it. */
import { dirname } from "node:path";

export interface HttpFiles extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  readonly folder: string;
  /** `METHOD /path`, and what else tests look at. */
  readonly requests: readonly SeenRequest[];
}

export interface SeenRequest {
  readonly line: string;
  readonly headers: Headers;
}

/** Answers in the server's place; undefined: as ever. `nth` counts requests of the same line, from 1. */
export type Meddle = (request: Request, nth: number, folder: string) => Response | undefined;

export function startHttpFiles(meddle: Meddle = () => undefined): HttpFiles {
  const folder = Deno.makeTempDirSync({ prefix: "exp-http-" });
  const requests: SeenRequest[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => CUT() }, (request) => {
    const line = `${request.method} ${new URL(request.url).pathname}`;
    requests.push({ line, headers: request.headers });
    return meddle(request, requests.filter((seen) => seen.line === line).length, folder) ?? answer(folder, request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    folder,
    requests,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      if (isThere(folder)) Deno.removeSync(folder, { recursive: true });
    },
  };
}

/** The connection ends after so many bytes of a file that would have more. */
export function cutAfter(content: Uint8Array, bytes: number, headers: Record<string, string> = {}): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(content.slice(0, bytes));
    },
    pull(controller) {
      controller.error(new Error("cut"));
    },
  });
  return new Response(body, { headers: { "content-length": String(content.length), ...headers } });
}

const CUT = () => new Response(null, { status: 500 });

async function answer(folder: string, request: Request): Promise<Response> {
  const path = `${folder}${decodeURIComponent(new URL(request.url).pathname)}`;
  if (request.method === "PUT" || request.method === "POST") {
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeFileSync(path, new Uint8Array(await request.arrayBuffer()));
    return new Response(null, { status: 201 });
  }
  const content = readFile(path);
  if (content === undefined) return new Response("no such file", { status: 404 });
  if (request.method === "DELETE") {
    Deno.removeSync(path);
    return new Response(null, { status: 204 });
  }
  return contentAnswer(request, content);
}

function contentAnswer(request: Request, content: Uint8Array<ArrayBuffer>): Response {
  const etag = `"${content.length}-${content[0] ?? 0}"`;
  const headers = { etag, "last-modified": "Sun, 29 Nov 2026 12:00:00 GMT", "accept-ranges": "bytes" };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
  const isStill = (request.headers.get("if-range") ?? etag) === etag;
  if (first === undefined || !isStill) {
    const body = request.method === "HEAD" ? null : content;
    return new Response(body, { headers: { ...headers, "content-length": String(content.length) } });
  }
  const range = (what: string) => ({ ...headers, "content-range": `bytes ${what}/${content.length}` });
  if (Number(first) >= content.length) return new Response(null, { status: 416, headers: range("*") });
  const end = last === "" ? content.length : Number(last) + 1;
  return new Response(content.slice(Number(first), end), { status: 206, headers: range(`${first}-${end - 1}`) });
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function readFile(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Deno.readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Headers of an answer, and what they tell of a file. Pure. */

/** Of the last answer of those in a text: redirects, proxies and `100 Continue` have answered before it. */
export function readHeaders(text: string): ReadonlyMap<string, string> {
  const blocks = text.split(/\r?\n\r?\n/).filter((block) => /^HTTP\//.test(block));
  const headers = new Map<string, string>();
  for (const line of blocks.at(-1)?.split(/\r?\n/).slice(1) ?? []) {
    const [, name, value] = /^([^:\s]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) headers.set(name.toLowerCase(), value!);
  }
  return headers;
}

/** What tells that two halves are of the same file: a strong ETag, else the time of its last change. */
export function readValidator(headers: ReadonlyMap<string, string>): string | undefined {
  const etag = headers.get("etag");
  return (etag === undefined || etag.startsWith("W/") ? headers.get("last-modified") : etag) || undefined;
}

/** How long the server asks to be left alone; 0: it does not say. */
export function retryAfterMs(headers: ReadonlyMap<string, string>, nowMs: number): number {
  const text = headers.get("retry-after") ?? "";
  const ms = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - nowMs;
  return ms > 0 ? ms : 0;
}

interface FileFacts {
  /** In bytes; undefined: the server does not tell. */
  readonly size: number | undefined;
  /** As it came, quotes included: DVC writes it so. */
  readonly etag: string | undefined;
  readonly mtimeMs: number | undefined;
}

export function fileFacts(headers: ReadonlyMap<string, string>): FileFacts {
  const etag = headers.get("etag") || headers.get("content-md5");
  const mtimeMs = Date.parse(headers.get("last-modified") ?? "");
  return { size: sizeIn(headers), etag: etag || undefined, mtimeMs: Number.isNaN(mtimeMs) ? undefined : mtimeMs };
}

function sizeIn(headers: ReadonlyMap<string, string>): number | undefined {
  const inRange = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  const encoding = headers.get("content-encoding") ?? "";
  const whole = encoding === "" || encoding === "identity" ? headers.get("content-length") : undefined;
  const size = inRange ?? whole;
  return size !== undefined && /^\d+$/.test(size) ? Number(size) : undefined;
}

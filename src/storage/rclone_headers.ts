/** What servers answered with, as `--dump headers` tells it: the only way to an object's ETag and version. */
import { nameOf } from "../repo/mod.ts";
import type { StoredFile } from "./types.ts";

/** Backends whose answers are of use here: each asks for one object by one request. */
export const TELLS_ETAGS: ReadonlySet<string | undefined> = new Set(["s3", "azureblob", "google cloud storage"]);

type Marks = Pick<StoredFile, "etag" | "versionId" | "mtimeMs" | "hidesMd5">;

interface HeaderReader {
  /** A line of the log. */
  add(line: string): void;
  /** What is known of a file. @param path below `folder` of the bucket */
  marksOf(folder: string, path: string): Marks;
}

/** The dump's text follows the line that says of which request it is. */
const HEAD_LINE = /"msg":"HTTP (REQUEST|RESPONSE) \(req (0x[0-9a-f]+)\)"/;

export function headerReader(backend: string | undefined): HeaderReader {
  const asked = new Map<string, string>();
  /** By the last part of the path, then by all of it. */
  const answers = new Map<string, Map<string, Marks>>();
  let of: { readonly isAnswer: boolean; readonly request: string } | undefined;
  return {
    add(line) {
      const head = HEAD_LINE.exec(line);
      if (head !== null) of = { isAnswer: head[1] === "RESPONSE", request: head[2]! };
      else if (of !== undefined) {
        const text = messageOf(line);
        const path = asked.get(of.request);
        if (!of.isAnswer) asked.set(of.request, pathOf(text));
        else if (path !== undefined && /^HTTP\/\S+ 2\d\d/.test(text)) keep(path, marksIn(text, backend));
        of = undefined;
      }
    },
    marksOf(folder, path) {
      const tail = `/${folder === "" ? "" : `${folder}/`}${path}`;
      const candidates = [...answers.get(nameOf(path)) ?? []].filter(([asked]) => asked.endsWith(tail));
      // what stands before it is the same for all: an account, a bucket, or nothing
      return candidates.sort(([a], [b]) => a.length - b.length)[0]?.[1] ?? {};
    },
  };
  function keep(path: string, marks: Marks) {
    const name = nameOf(path);
    answers.set(name, (answers.get(name) ?? new Map<string, Marks>()).set(path, marks));
  }
}

function messageOf(line: string): string {
  try {
    return String((JSON.parse(line) as { msg?: unknown }).msg);
  } catch {
    return "";
  }
}

function pathOf(request: string): string {
  const [, target = ""] = /^\S+ ([^ ?]*)/.exec(request) ?? [];
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

function marksIn(answer: string, backend: string | undefined): Marks {
  const header = (name: string) => new RegExp(`^${name}: (.*?)\r?$`, "im").exec(answer)?.[1];
  const etag = header("Etag");
  const versionId = header("X-Amz-Version-Id") ?? header("X-Ms-Version-Id");
  const cipher = header("X-Amz-Server-Side-Encryption");
  const hidesMd5 = cipher?.startsWith("aws:kms") || header("X-Amz-Server-Side-Encryption-Customer-Algorithm");
  const mtimeMs = Date.parse(header("Last-Modified") ?? "");
  return {
    ...etag === undefined ? {} : { etag: asWritten(etag, backend) },
    ...versionId === undefined || versionId === "null" ? {} : { versionId },
    ...hidesMd5 ? { hidesMd5: true } : {},
    ...Number.isNaN(mtimeMs) ? {} : { mtimeMs },
  };
}

/** As DVC writes it: S3's without quotes, Azure's with them, Google's in hex. (DVC 3: dvc_s3, dvc_azure, dvc_gs) */
function asWritten(etag: string, backend: string | undefined): string {
  if (backend === "azureblob") return etag;
  const bare = etag.replace(/^"(.*)"$/, "$1");
  if (backend !== "google cloud storage") return bare;
  try {
    return Uint8Array.fromBase64(bare).toHex();
  } catch {
    return bare;
  }
}

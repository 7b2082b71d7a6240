/** What rclone says on standard error, line by line, of 1.60 and newer: JSON, and its last words in plain text. */
import type { UnderWay } from "./rclone_flow.ts";

export type LogEvent =
  /** A file has been moved or removed. */
  | { readonly kind: "moved"; readonly path: string }
  /** How many bytes have gone over the line since it began, those of tries that failed, too. */
  | { readonly kind: "bytes"; readonly bytes: number; readonly underWay: readonly UnderWay[] }
  /** A request has failed, and is sent again by rclone itself. */
  | { readonly kind: "retry"; readonly says: string }
  /** `path` is undefined for what concerns all of the work. */
  | { readonly kind: "error"; readonly path: string | undefined; readonly says: string };

interface JsonLine {
  readonly level?: string;
  readonly msg?: string;
  readonly object?: string;
  readonly objectType?: string;
  readonly stats?: {
    readonly bytes?: number;
    readonly transferring?: readonly { readonly name?: string; readonly bytes?: number; readonly size?: number }[];
  };
}

const RETRY = /\blow level retry \d+\/\d+ \(error (.*)\)$/s;
const MOVED = /^(Multi-thread )?(Copied|Moved|Deleted)\b/;
/** These only count the errors that were told before. */
const SUMMARY = /^(Attempt \d+\/\d+ (failed|succeeded)|Can't retry|Not (copying|deleting))/;

/** Undefined: nothing in it for us. */
export function readLogLine(text: string): LogEvent | undefined {
  const line = text.startsWith("{") ? parseLine(text) : undefined;
  if (line === undefined) return plainLine(text);
  const { level, msg = "", object, objectType = "" } = line;
  if (line.stats?.bytes !== undefined) {
    const { bytes, transferring = [] } = line.stats;
    const underWay = transferring.map(({ name = "", bytes = 0, size = -1 }) => ({ path: name, bytes, size }));
    return { kind: "bytes", bytes, underWay };
  }
  if (object !== undefined && level === "info" && MOVED.test(msg)) return { kind: "moved", path: object };
  if (level === "debug") return retryOf(msg);
  if (level === "critical") return { kind: "error", path: undefined, says: cleaned(msg) };
  if (SUMMARY.test(msg)) return undefined;
  // a remote's own name stands in the same place as an object's
  const isFile = object !== undefined && object !== "" && !objectType.endsWith(".Fs");
  if (level === "error") return { kind: "error", path: isFile ? object : undefined, says: cleaned(msg) };
  return level === "notice" ? lastWords(msg) : undefined;
}

function retryOf(msg: string): LogEvent | undefined {
  const [, says] = RETRY.exec(msg) ?? [];
  return says === undefined ? undefined : { kind: "retry", says: cleaned(says) };
}

/** What ssh said last, if it was of weight. */
export function readSshLog(text: string): string | undefined {
  const lines = text.split(/\r?\n/).filter((line) =>
    line !== "" && !/^(Warning:|debug\d|mux_client|ControlSocket)/.test(line)
  );
  return lines.at(-1);
}

function parseLine(text: string): JsonLine | undefined {
  try {
    return JSON.parse(text) as JsonLine;
  } catch {
    return undefined;
  }
}

function plainLine(text: string): LogEvent | undefined {
  const [, says] = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:(?:CRITICAL|ERROR|NOTICE) *: *)?(.*)$/s.exec(text) ?? [];
  if (says !== undefined) return lastWords(says);
  // of a mistake in the call; of what has several causes, the last of which says most
  const [, cause] = /^(?:Error|caused by): (.*)$/.exec(text) ?? [];
  return cause === undefined ? undefined : { kind: "error", path: undefined, says: cleaned(cause) };
}

/** `Failed to copy with 2 errors: last error was: …`: what it ends with. */
function lastWords(says: string): LogEvent | undefined {
  const match = /^(Failed|Fatal error)\b/.test(says);
  return match ? { kind: "error", path: undefined, says: cleaned(says) } : undefined;
}

/** One line: without what only rclone's authors need, and without anything that lets somebody in. */
function cleaned(says: string): string {
  return says.replace(/\s*\n\s*/g, "; ")
    .replace(/[,;]?\s*(request id|host id|RequestID|HostID): ?[^\s,;]*/gi, "")
    .replace(/([?&](sig|X-Amz-[A-Za-z-]+|AWSAccessKeyId|Signature|access_token)=)[^&\s"]*/gi, "$1…")
    .replace(/(https?:\/\/)[^/\s"@]*@/g, "$1")
    .replace(/^Failed to \w+( with \d+ errors: last error was)?: /, "")
    .replace(/^Failed to create file system for "[^"]*": (NewFs: )?/, "")
    .replace(
      /^(error in ListJSON|error listing|error reading source root directory|--files-from failed to read file): /,
      "",
    )
    .replace(/operation error \w+: (\w+), (exceeded maximum number of attempts, \d+, )?https response error /, "$1: ")
    .replace(/(\b\d{3} [A-Z][A-Za-z ]+): \1$/, "$1") // of WebDAV, where the answer has no words of its own
    // it tells how to change a configuration that nobody has
    .replace(/ - please run "rclone config.*$/, "")
    .trim();
}

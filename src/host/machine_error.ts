/** What the machine refuses, as one type of error: the only place that knows how Deno, Node and SQLite put it. */
import { ExpError } from "../common/mod.ts";

/** In a word, what use cases tell apart. */
type Refusal =
  /** There is nothing of that name, or a folder above it is none. */
  | "missing"
  | "exists"
  /** Something else stands where a file belongs. */
  | "in-the-way"
  | "no-rights"
  /** What this program was built to do without, though the user may do it. */
  | "not-allowed"
  | "full-disk"
  | "broken-pipe"
  /** Another disk, or one that has no such links. */
  | "no-link"
  /** A database that is none. */
  | "damaged"
  | "busy"
  | "io";

/** By the names of C, and for SQLite by its own. What is not here is no refusal of the machine's. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ENOENT: "missing",
  ENOTDIR: "missing",
  EEXIST: "exists",
  EISDIR: "in-the-way",
  ELOOP: "in-the-way",
  EFTYPE: "in-the-way", // our own: a pipe or a device, see endless.ts
  EACCES: "no-rights",
  EPERM: "no-rights",
  ENOTCAPABLE: "not-allowed",
  ENOSPC: "full-disk",
  EDQUOT: "full-disk",
  SQLITE_FULL: "full-disk",
  EPIPE: "broken-pipe",
  EXDEV: "no-link",
  EMLINK: "no-link",
  ENOTSUP: "no-link",
  EOPNOTSUPP: "no-link",
  ENOSYS: "no-link",
  SQLITE_NOTADB: "damaged",
  SQLITE_BUSY: "busy",
  ...Object.fromEntries([
    ...[
      "EIO",
      "EBUSY",
      "ENFILE",
      "EMFILE",
      "ETXTBSY",
      "EFBIG",
      "EROFS",
      "ENAMETOOLONG",
      "ENOTEMPTY",
      "ESTALE",
      "EILSEQ",
    ],
    ...["E2BIG", "EAGAIN", "ENOMEM", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR"],
  ].map((code) => [code, "io"] as const)),
};

/** Deno's classes for what has no name in C, or is thrown without one. */
const CODES_OF_CLASSES: Readonly<Record<string, string>> = {
  NotCapable: "ENOTCAPABLE",
  InvalidData: "EILSEQ", // a name that is not UTF-8
  PermissionDenied: "EACCES",
  AlreadyExists: "EEXIST",
  NotFound: "ENOENT",
  BrokenPipe: "EPIPE",
};

/** Deno names most numbers, and tells those that it does not name (Linux's): `File too large (os error 27)`. */
const CODES_OF_NUMBERS: Readonly<Record<string, string>> = {
  1: "EPERM",
  5: "EIO",
  11: "EAGAIN",
  12: "ENOMEM",
  23: "ENFILE",
  24: "EMFILE",
  26: "ETXTBSY",
  27: "EFBIG",
  28: "ENOSPC",
  30: "EROFS",
  31: "EMLINK",
  36: "ENAMETOOLONG",
  39: "ENOTEMPTY",
  95: "ENOTSUP",
  116: "ESTALE",
  122: "EDQUOT",
};

/** SQLite gives nothing but its sentence. */
const SQLITE_SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/not a database|malformed|corrupt/i, "SQLITE_NOTADB"],
  [/locked|busy/i, "SQLITE_BUSY"],
  [/unable to open/i, "SQLITE_CANTOPEN"],
  [/readonly/i, "SQLITE_READONLY"],
  [/is full/i, "SQLITE_FULL"],
  [/disk i\/o/i, "SQLITE_IOERR"],
];

const NUL_IN_A_NAME = /without null bytes|nul byte|NUL byte/;

/** An operation that the machine refused: the user's to know, not a bug of ours. */
export class MachineError extends ExpError {
  readonly refusal: Refusal;

  /**
   * @param code such as `ENOSPC`; see {@link REFUSALS}
   * @param path what it was about; of two files the one that was to be made
   * @param words what the machine said; it names the path
   */
  constructor(
    readonly code: string,
    readonly operation: string,
    readonly path: string | undefined,
    readonly words: string = `${code}: ${operation} '${path}'`,
    cause?: unknown,
  ) {
    const refusal = REFUSALS[code] ?? "io";
    super(`${refusal === "full-disk" ? refusal : "io"}/machine`, { code, operation, path, text: words }, cause);
    this.name = "MachineError";
    this.refusal = refusal;
  }

  /** Of the words what is left without the path, for whoever names that already: `permission denied`. */
  get reason(): string {
    const short = this.words.replace(/^E[A-Z0-9]+: /, "").replace(/ \(os error \d+\).*$/s, "").replace(
      /, \w+ '.*$/s,
      "",
    );
    return short.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  }
}

/** @returns undefined for an error that is not the machine's */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof MachineError) return error.refusal;
  const code = codeOf(error);
  return code === undefined ? undefined : REFUSALS[code];
}

/** Does the path not exist? */
export function isMissing(error: unknown): boolean {
  return refusalOf(error) === "missing";
}

/** Does something else stand where a file belongs, or a file that this user may not touch? */
export function isInTheWay(error: unknown): boolean {
  return ["in-the-way", "no-rights"].includes(refusalOf(error) ?? "");
}

/** Does the runtime itself not open such files? Below /dev, /proc and /sys, for a program that may not do everything. */
export function isUnopened(error: unknown): boolean {
  return error instanceof Error && error.name === "NotCapable" && error.message.startsWith("Requires all access");
}

/** Has whoever reads our output gone? Also when that ended something larger. */
export function isBrokenPipe(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (refusalOf(cause) === "broken-pipe") return true;
  }
  return false;
}

/** Runs one operation of the machine. @throws {MachineError} for what the machine refuses; a bug stays as it is */
export function asking<T>(operation: string, path: string | undefined, ask: () => T): T {
  try {
    const answer = ask();
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((error) => {
      throw asMachineError(error, operation, path);
    }) as T;
  } catch (error) {
    throw asMachineError(error, operation, path);
  }
}

/** The same operations, by {@link asking}. @param about the path; default: the one that an operation is given */
export function askingEach<T extends object>(operations: T, about?: string): T {
  const entries = Object.entries(operations).map(([name, operation]) => {
    if (typeof operation !== "function") return [name, operation];
    const at = OF_TWO_FILES.has(name) ? 1 : 0;
    return [name, (...args: unknown[]) => asking(name, about ?? String(args[at]), () => operation(...args))];
  });
  return Object.fromEntries(entries) as T;
}

const OF_TWO_FILES = new Set(["rename", "move", "copy", "copyFile", "copyLargeFile", "reflink", "hardLink", "symLink"]);

function asMachineError(error: unknown, operation: string, path: string | undefined): unknown {
  const code = error instanceof MachineError ? undefined : codeOf(error);
  if (code === undefined) return error;
  return new MachineError(code, operation, path, wordsOf(error as Error), error);
}

/** The name of C, or SQLite's; undefined for an error that is not the machine's. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (NUL_IN_A_NAME.test(error.message)) return "ENOENT"; // no file can have such a name
  const { code } = error as { code?: unknown };
  const found = code === "ERR_SQLITE_ERROR"
    ? SQLITE_SENTENCES.find(([sentence]) => sentence.test(error.message))?.[1]
    : typeof code === "string"
    ? code
    : CODES_OF_NUMBERS[/\(os error (\d+)\)/.exec(error.message)?.[1] ?? ""] ?? CODES_OF_CLASSES[error.name];
  return found !== undefined && found in REFUSALS ? found : undefined;
}

/** The runtime's own words for what the program was built to do without speak of its making. */
function wordsOf({ message }: Error): string {
  const place = /^Requires (?:all|write) access to "(.*)", (?:specify|run again)/.exec(message)?.[1];
  return place === undefined ? message : `'${place}' is in a place that exp may not open or change`;
}

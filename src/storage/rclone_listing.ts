import { headerReader, TELLS_ETAGS } from "./rclone_headers.ts";
import {
  chosen,
  FEW,
  lastWords,
  NO_FOLDER,
  noBucket,
  pause,
  type RcloneWork,
  stopped,
  untilInVain,
  withList,
} from "./rclone_work.ts";
import { withSums } from "./rclone_sums.ts";
import { verdictOf } from "./rclone_verdict.ts";
import type { LookWish, StoredFile } from "./types.ts";

interface JsonFile {
  readonly Path: string;
  readonly Size: number;
  readonly ModTime?: string;
  readonly IsDir?: boolean;
  readonly Hashes?: { readonly md5?: string };
}

/** Of these a listing has MD5s; others compute them, or ask for each. */
const LISTS_MD5: ReadonlySet<string | undefined> = new Set(["s3", "google cloud storage", "azureblob"]);

const IS_FOLDER = /is a directory not a file/;

interface Asking {
  /** How many files are asked for one by one: rclone tells nothing of them before it knows all. */
  readonly asked?: number;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What a slow server may take for each file that is asked for, when it is asked for several at once. */
const ASKED_MS = 250;

function quietOf({ quietMs }: RcloneWork, asked: number) {
  return { of: "answers" as const, ms: quietMs + ASKED_MS * asked };
}

/**
 * The files below a folder of the storage, by paths below that folder; none where it is not there.
 * @param more further arguments: which of them
 */
export async function listing(
  work: RcloneWork,
  folder: string,
  wish: LookWish | undefined,
  more: readonly string[],
  { asked = 0, onLine }: Asking = {},
): Promise<StoredFile[]> {
  const depth = wish?.depth === undefined ? ["--files-only"] : ["--max-depth", String(wish.depth)];
  const args = ["lsjson", folder, "-R", ...depth, "--no-mimetype", "--no-modtime", ...more];
  if (onLine === undefined) args.push("-vv"); // tells of what is sent again; among lines for somebody it would be in the way
  const tellsMd5 = wish?.md5 === "listed" ? LISTS_MD5.has(work.backend) : wish?.md5;
  if (tellsMd5) args.push("--hash", "--hash-type", "md5");
  // of a remote of the user's own it may be that each file is read where it lies
  const quiet = tellsMd5 && work.backend === undefined ? undefined : quietOf(work, asked);
  for (let attempt = 0;; attempt++) {
    let text = "";
    const vain = untilInVain();
    const decoder = new TextDecoder();
    const onOutput = (chunk: Uint8Array) => void (text += decoder.decode(chunk, { stream: true }));
    const end = await work.rclone.run({
      args,
      signal: wish?.signal,
      onOutput,
      onEvent: vain.onEvent,
      quiet,
      ...onLine === undefined ? {} : { onLine },
    });
    const files = end.code === 0 ? filesOf(text) : undefined;
    if (files !== undefined) return files;
    if (end.code === NO_FOLDER) {
      await checkBucket(work, wish?.signal);
      return [];
    }
    const says = end.code === 0 ? "what came is no listing of rclone's" : vain.says ?? lastWords(end);
    const direct = args.indexOf("--no-traverse");
    if (direct >= 0 && IS_FOLDER.test(says)) { // among what was asked for: in listings of the folders above it is passed over
      args.splice(direct, 1);
      continue;
    }
    if (verdictOf(says) !== "failed" || !await pause(work, attempt, says, wish?.signal)) throw stopped(work, says);
  }
}

/** Those of the files that are there, each asked for on its own when that is what it takes to know its marks. */
export async function look(
  work: RcloneWork,
  paths: readonly string[],
  wish?: LookWish,
): Promise<Map<string, StoredFile>> {
  const asked = wish?.etag && TELLS_ETAGS.has(work.backend) ? headerReader(work.backend) : undefined;
  const folder = work.root.replace(/^[^:]*:[^/]*\/?/, "").replace(/\/$/, "");
  const files = await withList(work, paths, (list) => {
    const which = asked === undefined ? chosen(list, paths.length) : [...chosen(list, 0), "--dump", "headers"];
    const asking = asked === undefined ? { asked: Math.min(paths.length, FEW) } : { onLine: asked.add };
    return listing(work, work.root, wish, [...which, "--checkers", String(work.jobs)], asking);
  });
  if (files.length === 0) await checkBucket(work, wish?.signal);
  const whole = wish?.md5 === true ? await withSums(work, files, wish.signal) : files;
  return new Map(whole.map((file) => [file.path, { ...file, ...asked?.marksOf(folder, file.path) }]));
}

const IN_BUCKETS: ReadonlySet<string | undefined> = new Set(["s3", "google cloud storage", "azureblob"]);

/**
 * To rclone a bucket that is not there is an empty folder. So it is asked for where nothing is found, and then once.
 *
 * @throws {ExpError} `not-found`
 */
async function checkBucket(work: RcloneWork, signal: AbortSignal | undefined): Promise<void> {
  if (!IN_BUCKETS.has(work.backend) || KNOWN_BUCKETS.has(work)) return;
  const [bucket = ""] = /^[^:]*:\/?[^/]*/.exec(work.root) ?? [];
  const end = await work.rclone.run({ args: ["lsjson", "--stat", bucket], signal, quiet: quietOf(work, 1) });
  if (end.code === NO_FOLDER) throw noBucket(work);
  if (end.code === 0) KNOWN_BUCKETS.add(work);
}

/** Storages whose buckets are there. */
const KNOWN_BUCKETS = new WeakSet<RcloneWork>();

/** Undefined: it is no listing, so it was no rclone that made it. */
function filesOf(text: string): StoredFile[] | undefined {
  try {
    return (JSON.parse(text) as JsonFile[]).map(storedFile);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function storedFile({ Path, Size, Hashes, IsDir }: JsonFile): StoredFile {
  if (IsDir === true) return { path: Path, size: 0, isFolder: true };
  return { path: Path, size: Size, ...Hashes?.md5 ? { md5: Hashes.md5 } : {} };
}

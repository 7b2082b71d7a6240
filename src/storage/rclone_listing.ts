import { lastWords, NO_FOLDER, pause, type RcloneWork, stopped } from "./rclone_work.ts";
import { verdictOf } from "./rclone_verdict.ts";
import type { LookWish, StoredFile } from "./types.ts";

interface JsonFile {
  readonly Path: string;
  readonly Size: number;
  readonly ModTime?: string;
  readonly Hashes?: { readonly md5?: string };
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
): Promise<StoredFile[]> {
  const args = ["lsjson", folder, "-R", "--files-only", "--no-mimetype", "--no-modtime", ...more];
  if (wish?.md5) args.push("--hash", "--hash-type", "md5");
  for (let attempt = 0;; attempt++) {
    let text = "";
    const decoder = new TextDecoder();
    const end = await work.rclone.run({ args, onOutput: (chunk) => text += decoder.decode(chunk, { stream: true }) });
    if (end.code === 0) return (JSON.parse(text) as JsonFile[]).map(storedFile);
    if (end.code === NO_FOLDER) return [];
    const says = lastWords(end);
    if (verdictOf(says) !== "failed" || !await pause(work, attempt)) throw stopped(work, says);
  }
}

function storedFile({ Path, Size, Hashes }: JsonFile): StoredFile {
  return { path: Path, size: Size, ...Hashes?.md5 ? { md5: Hashes.md5 } : {} };
}

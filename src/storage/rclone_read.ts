import { listing } from "./rclone_listing.ts";
import { verdictOf } from "./rclone_verdict.ts";
import { lastWords, NO_FOLDER, pause, type RcloneWork, stopped, withList } from "./rclone_work.ts";

const IS_FOLDER = /is a directory not a file/;

/** A small file's content. By a list, for the name alone would be taken for a folder's too. */
export function readFile(work: RcloneWork, path: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
  return withList(work, [path], async (list) => {
    const which = ["--files-from-raw", list, "--no-traverse"];
    for (let attempt = 0;; attempt++) {
      const chunks: Uint8Array[] = [];
      let says: string | undefined;
      const end = await work.rclone.run({
        args: ["cat", work.root, ...which],
        signal,
        quiet: { of: "answers", ms: work.quietMs },
        onOutput: (chunk) => void chunks.push(chunk),
        onEvent: (event) => void (says = event.kind === "error" && event.path !== undefined ? event.says : says),
      });
      if (end.code === 0 && says === undefined) {
        if (chunks.length > 0) return joined(chunks);
        const [file] = await listing(work, work.root, { signal }, which);
        if (file === undefined) return undefined;
        if (file.size === 0) return new Uint8Array();
        says = "it came empty";
      } else if (end.code === NO_FOLDER) return undefined;
      says ??= lastWords(end);
      if (verdictOf(says) === "missing" || IS_FOLDER.test(says)) return undefined;
      if (verdictOf(says) !== "failed" || !await pause(work, attempt, says, signal)) throw stopped(work, says);
    }
  });
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

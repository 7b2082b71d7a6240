import { quoteForShell } from "../common/mod.ts";
import { fault } from "./faults.ts";
import { endedBy } from "./rclone_child.ts";
import { folderOf, type RcloneWork, withList } from "./rclone_work.ts";
import type { StoredFile } from "./types.ts";

/** All in one go: rclone would start a command for each. Names come one a line, for they hold no line breaks. */
const SUM = `tr '\\n' '\\0' | xargs -0 md5sum --`;
/** `md5sum` puts a backslash before the line of a name that it had to escape; one that is `-` would be its standard input. */
const LINE = /^([0-9a-f]{32}) [ *]\.\/(.*)$/;

/**
 * The MD5s of files on an SSH server, where its shell can be had: computed there, so that nothing of them comes over the
 * line. Without one they stay unknown.
 */
export async function withSums(
  work: RcloneWork,
  files: readonly StoredFile[],
  signal: AbortSignal | undefined,
): Promise<StoredFile[]> {
  const asked = files.filter(({ path, md5 }) => md5 === undefined && !path.includes("\n"));
  if (work.shell === undefined || asked.length === 0) return [...files];
  const sums = await withList(
    work,
    asked.map(({ path }) => `./${path}`),
    (list) => sumsOf(work, work.shell!, list, signal),
  );
  return files.map((file) => sums.has(file.path) ? { ...file, md5: sums.get(file.path)! } : file);
}

async function sumsOf(
  work: RcloneWork,
  shell: readonly string[],
  list: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const decoder = new TextDecoder();
  let text = "";
  // what fails here (no shell, no md5sum, a file that has gone) leaves sums unknown
  const child = work.host.processes.spawn({
    argv: ["sh", "-c", 'exec "$@" <"$0"', list, ...shell, `cd ${quoteForShell(folderOf(work))} && ${SUM}`],
    cwd: work.host.cwd,
    stdin: "null",
    stdout: (chunk) => text += decoder.decode(chunk, { stream: true }),
    stderr: "null",
  });
  using _ = endedBy(work.host, child, [signal], undefined);
  await child.done;
  if (signal?.aborted === true) throw fault("interrupted/transfer", { shown: work.shown });
  const matches = text.split("\n").map((line) => LINE.exec(line)).filter((match) => match !== null);
  return new Map(matches.map(([, md5, path]) => [path!, md5!]));
}

import type { Host, Thread } from "../host/mod.ts";
import type { HashAssignment } from "./hash_worker.ts";
import { createRunner, type FileJob, type JobItem, readHex, totalBytes } from "./job.ts";
import { JobBoard } from "./job_board.ts";
import { doManyFiles } from "./many_files.ts";

/** Below this many items (or bytes) starting a Worker costs more than it saves. Reading is cheap, writing is not. */
const MANY_READS = 6000;
const MANY_WRITES = 1500;
/** A link is little more than an entry of a folder, which threads can only make in turn. */
const MANY_LINKS = 50_000;
const MANY_BYTES = 48 << 20;
const MAX_WORKERS = 7;

/**
 * Does a job: by the system's programs what they can do of it, the rest here. Blocks until all is done.
 *
 * @param onBytes told how many more are done, now and then
 * @returns what the runner left of each item, as hexadecimal digits, in the items' order; nothing of a `store` job
 * @throws whatever an item throws (the others may be done or not)
 */
export function runJob(host: Host, job: FileJob, onBytes?: (bytes: number) => void): string[] {
  const results = doManyFiles(host, job, onBytes);
  if (results.length === 0) return runHere(host, job, onBytes);
  const left = [...job.items.keys()].filter((i) => results[i] === undefined);
  if (left.length === 0) return results;
  const others = runHere(host, { ...job, items: left.map((i) => job.items[i]!) }, onBytes);
  left.forEach((i, at) => results[i] = others[at] ?? "");
  return results;
}

/** With Workers beside this thread when there is much to do. */
function runHere(host: Host, job: FileJob, onBytes?: (bytes: number) => void): string[] {
  const { items } = job;
  const run = createRunner(host, job);
  const workers = workersFor(job, host.platform.cores);
  if (workers === 0) {
    const result = new Uint8Array(16);
    return items.map((item) => {
      run(item, result.fill(0));
      onBytes?.(item[1]);
      return job.kind === "store" ? "" : readHex(result);
    });
  }
  const board = JobBoard.create(items.length);
  const threads = startWorkers(host, workers, { job, memory: board.memory });
  try {
    const report = onBytes === undefined ? undefined : reporter(board, items, onBytes);
    board.work(items, run, false, report);
    board.waitForOthers();
    for (const chunk of board.unfinished()) board.runChunk(chunk, items, run);
    report?.();
  } finally {
    board.close();
    board.waitForOthers();
    for (const thread of threads) thread[Symbol.dispose]();
  }
  return job.kind === "store" ? [] : items.map((_, i) => readHex(board.result(i)));
}

function workersFor(job: FileJob, cores: number): number {
  const { items } = job;
  if (items.length < 2) return 0;
  const isLinks = job.kind === "place" && (job.types[0] === "hardlink" || job.types[0] === "symlink");
  const many = isLinks ? MANY_LINKS : job.kind === "hash" && job.storeIn === undefined ? MANY_READS : MANY_WRITES;
  const isLarge = items.length >= many || (!isLinks && totalBytes(items) >= MANY_BYTES);
  return isLarge ? Math.min(cores - 1, MAX_WORKERS, items.length - 1) : 0;
}

/** A Worker that cannot start takes no work, and this thread does it all. */
function startWorkers(host: Host, count: number, assignment: HashAssignment): Thread<HashAssignment>[] {
  return Array.from({ length: count }, () => {
    const thread = host.startThread<HashAssignment, never>("data/hash_worker", {});
    thread.post(assignment);
    return thread;
  });
}

function reporter(board: JobBoard, items: readonly JobItem[], onBytes: (bytes: number) => void): () => void {
  const reported = new Uint8Array(board.chunks);
  return () => {
    let bytes = 0;
    for (let chunk = 0; chunk < board.chunks; chunk++) {
      if (reported[chunk] === 1 || !board.isDone(chunk)) continue;
      reported[chunk] = 1;
      const { start, end } = board.range(chunk);
      for (let i = start; i < end; i++) bytes += items[i]![1];
    }
    if (bytes > 0) onBytes(bytes);
  };
}

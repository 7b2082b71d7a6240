import type { Host, Thread } from "../host/mod.ts";
import type { HashAssignment } from "./hash_worker.ts";
import { createRunner, type FileJob, type JobItem, readHex, totalBytes } from "./job.ts";
import { JobBoard } from "./job_board.ts";

/** Below this many items (or bytes) starting a Worker costs more than it saves. Reading is cheap, writing is not. */
const MANY_READS = 6000;
const MANY_WRITES = 1500;
const MANY_BYTES = 48 << 20;
const MAX_WORKERS = 7;

/**
 * Does a job, with Workers beside this thread when it is large. Blocks until all is done.
 *
 * @param onItem told as items are finished, in no particular order
 * @returns what the runner left of each item, as hexadecimal digits, in the items' order; nothing of a `store` job
 * @throws whatever an item throws (the others may be done or not)
 */
export function runJob(host: Host, job: FileJob, onItem?: (item: JobItem) => void): string[] {
  const { items } = job;
  const run = createRunner(host, job);
  const workers = workersFor(job, host.platform.cores);
  if (workers === 0) {
    const result = new Uint8Array(16);
    return items.map((item) => {
      run(item, result.fill(0));
      onItem?.(item);
      return job.kind === "store" ? "" : readHex(result);
    });
  }
  const board = JobBoard.create(items.length);
  const threads = startWorkers(host, workers, { job, memory: board.memory });
  try {
    const report = onItem === undefined ? undefined : reporter(board, items, onItem);
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
  const many = job.kind === "hash" && job.storeIn === undefined ? MANY_READS : MANY_WRITES;
  const isLarge = items.length >= many || totalBytes(items) >= MANY_BYTES;
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

function reporter(board: JobBoard, items: readonly JobItem[], onItem: (item: JobItem) => void): () => void {
  const reported = new Set<number>();
  return () => {
    for (let chunk = 0; chunk < board.chunks; chunk++) {
      if (reported.has(chunk) || !board.isDone(chunk)) continue;
      reported.add(chunk);
      const { start, end } = board.range(chunk);
      for (let i = start; i < end; i++) onItem(items[i]!);
    }
  };
}

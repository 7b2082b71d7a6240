import type { ItemRunner, JobItem } from "./job.ts";

const CHUNK_ITEMS = 64;
/** Places in the header. */
const NEXT = 0, WORKING = 1, HEADER_INTS = 2;

/** A chunk is open, done, or has failed in a Worker (the main thread then does it again, and so finds the error). */
const DONE = 1, FAILED = 2;

/**
 * Shared memory from which threads take chunks of a job's items, one after the other: nobody waits for a thread that
 * starts late or never.
 */
export class JobBoard {
  readonly #header: Int32Array;
  readonly #states: Uint8Array;
  readonly #results: Uint8Array;
  readonly chunks: number;

  constructor(readonly memory: SharedArrayBuffer, readonly itemCount: number) {
    this.chunks = Math.ceil(itemCount / CHUNK_ITEMS);
    this.#header = new Int32Array(memory, 0, HEADER_INTS);
    this.#states = new Uint8Array(memory, 4 * HEADER_INTS, this.chunks);
    this.#results = new Uint8Array(memory, 4 * HEADER_INTS + this.chunks, 16 * itemCount);
  }

  static create(itemCount: number): JobBoard {
    const bytes = 4 * HEADER_INTS + Math.ceil(itemCount / CHUNK_ITEMS) + 16 * itemCount;
    return new JobBoard(new SharedArrayBuffer(bytes), itemCount);
  }

  /** Works until no chunk is left. @param onChunk told after each chunk of this thread */
  work(items: readonly JobItem[], run: ItemRunner, isWorker: boolean, onChunk?: () => void): void {
    Atomics.add(this.#header, WORKING, 1);
    try {
      for (;;) {
        const chunk = Atomics.add(this.#header, NEXT, 1);
        if (chunk >= this.chunks) return;
        try {
          this.runChunk(chunk, items, run);
        } catch (error) {
          if (!isWorker) throw error;
          this.#states[chunk] = FAILED;
        }
        onChunk?.();
      }
    } finally {
      Atomics.sub(this.#header, WORKING, 1);
      Atomics.notify(this.#header, WORKING);
    }
  }

  runChunk(chunk: number, items: readonly JobItem[], run: ItemRunner): void {
    const end = Math.min((chunk + 1) * CHUNK_ITEMS, this.itemCount);
    for (let i = chunk * CHUNK_ITEMS; i < end; i++) run(items[i]!, this.result(i));
    this.#states[chunk] = DONE;
  }

  /** Takes all chunks that are left away, so that other threads stop soon. */
  close(): void {
    Atomics.store(this.#header, NEXT, this.chunks);
  }

  /** Blocks until no other thread works any more. */
  waitForOthers(): void {
    for (;;) {
      const working = Atomics.load(this.#header, WORKING);
      if (working <= 0) return;
      Atomics.wait(this.#header, WORKING, working, 1000);
    }
  }

  /** Chunks that nobody has finished, or that failed. */
  unfinished(): number[] {
    const left: number[] = [];
    for (let chunk = 0; chunk < this.chunks; chunk++) if (this.#states[chunk] !== DONE) left.push(chunk);
    return left;
  }

  isDone(chunk: number): boolean {
    return this.#states[chunk] === DONE;
  }

  /** Indices of a chunk's items. */
  range(chunk: number): { start: number; end: number } {
    return { start: chunk * CHUNK_ITEMS, end: Math.min((chunk + 1) * CHUNK_ITEMS, this.itemCount) };
  }

  /** The 16 bytes of an item's result. */
  result(i: number): Uint8Array {
    return this.#results.subarray(16 * i, 16 * i + 16);
  }
}

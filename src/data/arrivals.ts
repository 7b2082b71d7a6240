import { joinPath } from "../repo/mod.ts";
import { hashAside } from "./hash.ts";
import { type ObjectId, type Objects, SMALL_BYTES } from "./objects.ts";
import { hashBySystem, WORTH_A_PROGRAM } from "./system_copy.ts";

/** Small ones that wait: so many and so long at most, for what is not in the cache yet nobody has. */
const MOST_WAITING = 1024;
const LONGEST_WAIT_MS = 200;

/** From this size on a file is hashed by a program of its own, while others come. */
const LARGE_BYTES = 8 << 20;

/** Is a file the object, by its hash where that is known? It does with it what is to be done. */
export type Take = (file: string, id: ObjectId, hash: string | undefined) => boolean;

/** A download that is whole. */
interface Arrival {
  /** Below the folder. */
  readonly path: string;
  readonly id: ObjectId;
}

/**
 * Looks at downloads, each of which is hashed, and takes them into the cache or not. Small ones wait for others: opening a
 * file costs the runtime more than the system's program needs to hash it.
 */
export class Arrivals {
  #waiting: Arrival[] = [];
  #sinceMs = 0;
  /** As many large ones are hashed at a time as there are processors. */
  readonly #lanes: Promise<void>[];
  #large = 0;
  readonly #errors: unknown[] = [];

  /**
   * @param onSettled told of each whether it was what was asked for
   * @param signal from when on nothing is hashed any more: what arrives is taken without its hash
   */
  constructor(
    private readonly cache: Objects,
    private readonly folder: string,
    private readonly take: Take,
    private readonly onSettled: (arrival: Arrival, isRight: boolean) => void,
    private readonly signal?: AbortSignal,
  ) {
    this.#lanes = Array.from({ length: cache.host.platform.cores }, () => Promise.resolve());
  }

  add(arrival: Arrival): void {
    const { kind, size = 0 } = this.cache.host.fs.glance(this.#file(arrival)) ?? {};
    // what else it is would be waited for, or led elsewhere
    if (kind !== undefined && kind !== "file") this.onSettled(arrival, false);
    else if (arrival.id.algorithm !== "md5") this.#takeIn(arrival);
    else if (size <= SMALL_BYTES) this.#wait(arrival);
    else if (size < LARGE_BYTES) this.#takeIn(arrival);
    else {
      const lane = this.#large++ % this.#lanes.length;
      this.#lanes[lane] = this.#lanes[lane]!.then(() => this.#takeInAside(arrival))
        .catch((error) => void this.#errors.push(error));
    }
  }

  /** Takes in those that wait, and those that are being hashed. */
  async settle(): Promise<void> {
    this.#takeInWaiting();
    await Promise.all(this.#lanes);
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  #wait(arrival: Arrival): void {
    const { clock } = this.cache.host;
    if (this.#waiting.length === 0) this.#sinceMs = clock.now();
    this.#waiting.push(arrival);
    const isLong = clock.now() - this.#sinceMs >= LONGEST_WAIT_MS;
    if (isLong || this.#waiting.length >= MOST_WAITING) this.#takeInWaiting();
  }

  #takeInWaiting(): void {
    const arrivals = this.#waiting;
    this.#waiting = [];
    const hashes = arrivals.length < WORTH_A_PROGRAM || this.#isOver
      ? undefined
      : hashBySystem(this.cache.host, this.folder, arrivals.map(({ path }) => path));
    arrivals.forEach((arrival, i) => this.#takeIn(arrival, hashes?.[i]));
  }

  async #takeInAside(arrival: Arrival): Promise<void> {
    this.#takeIn(arrival, await this.#hashAside(this.#file(arrival)));
  }

  async #hashAside(file: string): Promise<string | undefined> {
    try {
      return await hashAside(this.cache.host, file, { signal: this.signal });
    } catch (error) {
      if (!this.#isOver) throw error;
      return undefined;
    }
  }

  get #isOver(): boolean {
    return this.signal?.aborted ?? false;
  }

  #takeIn(arrival: Arrival, hash?: string): void {
    this.onSettled(arrival, this.take(this.#file(arrival), arrival.id, hash));
  }

  #file({ path }: Arrival): string {
    return joinPath(this.folder, path);
  }
}

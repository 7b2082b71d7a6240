import { type ObjectId, type Objects, SMALL_BYTES } from "./objects.ts";
import { joinPath } from "../repo/mod.ts";
import { hashBySystem, WORTH_A_PROGRAM } from "./system_copy.ts";

/** Small ones that wait: so many and so long at most, for what is not in the cache yet nobody has. */
const MOST_WAITING = 1024;
const LONGEST_WAIT_MS = 200;

/** A download that is whole. */
interface Arrival {
  /** Below the folder. */
  readonly path: string;
  readonly id: ObjectId;
}

/**
 * Takes downloads into the cache, each after it has been hashed. Small ones wait for others: opening a file costs the
 * runtime more than the system's program needs to hash it.
 */
export class Arrivals {
  #waiting: Arrival[] = [];
  #sinceMs = 0;

  /** @param onSettled told of each what has become of it: it is in the cache now, or not what was asked for */
  constructor(
    private readonly cache: Objects,
    private readonly folder: string,
    private readonly onSettled: (arrival: Arrival, isRight: boolean) => void,
  ) {}

  add(arrival: Arrival): void {
    const { fs, clock } = this.cache.host;
    const isSmall = (fs.glance(this.#file(arrival))?.size ?? 0) <= SMALL_BYTES;
    if (!isSmall || arrival.id.algorithm !== "md5") return this.#takeIn(arrival);
    if (this.#waiting.length === 0) this.#sinceMs = clock.now();
    this.#waiting.push(arrival);
    const isLong = clock.now() - this.#sinceMs >= LONGEST_WAIT_MS;
    if (isLong || this.#waiting.length >= MOST_WAITING) this.settle();
  }

  /** Takes in those that wait. */
  settle(): void {
    const arrivals = this.#waiting;
    this.#waiting = [];
    const hashes = arrivals.length < WORTH_A_PROGRAM
      ? undefined
      : hashBySystem(this.cache.host, this.folder, arrivals.map(({ path }) => path));
    arrivals.forEach((arrival, i) => this.#takeIn(arrival, hashes?.[i]));
  }

  #takeIn(arrival: Arrival, hash?: string): void {
    this.onSettled(arrival, this.cache.adopt(this.#file(arrival), arrival.id, hash));
  }

  #file({ path }: Arrival): string {
    return joinPath(this.folder, path);
  }
}

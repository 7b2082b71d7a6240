import type { Host } from "../host/mod.ts";

interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
  /** However soon an answer is wanted. */
  readonly leastMs?: number;
}

/** When to ask again: at once, then later and later, until something has happened. */
export class Backoff {
  #waitMs = 0;
  #since: number;

  constructor(readonly clock: Host["clock"], readonly options: BackoffOptions) {
    this.#since = clock.monotonic();
  }

  get isDue(): boolean {
    return this.clock.monotonic() - this.#since >= this.#waitMs;
  }

  /** The answer was that nothing has changed, or none: the next time twice as late. */
  failed(): void {
    const { firstMs, mostMs } = this.options;
    this.#since = this.clock.monotonic();
    this.#waitMs = Math.min(mostMs, this.#waitMs === 0 ? firstMs : this.#waitMs * 2);
  }

  /** Something has happened: there is no need to ask for the first while. */
  restart(): void {
    this.#since = this.clock.monotonic();
    this.#waitMs = this.options.firstMs;
  }

  /** The next time is not later than that. */
  within(ms: number): void {
    this.#waitMs = Math.min(this.#waitMs, Math.max(ms, this.options.leastMs ?? 0));
  }

  /** There may be something to do at once. */
  reset(): void {
    this.#waitMs = 0;
  }
}

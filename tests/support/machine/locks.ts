/** Locks of the kernel, by inode: they end with the process, and with the power. */
export class Locks {
  readonly #held = new Map<number, { readonly pid: number; readonly exclusive: boolean }[]>();

  /** @returns how to give it back; undefined when somebody else has it */
  take(ino: number, pid: number, exclusive: boolean): (() => void) | undefined {
    const others = this.#held.get(ino) ?? [];
    if (others.some((other) => exclusive || other.exclusive)) return undefined;
    const mine = { pid, exclusive };
    this.#held.set(ino, [...others, mine]);
    return () => this.#held.set(ino, (this.#held.get(ino) ?? []).filter((lock) => lock !== mine));
  }

  /** What a process held is free when it is dead. */
  release(pid: number): void {
    for (const [ino, locks] of this.#held) this.#held.set(ino, locks.filter((lock) => lock.pid !== pid));
  }

  get count(): number {
    return [...this.#held.values()].reduce((sum, locks) => sum + locks.length, 0);
  }
}

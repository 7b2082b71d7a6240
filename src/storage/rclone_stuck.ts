/** Files that a server lists and does not give: the others are not to wait for them. */
import type { Host } from "../host/mod.ts";

/**
 * What is moved next, once a round has stopped: those that were not tried before those that failed. rclone moves files in
 * the order of their names, and neighbours may fail alike: so a part is taken, from the end and from the beginning in
 * turns, and the smaller the longer nothing has moved.
 *
 * @param attempt how many rounds on end have moved nothing
 */
export function nextOf(
  left: readonly string[],
  tried: ReadonlySet<string>,
  stops: number,
  attempt: number,
): readonly string[] {
  const fresh = left.filter((path) => !tried.has(path)).sort();
  if (fresh.length === 0) return left;
  const size = Math.ceil(fresh.length / 2 ** Math.max(1, attempt));
  return stops % 2 === 1 ? fresh.slice(-size) : fresh.slice(0, size);
}

/** So long nothing moves while what is tried fails: rclone waits longer after each failure, for all that is under way. */
const STUCK_MS = 4000;

export function untilStuck(clock: Host["clock"]) {
  let [movedAt, isTroubled] = [clock.now(), false];
  const watch = {
    /** What failed last. */
    says: undefined as string | undefined,
    onMove() {
      [movedAt, isTroubled] = [clock.now(), false];
    },
    onTrouble(says: string) {
      [watch.says, isTroubled] = [says, true];
    },
    isStuck: () => isTroubled && clock.now() - movedAt > STUCK_MS,
  };
  return watch;
}

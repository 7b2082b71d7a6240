/** Waiting for what must come, instead of sleeping and hoping that it has: the only pauses that tests know. */

const LOOK_MS = 20;

/** Long enough for a machine under load; who waits in vain for it has found a fault. */
const LIMIT_MS = 180_000;

/**
 * Waits until something is the case.
 *
 * @param orEnded ends the wait, too: then it may not be the case
 * @throws when it is not within three minutes (or another limit)
 */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  orEnded?: Promise<unknown>,
  limitMs = LIMIT_MS,
): Promise<void> {
  let hasEnded = false;
  orEnded?.finally(() => hasEnded = true).catch(() => {});
  const deadline = performance.now() + limitMs;
  while (!await isTrue() && !hasEnded) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs / 1000} s: ${what}`);
    await pause(LOOK_MS);
  }
}

/** For time itself: a limit that is to pass, a moment that is any moment. Never for what another process is to do. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import type { Host } from "../host/mod.ts";

/** Whoever writes a file or holds one of Git's locks does so for moments: one that is older is of somebody who was killed. */
export const OLD_MS = 60_000;

/** What mends it. */
export const FIX = "exp doctor --fix";

/** Since a file was changed; undefined when it is not there. */
export function ageMs({ fs, clock }: Host, path: string): number | undefined {
  const stat = fs.lstat(path);
  return stat === undefined ? undefined : clock.now() - Number(stat.mtimeNs / 1_000_000n);
}

/** How far a Git's version can be trusted with repositories of strangers. */
type GitTrust = "good" | "unpatched" | "too-old" | "unknown";

/** The first version that the plumbing calls need (`fetch --no-write-fetch-head` is of 2.29). */
const NEEDED = [2, 29, 0] as const;

/** What to tell who has none, or an older one. */
export const INSTALL_GIT = `install git ${NEEDED[0]}.${NEEDED[1]} or later`;

/**
 * First patch of each series with the fixes of CVE-2024-32002, -32004, -32021 and -32465 (`git` 2.45.1, 14 May 2024) and
 * of CVE-2025-48384 (2.50.1, 8 July 2025). Series that got no fix for the later one count as unpatched.
 */
const PATCHED: Readonly<Record<string, number>> = {
  "2.43": 7,
  "2.44": 4,
  "2.45": 4,
  "2.46": 4,
  "2.47": 3,
  "2.48": 2,
  "2.49": 1,
  "2.50": 1,
};
const ALL_PATCHED_SINCE = [2, 51, 0] as const;

/** `git version 2.39.5 (Apple Git-154)` → `2.39.5`; undefined when there is no number. */
export function parseGitVersion(line: string): string | undefined {
  return /\d+\.\d+(?:\.\d+)?/.exec(line)?.[0];
}

export function judgeGitVersion(version: string | undefined): GitTrust {
  const numbers = version?.split(".").map(Number);
  const [major, minor, patch = 0] = numbers ?? [];
  if (major === undefined || minor === undefined) return "unknown";
  const own = [major, minor, patch] as const;
  if (isBefore(own, NEEDED)) return "too-old";
  if (!isBefore(own, ALL_PATCHED_SINCE)) return "good";
  const fixed = PATCHED[`${major}.${minor}`];
  return fixed !== undefined && patch >= fixed ? "good" : "unpatched";
}

type Version = readonly [number, number, number];

function isBefore(a: Version, b: Version): boolean {
  const place = a.findIndex((number, i) => number !== b[i]);
  return place >= 0 && (a[place] ?? 0) < (b[place] ?? 0);
}

/** What `doctor` says of what killed processes leave: processes of their own, claims, downloads, locks of Git. */
import { examineIncoming } from "../data/mod.ts";
import { type Host, sweepScratch } from "../host/mod.ts";
import { deadClaims, endStrays, findStrays, joinPath, ownFolder, relativeInside, type Repo } from "../repo/mod.ts";
import type { Finding } from "./finding.ts";

/** Git holds its lock for moments; one that is older is of a git that was killed, or waits for an editor. */
const OLD_LOCK_MS = 60_000;

export async function examineRemains(repo: Repo, fix: boolean): Promise<Finding[]> {
  return [
    examineStrays(repo, fix),
    await examineClaims(repo, fix),
    examineScratch(repo, fix),
    ...examineIndexLock(repo),
  ];
}

function examineStrays(repo: Repo, fix: boolean): Finding {
  const name = "processes", strays = findStrays(repo);
  if (strays.length === 0) return { name, state: "ok", text: "processes of runs that died: none" };
  const pids = strays.map(({ pid }) => pid).join(", ");
  if (!fix) return { name, state: "warn", text: `runs died, and their processes live: ${pids}`, hint: FIX };
  const left = endStrays(repo, strays);
  if (left.length === 0) return { name, state: "fixed", text: `ended what runs that died had left running: ${pids}` };
  return { name, state: "bad", text: `cannot be ended: ${left.join(", ")}`, hint: `kill -9 ${left.join(" ")}` };
}

async function examineClaims(repo: Repo, fix: boolean): Promise<Finding> {
  const name = "claims", dead = await deadClaims(repo, fix);
  if (dead.length === 0) return { name, state: "ok", text: "claims on paths by dead processes: none" };
  const shown = dead.map(({ path, pid }) => `${relativeInside(repo.root, path) ?? path} (pid ${pid})`).join(", ");
  if (fix) return { name, state: "fixed", text: `removed claims on paths by dead processes: ${shown}` };
  return { name, state: "warn", text: `claims on paths by dead processes: ${shown}`, hint: FIX };
}

function examineScratch(repo: Repo, fix: boolean): Finding {
  const name = "scratch", remove = fix;
  const found = [
    ...sweepScratch(repo.host, ownFolder(repo), "importing-", { remove }),
    ...sweepScratch(repo.host, repo.cacheDir, ".incoming-runs-", { remove }),
    ...examineIncoming(repo, { takeOver: fix }),
  ].map((path) => relativeInside(repo.root, path) ?? path);
  if (found.length === 0) return { name, state: "ok", text: "downloads that were cut short: none" };
  const text = `downloads that were cut short: ${found.join(", ")}`;
  return fix ? { name, state: "fixed", text: `cleared ${text}` } : { name, state: "warn", text, hint: FIX };
}

/** It may be that of an editor that waits for a commit's message, so it is told of and left. */
function examineIndexLock({ host, git }: Repo): Finding[] {
  const path = git === undefined ? undefined : joinPath(git.gitDir, "index.lock");
  const age = path === undefined ? undefined : ageMs(host, path);
  if (path === undefined || age === undefined || age < OLD_LOCK_MS) return [];
  const text = `Git's ${path} is ${Math.round(age / 60_000)} min old: as long as it is there, Git changes no index`;
  return [{ name: "git-lock", state: "bad", text, hint: `if no git is at work: rm '${path}'` }];
}

function ageMs({ fs, clock }: Host, path: string): number | undefined {
  const stat = fs.lstat(path);
  return stat === undefined ? undefined : clock.now() - Number(stat.mtimeNs / 1_000_000n);
}

const FIX = "exp doctor --fix";

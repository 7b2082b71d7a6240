/** What `doctor` says of what killed processes leave: processes of their own, claims, downloads, locks of Git. */
import { examineIncoming } from "../data/mod.ts";
import { findLocks } from "../git/mod.ts";
import { sweepScratch } from "../host/mod.ts";
import { deadClaims, endStrays, findStrays, mendClaims, ownFolder, relativeInside, type Repo } from "../repo/mod.ts";
import { ageMs, FIX, OLD_MS } from "./age.ts";
import type { Finding } from "./finding.ts";

export async function examineRemains(repo: Repo, fix: boolean): Promise<Finding[]> {
  return [
    examineStrays(repo, fix),
    await examineClaims(repo, fix),
    examineScratch(repo, fix),
    ...examineGitLocks(repo),
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
  const name = "claims", torn = await mendClaims(repo, fix);
  if (torn !== undefined) {
    const text = `${relativeInside(repo.root, torn) ?? torn} cannot be read`;
    if (fix) return { name, state: "fixed", text: `${text}: emptied, for it tells of processes at work alone` };
    return { name, state: "bad", text: `${text}, and a dvc refuses to work`, hint: FIX };
  }
  const dead = await deadClaims(repo, fix);
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

/** The index's may be of an editor that waits for a commit's message, so they are told of and left. */
function examineGitLocks({ host, git }: Repo): Finding[] {
  if (git === undefined) return [];
  return findLocks(host, git).flatMap(({ path, locks }): Finding[] => {
    const age = ageMs(host, path) ?? 0;
    if (age < OLD_MS) return [];
    const text = `Git's ${path} is ${
      Math.round(age / 60_000)
    } min old: as long as it is there, Git changes no ${locks}`;
    return [{ name: "git-lock", state: "bad", text, hint: `if no git is at work: rm '${path}'` }];
  });
}

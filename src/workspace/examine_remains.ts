/** What `doctor` says of what killed processes leave: processes of their own, claims, downloads, locks of Git. */
import { examineIncoming } from "../data/mod.ts";
import { findLocks, findWrongRefs, isAbandoned, lacksAlternates, removeWrongRefs } from "../git/mod.ts";
import { sweepScratch } from "../host/mod.ts";
import { FAILED_STASH, QUEUE_STASH } from "../records/mod.ts";
import {
  deadClaims,
  endStrays,
  findStrays,
  joinPath,
  mendClaims,
  ownFolder,
  relativeInside,
  type Repo,
} from "../repo/mod.ts";
import { ageMs, FIX, OLD_MS } from "./age.ts";
import { fileSystemOf } from "./link_probe.ts";
import type { Finding } from "./finding.ts";

export async function examineRemains(repo: Repo, fix: boolean): Promise<Finding[]> {
  return [
    examineStrays(repo, fix),
    await examineClaims(repo, fix),
    examineScratch(repo, fix),
    ...examineGitLocks(repo, fix),
    ...examineRefs(repo, fix),
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

/** The index's may be of an editor that waits for a commit's message, so only those of the dead go. */
function examineGitLocks({ host, git }: Repo, fix: boolean): Finding[] {
  if (git === undefined) return [];
  const name = "git-lock";
  return findLocks(host, git).flatMap(({ path, locks }): Finding[] => {
    const age = ageMs(host, path) ?? 0;
    if (age < OLD_MS) return [];
    const old = `Git's ${path} is ${Math.round(age / 60_000)} min old`;
    const text = `${old}: as long as it is there, Git changes no ${locks}`;
    if (!isAbandoned(host, path, fileSystemOf(host, path))) {
      return [{ name, state: "bad", text, hint: `if no git is at work: rm '${path}'` }];
    }
    if (!fix) return [{ name, state: "bad", text, hint: FIX }];
    host.fs.remove(path);
    return [{ name, state: "fixed", text: `${old}, and no process holds it: removed` }];
  });
}

/** Where experiments are, the queue's tasks too, and what is removed or searched. */
const REF_FOLDERS = ["refs/exps", "refs/exp-removed", "refs/exp-search"];
/** The queue writes them anew after its tasks, also after one that is lost. */
const WRITTEN_ANEW: readonly string[] = [QUEUE_STASH, FAILED_STASH];

function examineRefs(repo: Repo, fix: boolean): Finding[] {
  const { host, git } = repo;
  if (git === undefined) return [];
  const name = "refs";
  const wrong = findWrongRefs(host, git, REF_FOLDERS).filter(({ name }) => !WRITTEN_ANEW.includes(name));
  if (wrong.length === 0) return [{ name, state: "ok", text: "refs of experiments: all lead to what is there" }];
  const shown = (refs: typeof wrong) =>
    refs.map((ref) => `${ref.name} (${ref.rev === undefined ? "no id is in it" : `${ref.rev} is not there`})`).join(
      ", ",
    );
  const text = `refs that lead nowhere: ${shown(wrong)}`;
  if (lacksAlternates(host, git)) {
    return [{ name, state: "bad", text, hint: "bring back what .git/objects/info/alternates names" }];
  }
  if (!fix) return [{ name, state: "bad", text, hint: FIX }];
  const gone = removeWrongRefs(host, git, wrong);
  const file = joinPath(ownFolder(repo), "removed-refs");
  const lines = gone.flatMap((ref) => ref.rev === undefined ? [] : [`${ref.rev} ${ref.name}\n`]);
  if (lines.length > 0) host.fs.writeAtomic(file, (host.fs.readTextIfThere(file) ?? "") + lines.join(""));
  const noted = lines.length === 0
    ? ""
    : `; ${relativeInside(repo.root, file) ?? file} has them, should a backup have their commits`;
  return [{ name, state: "fixed", text: `removed refs that led nowhere: ${shown(gone)}${noted}` }];
}

import { ExpError, INSTALL_GIT, judgeGitVersion, parseGitVersion } from "../common/mod.ts";
import { examineCache, linkTypesOf } from "../data/mod.ts";
import { hasIdentity, ignoredAmong, openGit, openGitAt, readGitVersion } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";
import { cleanUp, findLeftovers } from "../records/mod.ts";
import { joinPath, relativeInside, type Repo } from "../repo/mod.ts";
import { RunCache } from "../stage/mod.ts";
import { examineClock } from "./examine_clock.ts";
import { examinePlaces } from "./examine_places.ts";
import { examineRemains } from "./examine_remains.ts";
import { FIX } from "./age.ts";
import type { Finding } from "./finding.ts";
import { fileSystemOf, probeLinks } from "./link_probe.ts";

/** Looks at the machine: the only thing that can be asked outside of a repository. */
export function examineMachine(host: Host): Finding[] {
  if (!host.processes.hasGit()) return [{ name: "git", state: "bad", text: "git is not on PATH", hint: INSTALL_GIT }];
  const line = readGitVersion(host);
  const version = parseGitVersion(line);
  const text = `git ${version ?? line.trim()}`;
  switch (judgeGitVersion(version)) {
    case "good":
      return [{ name: "git", state: "ok", text }];
    case "unpatched":
      return [{
        name: "git",
        state: "warn",
        text: `${text} is without the fixes of CVE-2024-32002 and CVE-2025-48384`,
        hint: "clone repositories of strangers with a newer git (2.51, or the last patch of its series)",
      }];
    case "too-old":
      return [{ name: "git", state: "bad", text: `${text} is too old`, hint: INSTALL_GIT }];
    case "unknown":
      return [{ name: "git", state: "warn", text: `${text}: its version is not known` }];
  }
}

interface ExamineOptions {
  /** Mends what can be mended without a question. */
  readonly fix: boolean;
  /** Reads every cache object, not only those that somebody may have written to. */
  readonly full: boolean;
  /** What to say of a look that was refused; the others go on. */
  readonly refused: (name: string, error: ExpError) => Finding;
}

/**
 * Looks at a repository: its commit, cache, links, clock, lock and what dead runs left.
 */
export async function examineRepo(repo: Repo, options: ExamineOptions): Promise<Finding[]> {
  const looks: readonly Look[] = [
    ["commit", () => examineGit(repo)],
    ["tmp", () => [examineFolder(repo.host, "tmp", "working folder", repo.tmpDir)]],
    ["cache", () => [examineFolder(repo.host, "cache", "cache", repo.cacheDir)]],
    ["links", () => examineLinks(repo)],
    ...tmpIsNoFolder(repo) ? [] : looksBelow(repo, options.fix),
    ["objects", () => examineObjects(repo, options)],
    ["runs", () => examineRuns(repo, options.fix)],
  ];
  const found: Finding[] = [];
  for (const [name, look] of looks) {
    try {
      found.push(...await look());
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      found.push(options.refused(name, error));
    }
  }
  return found;
}

type Look = readonly [name: string, look: () => Finding[] | Promise<Finding[]>];

/** What lies below `.dvc/tmp`, and what is made known there. Places first: what is in the way there, stops the others. */
function looksBelow(repo: Repo, fix: boolean): Look[] {
  return [
    ["places", () => examinePlaces(repo, fix)],
    ["clock", () => examineClock(repo)],
    ["lock", async () => [await examineLock(repo)]],
    ["gitignore", () => examineIgnored(repo, fix)],
    ["leftovers", () => examineLeftovers(repo, fix)],
    ["remains", () => examineRemains(repo, fix)],
  ];
}

function tmpIsNoFolder({ host, tmpDir }: Repo): boolean {
  return (host.fs.stat(tmpDir)?.kind ?? "dir") !== "dir";
}

function examineGit(repo: Repo): Finding[] {
  if (repo.git === undefined) {
    return [{
      name: "commit",
      state: "warn",
      text: "no Git repository: pipelines run, experiments cannot be kept",
      hint: "git init, and one commit",
    }];
  }
  using git = openGit(repo);
  const head = git.head();
  if (head.rev === undefined) {
    return [{ name: "commit", state: "bad", text: "the Git repository has no commit yet", hint: "git commit once" }];
  }
  const at = `${head.branch ?? "detached HEAD"} at ${head.rev.slice(0, 7)}`;
  if (hasIdentity(git)) return [{ name: "commit", state: "ok", text: at }];
  return [
    { name: "commit", state: "ok", text: at },
    {
      name: "identity",
      state: "bad",
      text: "Git does not know who you are, so no experiment can be kept",
      hint: "git config --global user.name NAME; git config --global user.email ADDRESS",
    },
  ];
}

function examineFolder(host: Host, name: string, about: string, path: string): Finding {
  const { fs } = host;
  const stat = fs.stat(path);
  if (stat === undefined) return { name, state: "ok", text: `${about}: ${path}, not made yet` };
  if (stat.kind !== "dir") return { name, state: "bad", text: `${about}: ${path} is no folder`, hint: "move it away" };
  if (!fs.isWritable(path)) {
    return { name, state: "bad", text: `${about}: ${path} may not be written to`, hint: `chmod u+w '${path}'` };
  }
  const kind = fileSystemOf(host, path);
  return { name, state: "ok", text: `${about}: ${path}${kind === undefined ? "" : ` (${kind})`}` };
}

function examineLinks(repo: Repo): Finding[] {
  const { fs } = repo.host;
  if (fs.stat(repo.cacheDir)?.kind !== "dir" || !fs.isWritable(repo.cacheDir) || !fs.isWritable(repo.dvcDir)) return [];
  const works = probeLinks(repo.host, repo.cacheDir, repo.dvcDir);
  const wanted = linkTypesOf(repo.config);
  const used = wanted.find((type) => works.includes(type));
  const text = `links from the cache that work here: ${works.join(", ") || "none"}; used: ${used ?? "none"}`;
  if (used !== undefined) return [{ name: "links", state: "ok", text }];
  return [{ name: "links", state: "bad", text, hint: `exp config cache.type ${[...wanted, "copy"].join(",")}` }];
}

/** Objects that are wrong are to everybody as if they were not there: the next run or pull makes them anew. */
function examineObjects(repo: Repo, { fix, full }: ExamineOptions): Finding[] {
  if (repo.host.fs.stat(repo.cacheDir)?.kind !== "dir") return [];
  const name = "objects", { objects, read, wrong } = examineCache(repo, { all: full, remove: fix });
  const looked = `${objects} cache objects, ${read} read`;
  if (wrong.length === 0) return [{ name, state: "ok", text: `${looked}: none is damaged` }];
  const text = `${looked}; damaged: ${wrong.join(", ")}`;
  if (fix) return [{ name, state: "fixed", text: `removed damaged cache objects: ${wrong.join(", ")}`, hint: ANEW }];
  return [{ name, state: "bad", text, hint: FIX }];
}

function examineRuns(repo: Repo, fix: boolean): Finding[] {
  if (repo.host.fs.stat(repo.cacheDir)?.kind !== "dir") return [];
  const name = "runs", { entries, wrong } = new RunCache(repo).examine(fix);
  if (wrong.length === 0) return [{ name, state: "ok", text: `${entries} entries of the run-cache: none is damaged` }];
  const shown = wrong.map((path) => relativeInside(repo.cacheDir, path) ?? path).join(", ");
  if (fix) return [{ name, state: "fixed", text: `removed damaged entries of the run-cache: ${shown}` }];
  return [{ name, state: "bad", text: `${entries} entries of the run-cache; damaged: ${shown}`, hint: FIX }];
}

const ANEW = "exp pull, or exp repro, brings them back";

/** Git must not see what is in `.dvc/tmp`. */
function examineIgnored(repo: Repo, fix: boolean): Finding[] {
  if (repo.git === undefined) return [];
  const name = "gitignore", probe = joinPath(repo.tmpDir, ".exp-probe");
  if (ignoredAmong(openGitAt(repo.host, repo.git), [probe]).size > 0) return [];
  const file = joinPath(repo.dvcDir, ".gitignore");
  const text = `${relativeInside(repo.root, repo.tmpDir) ?? repo.tmpDir} is not ignored by Git`;
  if (!fix) return [{ name, state: "warn", text, hint: FIX }];
  const before = repo.host.fs.readTextIfThere(file) ?? "";
  repo.host.fs.writeAtomic(file, `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}/tmp\n`);
  return [{ name, state: "fixed", text: `${text}: /tmp is in ${relativeInside(repo.root, file) ?? file} now` }];
}

async function examineLock(repo: Repo): Promise<Finding> {
  const { fs } = repo.host;
  const path = joinPath(repo.tmpDir, "lock");
  if (!fs.exists(path) || !fs.isWritable(path)) return { name: "lock", state: "ok", text: "lock: free" };
  const lock = await fs.lock(path, { exclusive: true, timeoutMs: 100 });
  if (lock !== undefined) {
    lock.release();
    return { name: "lock", state: "ok", text: "lock: free" };
  }
  const holder = fs.readTextIfThere(path)?.trim() || "unknown";
  return { name: "lock", state: "warn", text: `lock: held by pid ${holder}`, hint: "wait for that process to end" };
}

function examineLeftovers(repo: Repo, fix: boolean): Finding[] {
  if (repo.git === undefined) return [];
  using git = openGit(repo);
  const { folders, infoFiles, refs } = fix ? cleanUp(repo, git) : findLeftovers(repo, git);
  const paths = [...folders, ...infoFiles].map((path) => relativeInside(repo.root, path) ?? path);
  if (paths.length + refs.length === 0) return [{ name: "leftovers", state: "ok", text: "leftovers: none" }];
  const text = `leftovers of runs that died: ${[...paths, ...refs].join(", ")}`;
  if (fix) return [{ name: "leftovers", state: "fixed", text: `removed ${text}` }];
  return [{ name: "leftovers", state: "warn", text, hint: FIX }];
}

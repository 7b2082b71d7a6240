import type { Host } from "../host/mod.ts";
import { breakDeadLocks, type Git, guardRefs, inRefFolder, type Rev } from "../git/mod.ts";
import { fault } from "./faults.ts";

/** One line of a stash's reflog. */
interface StashLine {
  readonly rev: Rev;
  /** The reflog's text, `commit: dvc-exp:…` */
  readonly text: string;
  readonly timeMs: number;
  /** `Name <address> seconds zone` */
  readonly who: string;
}

/** What a queue entry's reflog line says. */
export interface StashFacts {
  readonly rev: Rev;
  readonly head: Rev;
  readonly baseline: Rev;
  readonly name: string | undefined;
  /** The experiment branch that the entry continues (checkpoints). */
  readonly branch: string | undefined;
  readonly queuedAtMs: number;
}

/** `dvc-exp:<head>:<baseline>:<name>`, the commit's message; the reflog has `commit: ` before it. */
export function stashMessage(head: Rev, baseline: Rev, name: string, branch?: string): string {
  return `dvc-exp:${head}:${baseline}:${name}${branch === undefined ? "" : `:${branch}`}`;
}

/** Entries of a queue's stash, newest first; lines that are no entries are left out. */
export function readStashEntries(host: Host, git: Git, ref: string): StashFacts[] {
  return readStashLines(host, git, ref).flatMap((line) => {
    const match = /^(?:commit: )?dvc-exp:([0-9a-f]+):([0-9a-f]+):([^~^:\\?[\]*]*)(?::(.+))?$/.exec(line.text);
    if (match === null) return [];
    return [{
      rev: line.rev,
      head: match[1] as Rev,
      baseline: match[2] as Rev,
      name: match[3] === "" ? undefined : match[3],
      branch: match[4],
      queuedAtMs: line.timeMs,
    }];
  });
}

/** Newest first. */
export function readStashLines(host: Host, git: Git, ref: string): StashLine[] {
  return parseLog(readLog(host, git, ref));
}

function readLog(host: Host, git: Git, ref: string): string {
  const path = `${git.commonDir}/logs/${ref}`;
  return host.fs.stat(path)?.kind === "file" ? host.fs.readTextIfThere(path) ?? "" : "";
}

const LINE = /^[0-9a-f]+ ([0-9a-f]{40,64}) (.*?(\d+) [+-]\d+)\t(.*)$/;
const FIRST_LINE = new RegExp(LINE.source, "m");

function parseLog(text: string): StashLine[] {
  return text.split("\n").flatMap((line) => {
    const match = LINE.exec(line);
    if (match === null) return [];
    return [{
      rev: match[1] as Rev,
      who: match[2] as string,
      timeMs: Number(match[3]) * 1000,
      text: match[4] as string,
    }];
  }).reverse();
}

/** Puts entries on top of a stash, the last one uppermost. */
export function pushStash(host: Host, git: Git, ref: string, entries: readonly { rev: Rev; text: string }[]): void {
  if (entries.length === 0) return;
  const who = git.identity().committer;
  const seconds = Math.floor(host.clock.now() / 1000);
  const added = entries.map(({ rev, text }) => ({
    rev,
    text,
    timeMs: seconds * 1000,
    who: who.replace(/\d+ ([+-]\d+)$/, `${seconds} $1`),
  }));
  changeStash(host, git, ref, (lines) => [...added.reverse(), ...lines]);
}

/** Takes entries out of a stash; the ref and its log vanish with the last one. Unknown ones are no error. */
export function dropFromStash(host: Host, git: Git, ref: string, revs: readonly Rev[]): void {
  const gone = new Set(revs);
  const text = readLog(host, git, ref);
  if (!FIRST_LINE.test(text)) {
    // `git reflog expire` took the lines and left the ref
    const tip = git.readRef(ref);
    if (tip !== undefined && gone.has(tip)) git.updateRefs([{ ref, to: null }]);
    return;
  }
  if (!revs.some((rev) => text.includes(` ${rev} `))) return; // thousands of lines are searched sooner than read
  changeStash(host, git, ref, (lines) => lines.filter((line) => !gone.has(line.rev)));
}

/** Is the ref what its reflog says? Somebody may have died between writing the one and the other. */
export function isTorn(host: Host, git: Git, ref: string): boolean {
  const [newest] = readStashLines(host, git, ref);
  return newest !== undefined && git.readRef(ref) !== newest.rev;
}

/** Makes a stash's ref what its reflog says. */
export function mendStash(host: Host, git: Git, ref: string): void {
  if (isTorn(host, git, ref)) changeStash(host, git, ref, (lines) => lines);
}

/** Makes a stash hold exactly one entry. */
export function replaceStash(host: Host, git: Git, ref: string, rev: Rev, text: string): void {
  const who = git.identity().committer;
  changeStash(host, git, ref, () => [{ rev, text, timeMs: 0, who }]);
}

/**
 * Rewrites a stash: its reflog and its ref, while git's own lock on the ref is held, so that no other git or DVC
 * writes in between. Git has no command that changes several lines of a reflog at once.
 */
function changeStash(
  host: Host,
  git: Git,
  ref: string,
  change: (newestFirst: readonly StashLine[]) => readonly StashLine[],
): void {
  const isLeft = guardRefs(host, git.commonDir, () => rewriteStash(host, git, ref, change));
  // deletes the log too, and the ref where it is packed
  if (isLeft && git.readRef(ref) !== undefined) git.updateRefs([{ ref, to: null }]);
}

/** @returns whether nothing is left in it, and git has to remove it */
function rewriteStash(
  host: Host,
  git: Git,
  ref: string,
  change: (newestFirst: readonly StashLine[]) => readonly StashLine[],
): boolean {
  const path = `${git.commonDir}/${ref}`;
  const lock = takeRefLock(host, git, path);
  let renamed = false;
  try {
    const lines = change(readStashLines(host, git, ref));
    const tip = lines[0];
    if (tip === undefined) return !removeLoose(host, git, ref);
    const logPath = `${git.commonDir}/logs/${ref}`;
    clearPlace(host, git, logPath);
    clearPlace(host, git, path);
    inRefFolder(host.fs, logPath, () => host.fs.writeAtomic(logPath, formatLog(lines), { sync: true }));
    host.fs.append(lock, `${tip.rev}\n`, { sync: true });
    host.fs.rename(lock, path);
    renamed = true;
    return false;
  } finally {
    if (!renamed) host.fs.remove(lock);
  }
}

/**
 * Removes a ref that is a file alone, whose lock is held, and its log first, as whoever dies between finds a ref without a
 * log. Git's lock on the packed ones, too: who packs refs does not put it there meanwhile.
 */
function removeLoose({ fs }: Host, { commonDir }: Git, ref: string): boolean {
  const path = `${commonDir}/${ref}`, packed = `${commonDir}/packed-refs`;
  if (fs.lstat(path)?.kind !== "file" || !fs.createNew(`${packed}.lock`, "")) return false;
  try {
    if (fs.readTextIfThere(packed)?.includes(` ${ref}\n`)) return false;
    fs.remove(`${commonDir}/logs/${ref}`);
    fs.remove(path);
    return true;
  } finally {
    fs.remove(`${packed}.lock`);
  }
}

/** A folder where a file belongs: git itself removes empty ones; another is put aside, for people to look at. */
function clearPlace(host: Host, git: Git, path: string): void {
  const { fs, random } = host;
  if (fs.lstat(path)?.kind !== "dir") return;
  if (fs.list(path).length === 0) fs.remove(path);
  else fs.rename(path, `${git.commonDir}/exp-damaged-${random.hex(6)}`);
}

function formatLog(newestFirst: readonly StashLine[]): string {
  let previous = "0".repeat(newestFirst[0]?.rev.length ?? 40);
  let text = "";
  for (const line of [...newestFirst].reverse()) {
    text += `${previous} ${line.rev} ${line.who}\t${line.text}\n`;
    previous = line.rev;
  }
  return text;
}

const PATIENCE_MS = 20_000;

/** About a second. */
const ROUNDS_BETWEEN_LOOKS = 30;

function takeRefLock(host: Host, git: Git, path: string): string {
  const lock = `${path}.lock`;
  const deadline = host.clock.monotonic() + PATIENCE_MS;
  for (let round = 1;; round++) {
    if (inRefFolder(host.fs, path, () => host.fs.createNew(lock, ""))) return lock;
    if (host.clock.monotonic() > deadline) throw fault("busy/stash", { lock });
    host.clock.sleepSync(10 + Math.floor(host.random.next() * 40));
    if (round % ROUNDS_BETWEEN_LOOKS === 0) breakDeadLocks(host, git.commonDir);
  }
}

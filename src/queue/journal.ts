/**
 * Changes of several tasks' files that have been begun, one file a call, forced to the disk before anything else is done.
 *
 * `queueing-HEX.jsonl` holds the tasks of a call until DVC's half tells of all of them, too. Then it is renamed to
 * `queued-HEX.jsonl` and kept for an hour: the tasks' own folders are left to the kernel, and after a power cut a task
 * whose folder is gone or torn is made again from here, with the limits and variables that its commit does not tell. One
 * sync, however many tasks there are, and however much else of the machine waits to be written.
 *
 * `removing-HEX.jsonl` holds the ids of tasks whose pins go first, then the rest. Whoever finds it finishes that.
 *
 * All are written and cleared under the queue's lock.
 */
import type { Host } from "../host/mod.ts";
import { ownFolder, type Repo } from "../repo/mod.ts";
import { isOfAnotherUser, ONE_USER, readOwn, removeOwn } from "./own_files.ts";
import { hasSecrets, type Task } from "./task.ts";
import { formatTask, parseTask } from "./task_file.ts";

/** Kernels write what is dirty within a minute; laptops in power-saving mode within ten. */
const KEPT_MS = 3_600_000;

/** A drain that asks for trials queues thousands of times. */
const SWEPT_EVERY_MS = 60_000;

type Change = "queueing" | "removing";

/** A change that is under way. */
interface Begun {
  /** All is written: nobody needs to look after these tasks any more. */
  finish(): void;
}

export function beginQueueing(repo: Repo, tasks: readonly Task[]): Begun {
  sweepQueued(repo);
  return begin(repo, "queueing", tasks.map(formatTask), tasks.some(hasSecrets));
}

export function beginRemoving(repo: Repo, ids: readonly string[]): Begun {
  return begin(repo, "removing", ids.map((id) => JSON.stringify({ id })), false);
}

function begin(repo: Repo, change: Change, lines: readonly string[], isSecret: boolean): Begun {
  const { fs, random } = repo.host;
  const name = `${change}-${random.hex(6)}.jsonl`;
  const text = lines.map((line) => `${line}\n`).join("");
  fs.writeAtomic(`${ownFolder(repo)}/${name}`, text, { sync: true, ...isSecret ? { mode: ONE_USER } : {} });
  return { finish: () => finish(repo, name) };
}

function finish(repo: Repo, name: string): void {
  const path = `${ownFolder(repo)}/${name}`;
  if (name.startsWith("removing-")) return removeOwn(repo, path);
  const kept = `${ownFolder(repo)}/${name.replace("queueing-", "queued-")}`;
  if (repo.host.fs.exists(path)) repo.host.fs.rename(path, kept);
}

/** Has a change been begun, and not been ended? */
export function hasBegun(repo: Repo): boolean {
  return journals(repo, "queueing").length > 0 || journals(repo, "removing").length > 0;
}

/** Tasks whose queueing may not have ended, those together that were begun together. */
export function queueing(repo: Repo): Task[][] {
  return journals(repo, "queueing").map((name) =>
    linesOf(repo, name).map(parseTask).filter((task) => typeof task === "object")
  );
}

/** Ids of tasks whose removal may not have ended. */
export function removing(repo: Repo): ReadonlySet<string> {
  return new Set(journals(repo, "removing").flatMap((name) => linesOf(repo, name)).flatMap(idOf));
}

/** What the dead had begun has been brought to its end. */
export function finishAll(repo: Repo): void {
  for (const change of ["queueing", "removing"] as const) {
    for (const name of journals(repo, change)) finish(repo, name);
  }
}

/** A task as it was queued; its options may have been changed since. */
export function findQueued(repo: Repo, id: string): Task | undefined {
  for (const name of [...journals(repo, "queueing"), ...journals(repo, "queued")]) {
    for (const line of linesOf(repo, name)) {
      if (!line.includes(id)) continue;
      const task = parseTask(line);
      if (typeof task === "object" && task.id === id) return task;
    }
  }
  return undefined;
}

/** When each host has looked for old ones, by its own clock. */
const sweptAt = new WeakMap<Host, number>();

function sweepQueued(repo: Repo): void {
  const { fs, clock } = repo.host;
  const nowMs = clock.monotonic();
  if (nowMs - (sweptAt.get(repo.host) ?? -Infinity) < SWEPT_EVERY_MS) return;
  sweptAt.set(repo.host, nowMs);
  for (const name of journals(repo, "queued")) {
    const path = `${ownFolder(repo)}/${name}`;
    const stat = fs.stat(path);
    if (stat !== undefined && Math.abs(clock.now() - Number(stat.mtimeNs / 1_000_000n)) > KEPT_MS) fs.remove(path);
  }
}

function journals(repo: Repo, kind: Change | "queued"): string[] {
  const { fs } = repo.host;
  return fs.listIfThere(ownFolder(repo)).flatMap(({ name, kind: what }) => {
    const isOne = what === "file" && name.startsWith(`${kind}-`) && name.endsWith(".jsonl");
    return isOne && !isOfAnotherUser(repo, `${ownFolder(repo)}/${name}`) ? [name] : [];
  });
}

function linesOf(repo: Repo, name: string): string[] {
  return (readOwn(repo, `${ownFolder(repo)}/${name}`) ?? "").split("\n").filter(Boolean);
}

function idOf(line: string): string[] {
  try {
    return [String(JSON.parse(line).id)];
  } catch {
    return []; // torn: nothing that follows it was begun
  }
}

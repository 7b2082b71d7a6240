/**
 * What was queued lately, in one file a call, forced to the disk before the call is acknowledged. The tasks' own folders
 * are left to the kernel: after a power cut a task whose folder is gone or torn is made again from here, with the limits
 * and variables that its commit does not tell. One sync, however many tasks there are, and however much else of the
 * machine waits to be written.
 */
import type { Repo } from "../repo/mod.ts";
import { ownFolder } from "./layout.ts";
import { readOwn } from "./own_files.ts";
import type { Task } from "./task.ts";
import { formatTask, parseTask } from "./task_file.ts";

const NAME = /^queued-[0-9a-f]+\.jsonl$/;

/** Kernels write what is dirty within a minute; laptops in power-saving mode within ten. */
const KEPT_MS = 3_600_000;

export function writeLedger(repo: Repo, tasks: readonly Task[]): void {
  const { fs, random } = repo.host;
  sweepLedgers(repo);
  const text = tasks.map((task) => `${formatTask(task)}\n`).join("");
  fs.writeAtomic(`${ownFolder(repo)}/queued-${random.hex(6)}.jsonl`, text, { sync: true, mode: 0o600 });
}

/** A task as it was queued; its options may have been changed since. */
export function findInLedger(repo: Repo, id: string): Task | undefined {
  for (const name of ledgers(repo)) {
    const text = readOwn(repo, `${ownFolder(repo)}/${name}`) ?? "";
    for (const line of text.split("\n")) {
      if (!line.includes(id)) continue;
      const task = parseTask(line);
      if (typeof task === "object" && task.id === id) return task;
    }
  }
  return undefined;
}

function sweepLedgers(repo: Repo): void {
  const { fs, clock } = repo.host;
  for (const name of ledgers(repo)) {
    const path = `${ownFolder(repo)}/${name}`;
    const stat = fs.stat(path);
    if (stat !== undefined && Math.abs(clock.now() - Number(stat.mtimeNs / 1_000_000n)) > KEPT_MS) fs.remove(path);
  }
}

function ledgers(repo: Repo): string[] {
  return repo.host.fs.list(ownFolder(repo)).flatMap(({ name, kind }) =>
    kind === "file" && NAME.test(name) ? [name] : []
  );
}

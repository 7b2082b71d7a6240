/** Ends a task that DVC's worker runs. That one lives on; DVC's own command signals the group that both are in. */
import type { Repo } from "../repo/mod.ts";
import { endLeftovers, familyOf, type ProcessStart } from "./machine.ts";
import type { Task } from "./task.ts";

/**
 * Interrupts the task's process and all that it has started, as Ctrl-C would.
 *
 * @param pid of DVC's process for this task, as DVC's file names it; a stranger of the same number is left alone
 * @returns who was interrupted, for {@link endDvcTask}
 */
export function interruptDvcTask(repo: Repo, task: Task, pid: number): readonly ProcessStart[] {
  const family = familyOfTask(repo, task, pid);
  for (const member of family) repo.host.processes.signal(member.pid, "INT");
  return family;
}

/** TERM, and after two seconds KILL, for those that are still the same processes. */
export function endDvcTask(repo: Repo, task: Task, family: readonly ProcessStart[]): void {
  endLeftovers(repo.host, task.id, undefined, family);
}

export function familyOfTask(repo: Repo, task: Task, pid: number): readonly ProcessStart[] {
  if (pid <= 1) return [];
  const { code, stdout } = repo.host.processes.runSync({
    program: "sh",
    args: ["-c", WHOSE, "sh", String(pid), task.entry.stashRev],
    cwd: "/",
  });
  return code === 0 ? familyOf(repo.host, { pid, startTime: new TextDecoder().decode(stdout).trim() }) : [];
}

/** The start time of a process whose command line names the entry; DVC starts it with the entry's file. */
const WHOSE = `{
  grep -qaF -- "$2" "/proc/$1/cmdline" && IFS= read -r s <"/proc/$1/stat" || exit 1
  set -- \${s##*) }
  echo "\${20}"
} 2>/dev/null`;

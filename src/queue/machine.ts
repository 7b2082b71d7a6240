/** Who we are, and who is still alive: told by `sh`, for the program itself may not read /proc. */
import type { Host } from "../host/mod.ts";

/** A process, so that it cannot be confused with a later one of the same number. */
export interface ProcessIdentity {
  readonly host: string;
  /** Another one after each start of the machine; empty where the system has none. */
  readonly bootId: string;
  readonly pid: number;
  /** Clock ticks since the start of the machine; empty where the system does not tell. */
  readonly startTime: string;
}

const WHO = `
read -r boot </proc/sys/kernel/random/boot_id
IFS= read -r stat <"/proc/$1/stat"
read -r name </proc/sys/kernel/hostname || name=$(uname -n)
echo "$name"; echo "$boot"; echo "\${stat##*) }"`;

/** This process. One `sh`. */
export function whoAmI(host: Host): ProcessIdentity {
  const { stdout } = host.processes.runSync({
    program: "sh",
    args: ["-c", `{ ${WHO}\n} 2>/dev/null`, "sh", String(host.pid)],
    cwd: "/",
  });
  const [name = "", bootId = "", stat = ""] = new TextDecoder().decode(stdout).split("\n");
  return { host: name, bootId, pid: host.pid, startTime: startTimeOf(stat) };
}

/** The 22nd field of /proc/PID/stat, from its part after the program's name (which is the second). */
export function startTimeOf(statRest: string): string {
  return statRest.split(" ")[19] ?? "";
}

/** What a stage's shell wrote about itself (see `OutputFile.identity`). */
export function parseGroup(text: string): { readonly pid: number; readonly startTime: string } | undefined {
  const [pid = "", ...rest] = text.trim().split(" ");
  const startTime = startTimeOf(rest.join(" "));
  return /^\d+$/.test(pid) && Number(pid) > 1 && startTime !== "" ? { pid: Number(pid), startTime } : undefined;
}

/** The variable by which a task's processes are known. */
export const TASK_VARIABLE = "EXP_TASK_ID";

/**
 * Ends what is left of a task: the recorded group if its leader is still the same process, and every process that
 * carries the task's id in its environment. Nobody else is ever signalled. First TERM, after two seconds KILL.
 *
 * @returns ids of processes that outlived it
 */
export function endLeftovers(
  host: Host,
  id: string,
  group: { readonly pid: number; readonly startTime: string } | undefined,
): number[] {
  const { stdout } = host.processes.runSync({
    program: "sh",
    args: ["-c", END_LEFTOVERS, "sh", `${TASK_VARIABLE}=${id}`, String(group?.pid ?? ""), group?.startTime ?? ""],
    cwd: "/",
  });
  return new TextDecoder().decode(stdout).split(/\s+/).filter(Boolean).map(Number);
}

const END_LEFTOVERS = `
marked() { for p in $(grep -lszx -- "$1" /proc/[0-9]*/environ); do p=\${p#/proc/}; echo "\${p%/environ}"; done; }
grouped() {
  [ -n "$2" ] && IFS= read -r s <"/proc/$2/stat" || return 0
  set -- "$1" "$2" "$3" \${s##*) }
  [ "$4" != Z ] || return 0
  shift 3
  [ "\${20}" = "$G" ] && echo "-$P"
}
P=$2 G=$3
signal() { for p in $(marked "$1"; grouped "$1" "$2" "$3"); do kill -s "$4" -- "$p"; done; }
left() { [ -n "$(marked "$1"; grouped "$1" "$2" "$3")" ]; }
{
  left "$1" "$2" "$3" || exit 0
  signal "$1" "$2" "$3" TERM
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    left "$1" "$2" "$3" || exit 0
    sleep 0.1
  done
  signal "$1" "$2" "$3" KILL
  sleep 0.1
} 2>/dev/null
marked "$1" 2>/dev/null || :`;

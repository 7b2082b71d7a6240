/** Who we are, and who is still alive: told by `sh`, for the program itself may not read /proc. */
import type { Host } from "../host/mod.ts";
import { END_ALL, TASK_RUN_VARIABLE } from "../repo/mod.ts";

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
echo "$boot"; echo "\${stat##*) }"`;

const known = new WeakMap<Host, ProcessIdentity>();

/** This process. One `sh`, once. */
export function whoAmI(host: Host): ProcessIdentity {
  const me = known.get(host) ?? askWho(host);
  known.set(host, me);
  return me;
}

function askWho(host: Host): ProcessIdentity {
  const { stdout } = host.processes.runSync({
    program: "sh",
    args: ["-c", `{ ${WHO}\n} 2>/dev/null`, "sh", String(host.pid)],
    cwd: "/",
  });
  const [bootId = "", stat = ""] = new TextDecoder().decode(stdout).split("\n");
  return { host: host.platform.hostname, bootId, pid: host.pid, startTime: startTimeOf(stat) };
}

/** The 22nd field of /proc/PID/stat, from its part after the program's name (which is the second). */
function startTimeOf(statRest: string): string {
  return statRest.split(" ")[19] ?? "";
}

/** What a stage's shell wrote about itself (see `OutputFile.identity`). */
export function parseGroup(text: string): { readonly pid: number; readonly startTime: string } | undefined {
  const [pid = "", ...rest] = text.trim().split(" ");
  const startTime = startTimeOf(rest.join(" "));
  return /^\d+$/.test(pid) && Number(pid) > 1 && startTime !== "" ? { pid: Number(pid), startTime } : undefined;
}

/** A process, by its number and the clock ticks at which it started. */
export interface ProcessStart {
  readonly pid: number;
  readonly startTime: string;
}

const ALL_PROCESSES = `
for f in /proc/[0-9]*/stat; do
  { IFS= read -r s <"$f"; } 2>/dev/null || continue
  set -- "\${s%% *}" \${s##*) }
  echo "$1 $3 \${21}"
done`;

/** All that a process has started, itself included, as far as they still have each other for parents. */
export function familyOf(host: Host, leader: ProcessStart | undefined): ProcessStart[] {
  if (leader === undefined) return [];
  const { stdout } = host.processes.runSync({ program: "sh", args: ["-c", ALL_PROCESSES], cwd: "/" });
  const all = new TextDecoder().decode(stdout).split("\n").map((line) => {
    const [pid = "", parent = "", startTime = ""] = line.split(" ");
    return { pid: Number(pid), parent: Number(parent), startTime };
  });
  const family = all.filter(({ pid, startTime }) => pid === leader.pid && startTime === leader.startTime);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family.map(({ pid, startTime }) => ({ pid, startTime }));
}

/** The variable by which a task's processes are known. */
export const TASK_VARIABLE = "EXP_TASK_ID";

/** What marks the processes of this run of a task, and not those of the next one. */
export function runMark(host: Host, id: string): { readonly name: string; readonly value: string } {
  return { name: TASK_RUN_VARIABLE, value: `${id}.${host.pid}` };
}

/** Processes of a task that were alive when its group had ended. */
export interface Leftovers {
  /** Those that have been ended. */
  readonly astray: readonly number[];
  /** Those that even KILL did not end. */
  readonly alive: readonly number[];
}

export const NO_LEFTOVERS: Leftovers = { astray: [], alive: [] };

/**
 * Ends what is left of a task: the recorded group if its leader is still the same process, every process that carries
 * the task's id in its environment, and those of its family that are still the same. Nobody else is ever signalled.
 * First TERM, after two seconds KILL, which takes a busy machine a while: up to five seconds more.
 */
export function endLeftovers(
  host: Host,
  id: string,
  group: ProcessStart | undefined,
  family: readonly ProcessStart[] = [],
): Leftovers {
  const known = family.map(({ pid, startTime }) => `${pid}:${startTime}`);
  const { stdout } = host.processes.runSync({
    program: "sh",
    args: [
      "-c",
      END_LEFTOVERS,
      "sh",
      `${TASK_VARIABLE}=${id}`,
      String(group?.pid ?? ""),
      group?.startTime ?? "",
      known.join(" "),
    ],
    cwd: "/",
  });
  const [before = [], alive = []] = new TextDecoder().decode(stdout).split("--")
    .map((part) => [...new Set(part.split(/\s+/).filter(Boolean).map(Number))]);
  return { astray: before.filter((pid) => !alive.includes(pid)), alive };
}

const END_LEFTOVERS = `
M=$1 P=$2 G=$3 F=$4
marked() { for p in $(grep -lszx -- "$M" /proc/[0-9]*/environ); do p=\${p#/proc/}; echo "\${p%/environ}"; done; }
# is process $1 still the one that started at $2, and not only its exit code?
same() {
  IFS= read -r s <"/proc/$1/stat" || return 1
  t=$2
  set -- \${s##*) }
  [ "$1" != Z ] && [ "\${20}" = "$t" ]
}
family() { for f in $F; do ! same "\${f%:*}" "\${f#*:}" || echo "\${f%:*}"; done; }
grouped() { [ -n "$P" ] && same "$P" "$G" && echo "-$P"; }
all() { marked; family; grouped; }
${END_ALL}
{ marked; family; } 2>/dev/null
echo --
{
  [ -n "$(all)" ] || exit 0
  end_all && exit 0
} 2>/dev/null
{ marked; family; } 2>/dev/null`;

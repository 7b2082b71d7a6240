/** Signals to processes by number, and whether they live: told by `sh`, for the program itself may not read /proc. */

import { signalNumber } from "../common/mod.ts";

/** A command that was started: with `isGroup` it leads a process group of its own. */
export interface Child {
  readonly pid: number;
  readonly isGroup: boolean;
}

type Variables = Readonly<Record<string, string>>;

/** Of a group all members. */
export function isAlive({ pid, isGroup }: Child, env: Variables): boolean {
  return shell(isGroup ? IS_GROUP_ALIVE : IS_PROCESS_ALIVE, [String(Math.trunc(pid))], env);
}

/**
 * Signals a group; or a process and all below it, for one that shares this process's group: a shell that is ended leaves
 * what it started. Where there is no `ps`, the process alone.
 */
export function signalChild({ pid, isGroup }: Child, name: string, env: Variables): void {
  const pids = isGroup ? [-pid] : familyOf(pid, env);
  shell(`kill -s ${name} -- ${pids.join(" ")}`, [], env);
}

/** Signals those that catch it: the process, or the members of its group. @returns whether there was one */
export function warnChild({ pid, isGroup }: Child, signal: "SIGUSR1" | "SIGUSR2", env: Variables): boolean {
  const mask = 1 << (signalNumber(signal) - 1);
  return shell(WARN, [String(Math.trunc(pid)), isGroup ? "group" : "", String(mask), signal.replace("SIG", "")], env);
}

/** What a process catches is a number of 16 hexadecimal digits, the signals 1 to 16 in its last four. */
const WARN = `
told=1
for f in /proc/[0-9]*/stat; do
  { IFS= read -r s <"$f"; } 2>/dev/null || continue
  p=\${f#/proc/} p=\${p%/stat} s=\${s##*) } s=\${s#* * }
  if [ -n "$2" ]; then [ "\${s%% *}" = "$1" ]; else [ "$p" = "$1" ]; fi || continue
  while read -r name value; do
    [ "$name" != SigCgt: ] || [ $((0x\${value#????????????} & $3)) = 0 ] || { kill -s "$4" "$p" && told=0; }
  done <"/proc/$p/status"
done 2>/dev/null
exit $told`;

/** @param pid or, negative, a group's @returns false if there is none */
export function sendSignal(pid: number, name: string, env: Variables): boolean {
  return shell(`kill -s ${name} -- "$1"`, [String(Math.trunc(pid))], env);
}

/** Was this process started to outlive its terminal, as by `nohup`? To be asked before it listens to any signal. */
export function ignoresHangUp(env: Variables): boolean {
  return shell(IGNORES_HANG_UP, [], env);
}

/** What is ignored is a number of 16 hexadecimal digits, HUP the lowest bit. */
const IGNORES_HANG_UP = `
while read -r name value; do
  [ "$name" != SigIgn: ] || exit $((0x\${value#????????????} & 1 ? 0 : 1))
done 2>/dev/null <"/proc/$PPID/status"
exit 1`;

const IS_PROCESS_ALIVE = `
kill -s 0 -- "$1" 2>/dev/null || exit 1
{ IFS= read -r s <"/proc/$1/stat"; } 2>/dev/null || exit 0
case \${s##*) } in Z* | X*) exit 1 ;; esac`;

/** `kill -0` counts members that are nothing but exit codes, which nobody may ask for in a while. */
const IS_GROUP_ALIVE = `
kill -s 0 -- "-$1" 2>/dev/null || exit 1
[ -r /proc/self/stat ] || exit 0
for f in /proc/[0-9]*/stat; do
  { IFS= read -r s <"$f"; } 2>/dev/null || continue
  s=\${s##*) } state=\${s%% *} s=\${s#* * }
  [ "\${s%% *}" != "$1" ] || case $state in Z | X) ;; *) exit 0 ;; esac
done
exit 1`;

function familyOf(pid: number, env: Variables): number[] {
  const args = ["-c", "exec ps -A -o pid= -o ppid="];
  const ps = new Deno.Command("sh", { args, env, clearEnv: true, stdin: "null", stderr: "null" }).outputSync();
  const parents = new TextDecoder().decode(ps.stdout).split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const member of family) {
    for (const [child = 0, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}

function shell(script: string, args: readonly string[], env: Variables): boolean {
  const command = { args: ["-c", script, "sh", ...args], cwd: "/", env, clearEnv: true };
  return new Deno.Command("sh", { ...command, stdin: "null", stdout: "null", stderr: "null" }).outputSync().success;
}

/** Processes by what their environment says: told and ended by `sh`, for the program itself may not read /proc. */
import type { Host } from "../host/mod.ts";

/**
 * Ends all processes that carry a variable in their environment. First TERM, after two seconds KILL, which takes a busy
 * machine a while: up to five seconds more. Where there is no /proc none are found.
 *
 * @param mark `NAME=value`, as nobody else has it
 * @param isOwnSession only those of this process's session: daemons, which others use by now, have one of their own
 * @returns those that were found, and those that outlived it
 */
export function endMarked(
  host: Host,
  mark: string,
  isOwnSession = false,
): { readonly found: number[]; readonly left: number[] } {
  const args = ["-c", END_MARKED, "sh", mark, ...isOwnSession ? ["own"] : []];
  const { stdout } = host.processes.runSync({ program: "sh", args, cwd: "/" });
  const [found = "", left = ""] = new TextDecoder().decode(stdout).split("\n");
  const numbers = (line: string) => line.split(" ").filter(Boolean).map(Number);
  return { found: numbers(found), left: numbers(left) };
}

/** A shell's `end_all`: TERM to all that its `all` names, after two seconds KILL, and up to five until that has worked. */
export const END_ALL = `
signal() { for p in $(all); do kill -s "$1" -- "$p"; done; }
# have all of them ended, before so many tenths of a second?
ended() { i=0; while [ -n "$(all)" ]; do i=$((i + 1)); [ $i -le "$1" ] || return 1; sleep 0.1; done; }
end_all() { signal TERM; ended 20 || { signal KILL; ended 50; }; }`;

const END_MARKED = `
M=$1 S=
# STATE PPID PGRP SESSION, of which the last may be asked for
[ -z "$2" ] || { IFS= read -r s <"/proc/$$/stat"; set -- \${s##*) }; S=$4; } 2>/dev/null
all() {
  grep -lszx -- "$M" /proc/[0-9]*/environ | while IFS= read -r p; do
    p=\${p#/proc/} p=\${p%/environ}
    { IFS= read -r s <"/proc/$p/stat"; } 2>/dev/null || continue
    set -- \${s##*) }
    case $1 in Z* | X*) continue ;; esac
    [ -n "$S" ] && [ "$4" != "$S" ] || printf '%s ' "$p"
  done
}
${END_ALL}
{
  found=$(all)
  echo "$found"
  [ -n "$found" ] || exit 0
  end_all && exit 0
  all
} 2>/dev/null`;

interface Marked {
  readonly pid: number;
  readonly variable: string;
  readonly value: string;
}

/** Processes that carry a variable, whatever it says, and work below a folder. */
export function findMarked(host: Host, variable: string, folder: string): Marked[] {
  const args = ["-c", FIND_MARKED, "sh", variable, folder];
  const { stdout } = host.processes.runSync({ program: "sh", args, cwd: "/" });
  return new TextDecoder().decode(stdout).split("\n").flatMap((line) => {
    const [, pid, value] = /^(\d+) (.+)$/.exec(line) ?? [];
    return value === undefined ? [] : [{ pid: Number(pid), variable, value }];
  });
}

const FIND_MARKED = `
grep -lsz -- "^$1=" /proc/[0-9]*/environ 2>/dev/null | while IFS= read -r file; do
  p=\${file#/proc/} p=\${p%/environ}
  { IFS= read -r s <"/proc/$p/stat"; } 2>/dev/null || continue
  case \${s##*) } in Z* | X*) continue ;; esac
  case $(readlink "/proc/$p/cwd" 2>/dev/null) in
  "$2" | "$2"/*) printf '%s %s\\n' "$p" "$(tr '\\0' '\\n' <"$file" | sed -n "s/^$1=//p" | head -n 1)" ;;
  esac
done`;

/** Who may stand behind a claim: numbers of processes are given again, after a restart of the machine from one on. */
import type { Host } from "../host/mod.ts";
import { joinPath, parentOf } from "./paths.ts";

/** What began so much later than the file was written has not written it; below it, times are rounded. */
const SURELY_LATER_MS = 5000;

/**
 * The processes that live and may have written their numbers into a file: those that began after it was last written are
 * others. Where nobody tells how long a process lives it may have.
 */
export function livingClaimants(host: Host, file: string, pids: ReadonlySet<number>): ReadonlySet<number> {
  const living = livesOf(host, pids);
  const writtenMs = Number((host.fs.stat(file)?.mtimeNs ?? 0n) / 1_000_000n);
  const young = (nowMs: number) =>
    [...living].filter(([, livedMs]) => livedMs !== undefined && nowMs - livedMs > writtenMs + SURELY_LATER_MS);
  // the disk may be a server's, so its own clock has to say the same as ours
  if (young(host.clock.now()).length > 0) {
    const diskNowMs = diskClockMs(host, parentOf(file));
    if (diskNowMs !== undefined) {
      for (const [pid] of young(Math.min(diskNowMs, host.clock.now()))) living.delete(pid);
    }
  }
  return new Set(living.keys());
}

/**
 * Processes that live, with how long they do. One `sh` for all of them. A process of another user cannot be signalled
 * but has its folder in /proc.
 */
function livesOf(host: Host, pids: ReadonlySet<number>): Map<number, number | undefined> {
  const args = ["-c", TELL_LIVES, "sh", ...[...pids].filter((pid) => Number.isSafeInteger(pid) && pid > 0).map(String)];
  const result = host.processes.runSync({ program: "sh", args, cwd: "/" });
  const lines = new TextDecoder().decode(result.stdout).split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => {
    const [pid = "", lived = ""] = line.split(" ");
    return [Number(pid), livedMs(lived)];
  }));
}

/**
 * Linux tells when a process began, in hundredths of a second of a clock that nobody sets; beside the shell's own
 * beginning, which is now, that is its age. Elsewhere `ps` tells it.
 */
const TELL_LIVES = `
began() {
  { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return
  set -- \${stat##*) }
  echo "\${20}"
}
now=$(began $$)
for p; do
  if [ -d "/proc/$p" ] || kill -0 "$p" 2>/dev/null; then
    start=$(began "$p")
    if [ "\${now:-0}" -gt 0 ] && [ -n "$start" ]; then echo "$p" $((now - start))
    else echo "$p" $(ps -o etime= -p "$p" 2>/dev/null)
    fi
  fi
done`;

/** `1234`: hundredths of a second; `2-03:04:05`, `04:05`: as `ps` writes it. */
function livedMs(text: string): number | undefined {
  if (/^-?\d+$/.test(text)) return Math.max(0, Number(text) * 10);
  const [, days = 0, hours = 0, minutes, seconds] = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(text) ?? [];
  if (minutes === undefined) return undefined;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

/** The time that a folder's disk gives to what is made there now; undefined where nothing may be. */
function diskClockMs({ fs, random }: Host, folder: string): number | undefined {
  if (!fs.isWritable(folder)) return undefined;
  const path = joinPath(folder, `.clock.${random.hex(4)}.tmp`);
  if (!fs.createNew(path, "")) return undefined;
  try {
    return Number((fs.stat(path)?.mtimeNs ?? 0n) / 1_000_000n);
  } finally {
    fs.remove(path);
  }
}

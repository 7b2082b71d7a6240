/** `sacct`: what the database of accounting knows, where there is one, and as late as it knows it. */
import { type Answer, refused, said } from "./call.ts";
import type { Controller } from "./controller.ts";
import { type Job, jobName } from "./job.ts";
import { elapsed } from "./squeue.ts";
import { formatTime } from "./times.ts";

/** "off": the site has none. "away": its daemon is down. Or how long after a change it is told. */
export type Accounting = "off" | "away" | { readonly lateBySeconds: number };

export function sacct(controller: Controller, accounting: Accounting, words: readonly string[]): Answer {
  if (accounting === "off") return refused("Slurm accounting storage is disabled");
  if (accounting === "away") {
    return refused(
      "sacct: error: slurm_persist_conn_open_without_init: failed to open persistent connection to host:localhost:6819: " +
        "Connection refused\nsacct: error: Sending PersistInit msg: Connection refused\nsacct: error: Problem talking " +
        "to the database: Connection refused",
    );
  }
  const ids = valueOf(words, "-j", "--jobs")?.split(",");
  const names = valueOf(words, "--name")?.split(",");
  const fields = (valueOf(words, "-o", "--format") ?? "JobID,JobName,State,ExitCode").split(",");
  const knownUntilMs = controller.nowMs - accounting.lateBySeconds * 1000;
  const isAboutToday = ids === undefined && valueOf(words, "-S", "--starttime") === undefined;
  const since = isAboutToday ? controller.nowMs - controller.nowMs % 86_400_000 : 0;
  const rows = controller.accounted.filter((job) =>
    job.submittedAtMs <= knownUntilMs && (job.endedAtMs ?? controller.nowMs) >= since &&
    (names === undefined || names.includes(job.submission.name)) &&
    (ids === undefined || ids.some((id) => id === String(job.id) || id === jobName(job)))
  );
  const isWithoutSteps = words.some((word) => word === "--allocations" || /^-\w*X\w*$/.test(word));
  const lines = rows.flatMap((job) => {
    const cells = fields.map((field) => value(controller, job, field, knownUntilMs));
    if (isWithoutSteps || job.startedAtMs === undefined) return [cells.join("|")];
    const ofStep = (field: string, at: number) =>
      ({ JobID: `${jobName(job)}.batch`, JobName: "batch" })[field] ?? cells[at];
    return [cells.join("|"), fields.map(ofStep).join("|")];
  });
  if (!words.some((word) => word === "-n" || word === "--noheader" || /^-\w*n\w*$/.test(word))) {
    lines.unshift(fields.join("|"));
  }
  return said(lines.map((line) => line + "\n").join(""));
}

function valueOf(words: readonly string[], ...keys: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    for (const key of keys) {
      if (word === key) return words[at + 1];
      if (word.startsWith(`${key}=`)) return word.slice(key.length + 1);
      if (/^-\w$/.test(key) && word.startsWith(key) && word.length > 2) return word.slice(2);
    }
  }
  return undefined;
}

function value(controller: Controller, job: Job, field: string, knownUntilMs: number): string {
  const isKnownEnd = (job.endedAtMs ?? Infinity) <= knownUntilMs;
  const time = (ms: number | undefined) => ms === undefined || ms > knownUntilMs ? "Unknown" : formatTime(ms);
  switch (field.toLowerCase().replace(/%\d+$/, "")) {
    case "jobid":
      return jobName(job);
    case "jobidraw":
      return String(job.ownId ?? job.id);
    case "jobname":
      return job.submission.name;
    case "state":
      return isKnownEnd ? job.state : job.startedAtMs === undefined ? "PENDING" : "RUNNING";
    case "exitcode":
      return isKnownEnd ? `${job.exitCode}:${job.signal}` : "0:0";
    case "nodelist":
      return job.node ?? "None assigned";
    case "elapsed":
      return formatTime(elapsed(controller, job) * 1000).slice(11);
    case "elapsedraw":
      return String(elapsed(controller, job));
    case "start":
      return time(job.startedAtMs);
    case "end":
      return time(job.endedAtMs);
    case "maxrss":
    case "reason":
      return "";
    default:
      throw new Error(`sacct -o ${field} is not imitated`);
  }
}

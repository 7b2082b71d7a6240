/** `scontrol`: the configuration, one job in full, requeue, hold and release. */
import { type Answer, refused, said } from "./call.ts";
import type { Controller } from "./controller.ts";
import type { Job } from "./job.ts";
import type { SiteRules } from "./sbatch.ts";
import { elapsed, stateOf } from "./squeue.ts";
import { formatTime } from "./times.ts";

const PING = "Slurmctld(primary) at login is UP\n";

export function scontrol(controller: Controller, site: SiteRules, words: readonly string[]): Answer {
  const isOneLine = words.some((word) => word === "-o" || word === "--oneliner");
  const [verb, what, ...rest] = words.filter((word) => !word.startsWith("-"));
  switch (verb) {
    case "ping":
      return said(PING);
    case "show":
      if (what === "config") return said(configuration(controller, site));
      if (what === "job" || what === "jobs") return showJobs(controller, rest, isOneLine);
      break;
    case "requeue":
      return requeue(controller, (what ?? "").split(","));
    case "hold":
    case "release":
      for (const name of (what ?? "").split(",")) {
        for (const job of controller.find(name)) controller.release(job, verb === "hold");
      }
      return said("");
  }
  throw new Error(`scontrol ${words.join(" ")} is not imitated`);
}

function configuration({ nowMs, size }: Controller, site: SiteRules): string {
  const facts: readonly (readonly [string, string])[] = [
    ["AccountingStorageType", "accounting_storage/none"],
    ["ClusterName", site.clusterName],
    ["KillWait", `${size.killWaitSeconds} sec`],
    ["MaxArraySize", String(size.maxArraySize)],
    ["MinJobAge", `${size.minJobAgeSeconds} sec`],
    ["SLURM_VERSION", "22.05.8"],
  ];
  const lines = facts.map(([name, value]) => `${name.padEnd(23)} = ${value}`);
  return [`Configuration data as of ${formatTime(nowMs)}`, ...lines, "", PING].join("\n");
}

function showJobs(controller: Controller, names: readonly string[], isOneLine: boolean): Answer {
  const jobs = names.length === 0 ? [...controller.jobs.values()] : names.flatMap((name) => controller.find(name));
  if (jobs.length === 0 && names.length > 0) return refused("slurm_load_jobs error: Invalid job id specified");
  return said(jobs.map((job) => describe(controller, job, isOneLine)).join(""));
}

function describe(controller: Controller, job: Job, isOneLine: boolean): string {
  const { submission } = job;
  const time = (ms: number | undefined) => ms === undefined ? "Unknown" : formatTime(ms);
  const array = job.index === undefined ? "" : ` ArrayJobId=${job.id} ArrayTaskId=${job.index}`;
  const lines = [
    `JobId=${job.ownId ?? job.id}${array} JobName=${submission.name}`,
    `UserId=root(0) GroupId=root(0) MCS_label=N/A`,
    `JobState=${stateOf(job).long} Reason=${controller.reasonOf(job)} Dependency=(null)`,
    `Requeue=${submission.requeue ? 1 : 0} Restarts=${job.restarts} BatchFlag=1 ExitCode=${job.exitCode}:${job.signal}`,
    `RunTime=${clock(elapsed(controller, job))} TimeLimit=${clock(submission.limitSeconds)} TimeMin=N/A`,
    `SubmitTime=${time(job.submittedAtMs)} EligibleTime=${time(job.eligibleAtMs)}`,
    `StartTime=${time(job.startedAtMs)} EndTime=${time(job.endedAtMs)} Deadline=N/A`,
    ...(job.preemptedAtMs === undefined ? [] : [`PreemptEligibleTime=N/A PreemptTime=${time(job.preemptedAtMs)}`]),
    `Partition=${submission.partition}`,
    `NodeList=${job.node ?? ""}`,
    `Command=${submission.script}`,
    `WorkDir=${submission.cwd}`,
  ];
  return isOneLine ? `${lines.join(" ")}\n` : `${lines.join("\n   ")}\n   \n\n`;
}

function clock(seconds: number | undefined): string {
  return seconds === undefined ? "UNLIMITED" : formatTime(seconds * 1000).slice(11);
}

function requeue(controller: Controller, names: readonly string[]): Answer {
  const wrong = names.flatMap((name) => {
    const jobs = controller.find(name);
    if (jobs.length === 0) return [`Invalid job id specified for job ${name}`];
    const isDone = jobs.map((job) => controller.requeue(job));
    return isDone.every(Boolean) ? [] : [`Job is pending execution for job ${name}`];
  });
  return wrong.length === 0 ? said("") : refused(wrong.join("\n"));
}

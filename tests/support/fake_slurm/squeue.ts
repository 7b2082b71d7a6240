/** `squeue`: a table of jobs, as version 22.05 prints it. */
import { formatArray } from "./array_spec.ts";
import { type Answer, type Call, refused, said } from "./call.ts";
import type { Controller } from "./controller.ts";
import { type Job, jobName, SHORT } from "./job.ts";
import { formatSpan, formatTime } from "./times.ts";

const DEFAULT_FORMAT = "%.18i %.9P %.8j %.8u %.2t %.10M %.6D %R";

interface Request {
  readonly hasHeader: boolean;
  /** One line for each element, instead of one for those that wait together. */
  readonly isSplit: boolean;
  readonly format: string;
  readonly states: readonly string[] | "all" | undefined;
  readonly jobs: readonly string[] | undefined;
  readonly names: readonly string[] | undefined;
}

/** Elements of an array that wait together are one row. */
interface Row {
  readonly job: Job;
  readonly together: readonly number[] | undefined;
}

export function squeue(controller: Controller, { words, env }: Pick<Call, "words" | "env">): Answer {
  const request = parse(words);
  if (typeof request === "string") return refused(`squeue: unrecognized option '${request}'`);
  let jobs = [...controller.jobs.values()];
  if (request.jobs !== undefined) {
    jobs = [...new Set(request.jobs.flatMap((name) => controller.find(name)))];
    if (jobs.length === 0 && request.jobs.length === 1) {
      return refused("slurm_load_jobs error: Invalid job id specified");
    }
  }
  const chosen = jobs.filter((job) => isAsked(job, request));
  const isSplit = request.isSplit || request.jobs?.some((name) => name.includes("_")) === true;
  const rows = isSplit ? chosen.map((job) => ({ job, together: undefined })) : joined(chosen);
  rows.sort((a, b) => compare(placeOf(a), placeOf(b)));
  const lines = rows.map((row) => fill(request.format, (field) => valueOf(controller, row, field, listLength(env))));
  if (request.hasHeader) lines.unshift(fill(request.format, (field) => HEADERS[field] ?? ""));
  return said(lines.map((line) => line + "\n").join(""));
}

function parse(words: readonly string[]): Request | string {
  const request = {
    hasHeader: true,
    isSplit: false,
    format: DEFAULT_FORMAT,
    states: undefined as Request["states"],
    jobs: undefined as Request["jobs"],
    names: undefined as Request["names"],
  };
  const spread = words.flatMap((word) =>
    /^-[hra]{2,}$/.test(word) ? [...word.slice(1)].map((flag) => `-${flag}`) : [word]
  );
  for (let at = 0; at < spread.length; at++) {
    const [, key = "", attached] = /^(--[\w-]+|-\w)=?(.+)?$/s.exec(spread[at]!) ?? [];
    const value = () => attached ?? spread[++at] ?? "";
    if (key === "-h" || key === "--noheader") request.hasHeader = false;
    else if (key === "-r" || key === "--array") request.isSplit = true;
    else if (key === "-o" || key === "--format") request.format = value();
    else if (key === "-t" || key === "--states") request.states = statesOf(value());
    else if (key === "-j" || key === "--jobs" || key === "--job") request.jobs = value().split(",");
    else if (key === "-n" || key === "--name") request.names = value().split(",");
    else if (key === "-u" || key === "--user" || key === "-S" || key === "--sort") value();
    else if (key !== "--me" && key !== "-a" && key !== "--all") return spread[at]!;
  }
  return request;
}

function statesOf(text: string): Request["states"] {
  return text === "all" ? "all" : text.toUpperCase().split(",");
}

function isAsked(job: Job, { states, names }: Request): boolean {
  if (names !== undefined && !names.includes(job.submission.name)) return false;
  if (states === "all") return true;
  const { long, short } = stateOf(job);
  if (states !== undefined) return states.includes(long) || states.includes(short);
  return ["PENDING", "RUNNING", "COMPLETING"].includes(long);
}

/** A job that was told to go is `COMPLETING` until its processes have gone. */
export function stateOf(job: Job): { long: string; short: string } {
  return job.killAtMs !== undefined
    ? { long: "COMPLETING", short: "CG" }
    : { long: job.state, short: SHORT[job.state] };
}

function joined(jobs: readonly Job[]): Row[] {
  const rows: Row[] = [];
  const groups = new Map<string, number[]>();
  for (const job of jobs) {
    if (job.index === undefined || job.ownId !== undefined) rows.push({ job, together: undefined });
    else {
      const key = `${job.id} ${job.state}`; // those that wait together show one reason
      const group = groups.get(key);
      if (group !== undefined) group.push(job.index);
      else {
        const together = [job.index];
        groups.set(key, together);
        rows.push({ job, together });
      }
    }
  }
  return rows;
}

/** Lines are in the order of partitions, then of the words for states. */
function placeOf({ job }: Row): string {
  return `${job.submission.partition} ${stateOf(job).long}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `%.18i` is padded on the left, `%18i` on the right; both are cut. */
function fill(format: string, value: (field: string) => string): string {
  return format.replace(/%(\.?)(\d*)([a-zA-Z])/g, (_, right: string, width: string, field: string) => {
    const text = value(field);
    if (width === "") return text;
    const cut = text.slice(0, Number(width));
    return right === "." ? cut.padStart(Number(width)) : cut.padEnd(Number(width));
  });
}

const HEADERS: Readonly<Record<string, string>> = {
  A: "JOBID",
  D: "NODES",
  F: "ARRAY_JOB_ID",
  K: "ARRAY_TASK_ID",
  L: "TIME_LEFT",
  M: "TIME",
  N: "NODELIST",
  P: "PARTITION",
  R: "NODELIST(REASON)",
  S: "START_TIME",
  T: "STATE",
  V: "SUBMIT_TIME",
  a: "ACCOUNT",
  e: "END_TIME",
  i: "JOBID",
  j: "NAME",
  l: "TIME_LIMIT",
  r: "REASON",
  t: "ST",
  u: "USER",
};

/** Lists of elements are cut off, unless the caller wants all of them. */
function listLength({ SLURM_BITSTR_LEN: wanted = "64" }: Call["env"]): number {
  return Number(wanted) || Infinity;
}

function valueOf(controller: Controller, { job, together }: Row, field: string, mostLength: number): string {
  const { submission } = job;
  const elements = together && formatArray({ indices: together, throttle: submission.array?.throttle }, mostLength);
  switch (field) {
    case "A":
      return String(job.ownId ?? job.id);
    case "D":
      return "1";
    case "F":
      return String(job.id);
    case "K":
      return elements ?? (job.index === undefined ? "N/A" : String(job.index));
    case "L":
      return submission.limitSeconds === undefined ? "UNLIMITED" : leftOf(controller, job, submission.limitSeconds);
    case "M":
      return formatSpan(elapsed(controller, job));
    case "N":
      return job.node ?? "";
    case "P":
      return submission.partition;
    case "R":
      return job.node ?? `(${controller.reasonOf(job)})`;
    case "S":
      return job.startedAtMs === undefined ? "N/A" : formatTime(job.startedAtMs);
    case "T":
      return stateOf(job).long;
    case "V":
      return formatTime(job.submittedAtMs);
    case "a":
      return submission.options["account"] ?? "(null)";
    case "e":
      return job.endedAtMs === undefined ? job.startedAtMs === undefined ? "N/A" : "NONE" : formatTime(job.endedAtMs);
    case "i":
      if (elements === undefined) return jobName(job);
      return `${job.id}_[${elements}]`.slice(0, mostLength === Infinity ? undefined : 31);
    case "j":
      return submission.name;
    case "l":
      return submission.limitSeconds === undefined ? "UNLIMITED" : formatSpan(submission.limitSeconds);
    case "r":
      return controller.reasonOf(job);
    case "t":
      return stateOf(job).short;
    case "u":
      return "root";
    default:
      throw new Error(`squeue -o %${field} is not imitated`);
  }
}

function leftOf(controller: Controller, job: Job, limitSeconds: number): string {
  const left = limitSeconds - elapsed(controller, job);
  return left < 0 ? "INVALID" : formatSpan(left);
}

export function elapsed(controller: Controller, job: Job): number {
  if (job.startedAtMs === undefined || job.state === "PENDING") return 0;
  return ((job.endedAtMs ?? controller.nowMs) - job.startedAtMs) / 1000;
}

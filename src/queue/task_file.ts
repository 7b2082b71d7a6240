/** Text on disk ↔ tasks. What a program that died left half-written is undefined, never an exception. */
import type { JobRequest } from "../engines/mod.ts";
import { DEFAULT_CHOICES, type Entry } from "../entries/mod.ts";
import type { ProcessIdentity } from "./machine.ts";
import {
  DEFAULT_TASK_OPTIONS,
  type FailureCause,
  type JobRef,
  type Task,
  type TaskOptions,
  type TaskState,
} from "./task.ts";

/** Files of a newer `exp` have a higher number and are left alone. */
const SCHEMA = 3;
/** Since when there are jobs of batch engines; {@link SCHEMA}: since when tasks are pruned. */
const JOBS_SCHEMA = 2;
/** What the first version could read already. */
const OLD_SCHEMA = 1;

type Json = Record<string, unknown>;

export function formatTask(task: Task): string {
  return JSON.stringify({ schema: OLD_SCHEMA, ...task });
}

export function formatState(state: TaskState): string {
  const knowsJobs = "job" in state && state.job !== undefined;
  if (state.kind === "pruned") {
    const last = { step: state.last.step, value: String(state.last.value) }; // JSON has no NaN
    return JSON.stringify({ schema: SCHEMA, ...state, last });
  }
  return JSON.stringify({ schema: knowsJobs ? JOBS_SCHEMA : OLD_SCHEMA, ...state });
}

/** @returns `newer` for a file that only a newer program understands */
export function parseTask(text: string): Task | "newer" | undefined {
  const json = parseObject(text);
  if (json === undefined) return undefined;
  if (isNewer(json)) return "newer";
  const entry = parseEntry(json["entry"]);
  const { id, seq, queuedAtMs, messageFile } = json;
  if (typeof id !== "string" || typeof seq !== "number" || entry === undefined) return undefined;
  return {
    id,
    seq,
    entry,
    options: parseOptions(json["options"]),
    queuedAtMs: typeof queuedAtMs === "number" ? queuedAtMs : 0,
    messageFile: typeof messageFile === "string" ? messageFile : "",
  };
}

export function parseState(text: string): TaskState | "newer" | undefined {
  const json = parseObject(text);
  if (json === undefined) return undefined;
  if (isNewer(json)) return "newer";
  const past = {
    attempts: typeof json["attempts"] === "number" ? json["attempts"] : 0,
    deaths: typeof json["deaths"] === "number" ? json["deaths"] : 0,
    ...(typeof json["timeouts"] === "number" ? { timeouts: json["timeouts"] } : {}),
  };
  const job = parseJob(json["job"]);
  const underWay = { ...past, by: parseOwner(json["by"]), ...(job === undefined ? {} : { job }) };
  const checkout = typeof json["checkout"] === "string" ? json["checkout"] : "";
  const rev = typeof json["rev"] === "string" ? json["rev"] : undefined;
  const endedAtMs = typeof json["endedAtMs"] === "number" ? json["endedAtMs"] : 0;
  const checkpoint = json["checkpoint"];
  const unfinished = {
    ...{ attempts: past.attempts, endedAtMs },
    ...(typeof checkpoint === "string" ? { checkpoint } : {}),
  };
  switch (json["kind"]) {
    case "queued": {
      const notBeforeMs = json["notBeforeMs"];
      return {
        kind: "queued",
        ...past,
        ...(typeof notBeforeMs === "number" ? { notBeforeMs } : {}),
        ...(typeof json["why"] === "string" ? { why: json["why"] } : {}),
        ...(json["isUnannounced"] === true ? { isUnannounced: true } : {}),
      };
    }
    case "submitted": {
      const submittedAtMs = json["submittedAtMs"];
      if (job === undefined) return undefined;
      return { kind: "submitted", ...past, job, submittedAtMs: typeof submittedAtMs === "number" ? submittedAtMs : 0 };
    }
    case "preparing":
      return { kind: "preparing", ...underWay };
    case "running": {
      const startedAtMs = json["startedAtMs"];
      return {
        kind: "running",
        ...underWay,
        checkout,
        startedAtMs: typeof startedAtMs === "number" ? startedAtMs : 0,
      };
    }
    case "collecting":
      return rev === undefined ? undefined : { kind: "collecting", ...underWay, rev, checkout };
    case "success":
      return { kind: "success", rev, endedAtMs };
    case "failed":
      return { kind: "failed", ...unfinished, cause: parseCause(json["cause"]) };
    case "killed":
      return { kind: "killed", ...unfinished };
    case "pruned": {
      const { step, value } = asObject(json["last"]) ?? {};
      return { kind: "pruned", ...unfinished, last: { step: Number(step), value: Number(value) } };
    }
    default:
      return undefined;
  }
}

function isNewer(json: Json): boolean {
  return typeof json["schema"] === "number" && json["schema"] > SCHEMA;
}

function parseOwner(value: unknown): ProcessIdentity | undefined {
  const { host, pid, bootId, startTime } = asObject(value) ?? {};
  if (typeof host !== "string" || typeof pid !== "number") return undefined;
  return { host, pid, bootId: String(bootId ?? ""), startTime: String(startTime ?? "") };
}

function parseJob(value: unknown): JobRef | undefined {
  const { engine, name, element } = asObject(value) ?? {};
  if (typeof engine !== "string" || typeof name !== "string" || typeof element !== "number") return undefined;
  return { engine, name, element };
}

function parseCause(value: unknown): FailureCause {
  const cause = asObject(value);
  const exitCode = cause?.["exitCode"];
  return { message: String(cause?.["message"] ?? ""), exitCode: typeof exitCode === "number" ? exitCode : 255 };
}

function parseEntry(value: unknown): Entry | undefined {
  const json = asObject(value);
  if (json === undefined) return undefined;
  const { stashRev, head, baseline, name, branch, message, copyPaths } = json;
  if (![stashRev, head, baseline].every((rev) => typeof rev === "string" && /^[0-9a-f]{40,64}$/.test(rev))) {
    return undefined;
  }
  return {
    stashRev: String(stashRev),
    head: String(head),
    baseline: String(baseline),
    name: String(name),
    branch: typeof branch === "string" ? branch : undefined,
    message: typeof message === "string" ? message : undefined,
    copyPaths: Array.isArray(copyPaths) ? copyPaths.map(String) : [],
    choices: { ...DEFAULT_CHOICES, ...asObject(json["choices"]) },
  };
}

function parseOptions(value: unknown): TaskOptions {
  const json = asObject(value) ?? {};
  const number = (key: string) => {
    const found = json[key];
    return typeof found === "number" ? found : undefined;
  };
  const timeoutMs = number("timeoutMs"), idleTimeoutMs = number("idleTimeoutMs");
  return {
    ...DEFAULT_TASK_OPTIONS,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    retries: number("retries") ?? 0,
    priority: number("priority") ?? 0,
    env: Object.fromEntries(Object.entries(asObject(json["env"]) ?? {}).map(([k, v]) => [k, String(v)])),
    needs: Object.fromEntries(
      Object.entries(asObject(json["needs"]) ?? {}).flatMap(([k, v]) => typeof v === "number" ? [[k, v]] : []),
    ),
    held: json["held"] === true,
    ...(json["job"] === undefined ? {} : { job: parseJobRequest(json["job"]) }),
    ...(json["requeue"] === true ? { requeue: true } : {}),
    ...(json["resumed"] === true ? { resumed: true } : {}),
    ...(json["promoted"] === true ? { promoted: true } : {}),
  };
}

function parseJobRequest(value: unknown): JobRequest {
  const { options, profile } = asObject(value) ?? {};
  const said = Object.entries(asObject(options) ?? {});
  return {
    options: Object.fromEntries(said.map(([key, text]) => [key, text === null ? null : String(text)])),
    ...(typeof profile === "string" ? { profile } : {}),
  };
}

function parseObject(text: string): Json | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Json : undefined;
}

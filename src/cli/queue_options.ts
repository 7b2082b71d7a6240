/** What queue commands read from their command line. */
import { DEFAULT_TASK_OPTIONS, parseAmounts, type TaskOptions } from "../queue/mod.ts";
import type { Options } from "./commands.ts";
import { durationMs } from "./duration.ts";
import { jobRequest } from "./engine_options.ts";
import { fault } from "./fault.ts";

/** `--until HH:MM`: how long it is until then, tomorrow if it is past today. @throws {ExpError} `usage` */
export function untilMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const [, hours = NaN, minutes = NaN] = /^(\d{1,2}):(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (!(hours < 24 && minutes < 60)) throw fault("usage/form", { option: "--until", form: "time of day", text });
  const end = new Date(nowMs);
  end.setHours(hours, minutes, 0, 0);
  if (end.getTime() <= nowMs) end.setDate(end.getDate() + 1);
  return end.getTime() - nowMs;
}

/** `-j`. @throws {ExpError} `usage` */
export function jobCount(jobs = 1): number {
  if (jobs < 1) throw fault("usage/number", { option: "--jobs", range: "above zero", value: jobs });
  return jobs;
}

/** `--timeout --retries --priority --env --needs` of `exp run --queue`. @throws {ExpError} `usage` */
export function taskOptions(options: Options<"run">): TaskOptions {
  const timeoutMs = durationMs(options.timeout, "--timeout");
  const idleTimeoutMs = durationMs(options.idleTimeout, "--idle-timeout");
  const retries = options.retries ?? 0;
  if (retries < 0) throw fault("usage/number", { option: "--retries", range: "from 0 on", value: retries });
  return {
    ...DEFAULT_TASK_OPTIONS,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    retries,
    priority: options.priority ?? 0,
    env: Object.fromEntries(options.env.map(parseVariable)),
    needs: parseAmounts(options.needs, "--needs"),
    ...jobOf(options),
  };
}

/** What its job is to ask a batch engine for. */
function jobOf(options: Options<"run">): Pick<TaskOptions, "job" | "requeue"> {
  const job = jobRequest(options);
  return { ...(job === undefined ? {} : { job }), ...(options.requeue ? { requeue: true } : {}) };
}

function parseVariable(text: string): [string, string] {
  const at = text.indexOf("=");
  const name = text.slice(0, at);
  if (at > 0 && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return [name, text.slice(at + 1)];
  throw fault("usage/form", { option: "--env", form: "variable", text });
}

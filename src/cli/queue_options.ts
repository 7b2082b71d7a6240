/** What queue commands read from their command line. */
import { DEFAULT_TASK_OPTIONS, parseAmounts, type TaskOptions } from "../queue/mod.ts";
import type { Options } from "./commands.ts";
import { fault } from "./fault.ts";

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, "": 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `5m`, `2h`, `1h30m`; a bare number is seconds. @throws {ExpError} `usage` */
export function durationMs(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d)?)+$/.test(text)) throw fault("usage/form", { option: flag, form: "duration", text });
  let total = 0;
  for (const [, number, unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)?/g)) {
    total += Number(number) * (UNITS_MS[unit] ?? 0);
  }
  if (total <= 0) throw fault("usage/form", { option: flag, form: "positive duration", text });
  return Math.round(total);
}

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
  };
}

function parseVariable(text: string): [string, string] {
  const at = text.indexOf("=");
  const name = text.slice(0, at);
  if (at > 0 && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return [name, text.slice(at + 1)];
  throw fault("usage/form", { option: "--env", form: "variable", text });
}

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

import { fault } from "./fault.ts";

/** @throws {ExpError} `usage` */
export function atLeastOne(option: string, count: number | undefined): void {
  if (count !== undefined && count < 1) throw fault("usage/trial-count", { option, count });
}

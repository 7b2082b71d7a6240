import { ExpError } from "../common/mod.ts";
import { fault } from "./faults.ts";

const DISK_FULL = /ENOSPC|EDQUOT|no space left|quota exceeded/i;
const MISSING = /ENOENT|ENOTDIR|NotFound|not found|no such file/i;

/** An error of the file system as one that says what was done with which path. */
export function ioFault(error: unknown, doing: string, path: string): ExpError {
  if (error instanceof ExpError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
  if (DISK_FULL.test(`${code} ${text}`)) {
    return fault("full-disk/file", { doing, path }, error);
  }
  return fault("io/file", { doing, path, why: text }, error);
}

export function isMissingFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return MISSING.test(`${Reflect.get(error, "code")} ${error.name} ${error.message}`);
}

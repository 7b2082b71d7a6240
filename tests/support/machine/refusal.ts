import { MachineError } from "../../../src/host/mod.ts";

/** What a machine refuses, as the real one words it. */
const REFUSALS = {
  EPERM: [1, "Operation not permitted"],
  ENOENT: [2, "No such file or directory"],
  EIO: [5, "Input/output error"],
  EACCES: [13, "Permission denied"],
  EEXIST: [17, "File exists"],
  ENOTDIR: [20, "Not a directory"],
  EISDIR: [21, "Is a directory"],
  ENOSPC: [28, "No space left on device"],
  ENOTEMPTY: [39, "Directory not empty"],
  ELOOP: [40, "Too many levels of symbolic links"],
  SQLITE_NOTADB: [26, "file is not a database"],
} as const;

export type Errno = keyof typeof REFUSALS;

export function refusal(code: Errno, operation: string, path: string): MachineError {
  const [number, words] = REFUSALS[code];
  return new MachineError(code, operation, path, `${words} (os error ${number}): ${operation} '${path}'`);
}

/** What no program should ask: the real machine's error is none of those that are known, either. */
export function invalid(operation: string, path: string): Error {
  return new Error(`Invalid argument (os error 22): ${operation} '${path}'`);
}

/** Undefined for what is no refusal. */
export function errnoOf(error: unknown): Errno | undefined {
  return error instanceof MachineError && error.code in REFUSALS ? error.code as Errno : undefined;
}

/** As git and the C library put it. */
export function wordsOf(error: unknown): string {
  const code = errnoOf(error);
  return code === undefined ? String(error) : REFUSALS[code][1];
}

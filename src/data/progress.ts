import type { EmitEvent } from "../common/mod.ts";

/** How far one piece of long work is: a file, or all files of a folder. */
export interface DataProgress {
  readonly what: "hashing" | "storing" | "checking out" | "pushing" | "fetching" | "removing" | "proving";
  readonly done: number;
  readonly total: number;
  readonly unit: "bytes" | "files";
}

export type TellProgress = (progress: DataProgress) => void;

/** Begins a piece of work; the result is called with what was done of it since the last call, in bytes. */
export type BeginWork = (what: DataProgress["what"], total: number) => (bytes: number) => void;

export function countingWork(tell: TellProgress | undefined): BeginWork {
  if (tell === undefined) return () => () => {};
  return (what, total) => {
    let done = 0;
    return (bytes) => tell({ what, done: done += bytes, total, unit: "bytes" });
  };
}

/** Passes progress on to whoever renders events. */
export function emitProgress(emit: EmitEvent): TellProgress {
  return (progress) => emit({ kind: "progress", ...progress });
}

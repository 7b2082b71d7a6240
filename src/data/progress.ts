import type { EmitEvent } from "../common/mod.ts";
import type { MoveOptions } from "../storage/mod.ts";

/** How far one piece of long work is: a file, or all files of a folder. */
export interface DataProgress {
  readonly what: "hashing" | "storing" | "checking out" | "pushing" | "fetching" | "removing" | "proving";
  readonly done: number;
  readonly total: number;
  readonly unit: "bytes" | "files";
  /** Of work that is counted in bytes: whole files. */
  readonly files?: { readonly done: number; readonly total: number };
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

/**
 * Tells how far files on their way are, from none to all: in bytes where their sum is known, else in files. (The sum is
 * of what they hold: what is sent again, or compressed, makes neither more nor less of it.)
 */
export function countingMoves(
  tell: TellProgress | undefined,
  what: DataProgress["what"],
  total: { readonly files: number; readonly bytes: number },
): Pick<MoveOptions, "onMoved" | "onBytes"> {
  if (tell === undefined || total.files === 0) return {};
  let [files, bytes] = [0, 0];
  const isOver = () => files >= total.files;
  const inFiles = () => tell({ what, done: files, total: total.files, unit: "files" });
  const inBytes = () => {
    const done = isOver() ? total.bytes : Math.min(bytes, total.bytes - 1);
    tell({ what, done, total: total.bytes, unit: "bytes", files: { done: files, total: total.files } });
  };
  const tellAll = total.bytes > 0 ? inBytes : inFiles;
  tellAll();
  const onMoved = () => {
    files++;
    tellAll();
  };
  if (total.bytes === 0) return { onMoved };
  return {
    onMoved,
    onBytes(more) {
      bytes += more;
      if (!isOver()) inBytes();
    },
  };
}

/** Passes progress on to whoever renders events. */
export function emitProgress(emit: EmitEvent): TellProgress {
  return (progress) => emit({ kind: "progress", ...progress });
}

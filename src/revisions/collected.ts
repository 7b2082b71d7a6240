/**
 * What `exp show` knows, in the shape of DVC's own JSON (3.67.1: dvc/repo/experiments/serialize.py), so that `--json` is a plain dump and the
 * tables read the same data. `collect.ts` fills it; `src/show` renders it.
 */
import type { ExecutorFacts } from "../records/mod.ts";
import type { Value } from "../common/mod.ts";

export interface FileError {
  readonly type: string;
  readonly msg: string;
}

/** A params or metrics file: its data, or why it could not be read. */
export type FileData = { readonly data: Value } | { readonly error: FileError };

export interface DepFacts {
  readonly hash: string | null;
  readonly size: number | null;
  readonly nfiles: number | null;
}

interface OutFacts extends DepFacts {
  readonly use_cache: boolean;
  readonly is_data_source: boolean;
}

export interface RevData {
  readonly rev: string;
  /** Local time as `2026-11-21T09:03:59`; null for the workspace. */
  readonly timestamp: string | null;
  readonly params: ReadonlyMap<string, FileData>;
  readonly metrics: ReadonlyMap<string, FileData>;
  readonly deps: ReadonlyMap<string, DepFacts>;
  readonly outs: ReadonlyMap<string, OutFacts>;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** One commit, or the workspace (`rev` is then the word `workspace`). */
export interface RevEntry {
  readonly rev: string;
  readonly name: string | null;
  readonly data: RevData | null;
  readonly error: FileError | null;
}

/** An experiment: its commits, newest first (more than one with checkpoints). */
export interface ExperimentRange {
  readonly revs: readonly RevEntry[];
  readonly executor: ExecutorFacts | null;
  readonly name: string | null;
  /** For DVC, and so in `executor`, it has failed. */
  readonly isPruned?: boolean;
}

/** The workspace (without experiments) or a baseline with its experiments. */
export interface BaselineEntry extends RevEntry {
  readonly experiments: readonly ExperimentRange[] | null;
}

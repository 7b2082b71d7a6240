/** A thing to measure. Its project is made once a tool; `reset` brings it back before every run. */
export interface BenchCase {
  readonly name: string;
  readonly group: string;
  readonly make: (folder: string) => void;
  /**
   * Shell text that brings the project to where the measurement starts, once. On PATH are `dvc` and `exp` (for exp's
   * project `dvc` is `exp dvc`) and `aside PATH…`, which moves things away: a file system that has just deleted many
   * files is slow to make new ones, so nothing is deleted before the case is over.
   */
  readonly prepare?: string;
  /** The same, before every run. */
  readonly reset?: string;
  /** Arguments of `dvc` (for exp: of `exp dvc`). */
  readonly dvc?: readonly string[];
  /** Arguments of `exp`, where DVC has no such command: measured alone. */
  readonly exp?: readonly string[];
  /** Shell text instead of `exp`, for a command that reads standard input. */
  readonly sh?: string;
  /** Shell text measured in the same rounds, such as md5sum. */
  readonly beside?: { readonly name: string; readonly sh: string };
  readonly goal?: Goal;
  /** Only with --full: takes minutes or many gigabytes. */
  readonly full?: boolean;
  readonly runs?: number;
  /** No DVC here: it would take too long, and only the curve is wanted. */
  readonly alone?: boolean;
  /** A point of a growth curve. */
  readonly curve?: { readonly of: string; readonly size: number };
  /** Belongs into the short table. */
  readonly headline?: boolean;
}

export interface Goal {
  /** How many times faster than DVC. */
  readonly factor?: number;
  readonly seconds?: number;
  /** Not slower than `beside` times this. */
  readonly besideFactor?: number;
  /** Not more seconds longer than `beside`. */
  readonly besidePlusSeconds?: number;
}

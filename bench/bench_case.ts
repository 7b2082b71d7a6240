/** A thing to measure. Its project is made once a tool; `reset` brings it back before every run. */
export interface BenchCase {
  readonly name: string;
  readonly group: string;
  readonly make: (folder: string) => void;
  /**
   * Shell text that brings the project to where the measurement starts, once. On PATH are `dvc` and `exp` (for exp's
   * project `dvc` is `exp dvc`), `empty` (an empty compiled program), `limit NAME ARG…` (bench/limits/NAME.ts) and
   * `aside PATH…`, which moves things away: a file system that has just deleted many files is slow to make new ones, so
   * nothing is deleted before the case is over.
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
  readonly beside?: Yardstick;
  /** All of them hold, or `scripts/bench --check` fails. */
  readonly bars?: readonly Bar[];
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

/** What the machine itself needs for it: shell text measured in the same rounds, in exp's project. */
export interface Yardstick {
  readonly name: string;
  readonly sh: string;
  /** Shell text, once, after the case's own. */
  readonly prepare?: string;
  /** Shell text, before every run of it. */
  readonly reset?: string;
  /** A program that is not everywhere; without it the case is measured without the yardstick. */
  readonly needs?: string;
}

/** User and system seconds of all processes; seconds by the clock; peak resident MiB of the largest process. */
export type Quantity = "cpu" | "wall" | "peak";

export interface Bar {
  readonly of: Quantity;
  /** Seconds or MiB; of `than`, if there is one, so many times. */
  readonly atMost: number;
  readonly than?: "dvc" | "beside" | "empty";
  /** Without what an empty compiled program needs, which is measured in the same rounds. */
  readonly beyondStartUp?: true;
}

/** By the clock, so many times. */
export function fasterThanDvc(times: number): Bar {
  return { of: "wall", atMost: 1 / times, than: "dvc" };
}

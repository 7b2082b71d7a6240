import type { Git, RefUpdate } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";
import type { StageManner } from "../experiments/execute.ts";

/** Where an experiment runs: the workspace itself, or a checkout that is thrown away. */
export interface Place {
  /** The repository as stages see it. */
  readonly repo: Repo;
  readonly git: Git;
}

/** What the caller of an executor adds. */
export interface ExecutorOptions {
  /** How stages run: output, signals, how many at once. */
  readonly manner?: StageManner;
  /** Changes of refs that join the transaction in which the experiment's ref is made. */
  readonly also?: readonly RefUpdate[];
}

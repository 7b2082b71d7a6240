import type { Git, RefUpdate, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";

/** Where an experiment runs: the workspace itself, or a checkout that is thrown away. */
export interface Place {
  /** The repository as stages see it. */
  readonly repo: Repo;
  readonly git: Git;
}

/** What the caller of an executor adds to an experiment's end. */
export interface Ending {
  /** Changes of refs that join the transaction in which the experiment's ref is made. */
  readonly also?: readonly RefUpdate[];
}

/** An experiment that is done. */
export interface Finished {
  readonly name: string;
  readonly rev: Rev;
  readonly ref: string;
  readonly hash: string;
}

import type { Endable } from "../data/mod.ts";
import type { StageSettings } from "../experiments/mod.ts";
import type { Git, RefUpdate, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";

/** Where an experiment runs: the workspace itself, or a checkout that is thrown away. */
export interface Place {
  /** The repository as stages see it. */
  readonly repo: Repo;
  readonly git: Git;
}

/** What the caller of an executor adds. */
export interface ExecutorOptions {
  /** How stages run: output, signals, how many at once. */
  readonly stages?: StageSettings;
  /** Further variables for the stages. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told of the experiment's commit before its ref is made. */
  readonly onCommit?: (rev: Rev) => void;
  /** Changes of refs that join the transaction in which the experiment's ref is made. */
  readonly also?: readonly RefUpdate[];
  /** By whom it is ended that large files of earlier results are put into the workspace. */
  readonly endable?: Endable | undefined;
}

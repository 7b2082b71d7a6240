/** What running one experiment is asked, wherever it runs, and what comes of it. */
import type { Git, RefUpdate, Rev, TreeChange } from "../git/mod.ts";
import type { ReproOptions } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { ReproChoices } from "../entries/mod.ts";

/** What an executor decides about how stages run. */
export type StageSettings = Pick<
  ReproOptions,
  "interactive" | "jobs" | "output" | "keepStdout" | "signal" | "onCommand" | "wait" | "noRunCache"
>;

export interface ExecuteRequest {
  /** The repository as stages see it, and its git: the workspace, or a checkout. */
  readonly repo: Repo;
  readonly git: Git;
  /** The git of the repository that gets the experiment. */
  readonly home: Git;
  readonly baseline: Rev;
  readonly name: string;
  readonly choices: ReproChoices;
  readonly message: string | undefined;
  readonly runEnv: Readonly<Record<string, string>>;
  /** Parameter files that were edited; untracked ones join the experiment, ignored ones do not. Relative to the top. */
  readonly edited: readonly string[];
  readonly stages: StageSettings;
  /** The commit that this run's commits follow (checkpoints); is it the tip of this very experiment? */
  readonly goesOn?: { readonly from: Rev; readonly isSame: boolean } | undefined;
  /** Refs that follow the experiment's when it has checkpoints. */
  readonly mirrors?: readonly string[];
  readonly also?: readonly RefUpdate[] | undefined;
  /** Files as they are to be in each commit, whatever the place has. */
  readonly changes?: readonly TreeChange[];
  /** Told of the experiment's commit before its ref is made. */
  readonly onCommit?: ((rev: Rev) => void) | undefined;
  /** Called before each commit. */
  readonly beforeCommit?: () => void;
  /**
   * Called between the stages and the last commit, with the files that join it.
   * @returns those of them that Git does not know yet
   */
  readonly beforeRecord?: (extra: readonly string[]) => readonly string[];
}

/** An experiment that is done. */
export interface Finished {
  readonly name: string;
  readonly rev: Rev;
  readonly ref: string;
  readonly hash: string;
}

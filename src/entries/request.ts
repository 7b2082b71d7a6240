import type { Rev } from "../git/mod.ts";
import type { SamplingRequest } from "./sampling.ts";

/** How the pipeline is to be reproduced; travels with an entry in `repro.dat`. */
export interface ReproChoices {
  /** As typed; relative to the folder that the command was started in. */
  readonly targets: readonly string[];
  readonly singleItem: boolean;
  readonly force: boolean;
  readonly dry: boolean;
  readonly interactive: boolean;
  readonly pipeline: boolean;
  readonly allPipelines: boolean;
  readonly downstream: boolean;
  readonly recursive: boolean;
  readonly forceDownstream: boolean;
  readonly pull: boolean;
  readonly allowMissing: boolean;
  readonly onError: "fail" | "keep-going" | "ignore";
  /** Checkpoints start over (DVC 2). */
  readonly reset: boolean;
}

export const DEFAULT_CHOICES: ReproChoices = {
  targets: [],
  singleItem: false,
  force: false,
  dry: false,
  interactive: false,
  pipeline: false,
  allPipelines: false,
  downstream: false,
  recursive: false,
  forceDownstream: false,
  pull: false,
  allowMissing: false,
  onError: "fail",
  reset: false,
};

/** What the user asks of one or more experiments, whatever the mode. */
export interface ExperimentRequest {
  readonly choices: ReproChoices;
  /** `-S` texts: `[file:]override`. */
  readonly params: readonly string[];
  readonly name?: string;
  readonly message?: string;
  readonly noHydra?: boolean;
  /** Untracked paths for the checkout; relative to the folder that the command was started in. */
  readonly copyPaths?: readonly string[];
  /** Draw points instead of taking the whole grid; only for the queue. */
  readonly sampling?: SamplingRequest;
  /** The checkpoint to go on from, in a checkout; default: the one that the workspace stands at. */
  readonly rev?: string;
}

/** One experiment that is ready to be run, anywhere: everything is in its stash commit. */
export interface Entry {
  /** The stash commit: the workspace, the edited parameters, `repro.dat`. */
  readonly stashRev: Rev;
  readonly head: Rev;
  readonly baseline: Rev;
  readonly name: string;
  /** The experiment branch that it continues (checkpoints). */
  readonly branch: string | undefined;
  readonly choices: ReproChoices;
  readonly copyPaths: readonly string[];
  readonly message: string | undefined;
}

import type { StageEnding } from "../common/mod.ts";
import type { Assignment, Outcome } from "./protocol.ts";
import type { TaskState } from "./task.ts";

/** How a task ended, as far as its runner could tell. */
export type RunOutcome = Outcome | { readonly kind: "crashed"; readonly message: string };

/** Runs claimed tasks, one after the other. Whoever claimed them holds the lease meanwhile, watches limits, and settles the outcome. */
export interface TaskRunner extends Disposable {
  /** @param onState told of each state that the runner has written */
  run(assignment: Assignment, onState: (state: TaskState) => void): Promise<RunOutcome>;
  /** Ends the stage; the outcome comes as ever. */
  abort(ending: StageEnding): void;
  /** Gives up on the runner itself; the outcome is `crashed`, and what it started is for the drain to end. */
  terminate(): void;
  /** It has failed once and is not to be used again. */
  readonly isBroken: boolean;
}

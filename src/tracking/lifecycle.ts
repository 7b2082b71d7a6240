import { fault } from "./faults.ts";
/** The life of a tracked experiment, in one table. */

export type TrackState = "uninitialized" | "active" | "completed" | "persisted";

export type TrackCall = "init" | "set_params" | "log_metric" | "make_checkpoint" | "complete" | "save" | "discard";

/** In which state a call is valid, and what it leads to. Saving again changes nothing. */
export const LIFECYCLE: Readonly<Record<TrackState, Readonly<Partial<Record<TrackCall, TrackState>>>>> = {
  uninitialized: { init: "active" },
  active: {
    set_params: "active",
    log_metric: "active",
    make_checkpoint: "active",
    complete: "completed",
    save: "persisted",
    discard: "uninitialized",
  },
  completed: { save: "persisted", discard: "uninitialized" },
  persisted: { save: "persisted" },
};

/**
 * The state that a call leads to.
 * @throws {ExpError} `invalid-state`, naming the state and what is valid in it
 */
export function next(state: TrackState, call: TrackCall): TrackState {
  const to = LIFECYCLE[state][call];
  if (to !== undefined) return to;
  throw fault("invalid-state/call", { call, state, valid: Object.keys(LIFECYCLE[state]) });
}

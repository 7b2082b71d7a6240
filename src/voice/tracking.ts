import type { TrackingFaults } from "../tracking/mod.ts";
import type { Sayings } from "./saying.ts";

export const TRACKING: Sayings<TrackingFaults> = {
  "invalid-state/call": ({ call, state, valid }) => ({
    exp: `${call} is not valid in state ${state}`,
    hint: `valid now: ${valid.join(", ")}`,
  }),
  "invalid-state/no-experiment": ({ id }) => ({
    exp: `there is no tracked experiment '${id}': its state is uninitialized`,
    hint: "valid now: init; `exp track status` lists those that there are",
  }),
  "invalid-file/track-record": ({ path }) => `${path} is damaged, or was written by another version of exp`,
  "usage/call-not-json": () => "a call is one line of JSON",
  "usage/log-metric": () => "log_metric takes a name, a value and maybe a step",
  "usage/no-call": ({ name }) => ({
    exp: `there is no call '${name}'`,
    hint: "init, open, set_params, log_metric, make_checkpoint, complete, save, discard, status",
  }),
  "usage/file-outside": ({ path }) => `${path} lies outside of the repository`,
  "not-found/file": ({ path }) => `there is no file ${path}`,
  "busy/tracked": ({ id }) => ({
    exp: `another process works with tracked experiment '${id}'`,
    hint: "a program that tracks it is running; begin another with `exp track init`",
  }),
};

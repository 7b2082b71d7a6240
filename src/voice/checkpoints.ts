import type { CheckpointFaults } from "../checkpoints/mod.ts";
import type { Sayings } from "./saying.ts";

export const CHECKPOINTS: Sayings<CheckpointFaults> = {
  "failed/checkpoint": (_, cause) => ({ exp: cause?.exp ?? "", hint: cause?.hint }),
  "failed/run-is-gone": () => ({
    exp: "the run that would register the checkpoint is gone",
    hint: "`exp run` again continues from the last checkpoint",
  }),
  "usage/not-from-head": ({ rev }) => ({
    exp: `'${rev}' is no checkpoint of an experiment that starts from HEAD`,
    hint: "`exp show` lists the checkpoints",
    dvc: `Cannot resume from '${rev}' as it is not derived from your current workspace.`,
    dvcExit: 255,
  }),
  "usage/unchanged-checkpoint": ({ rev, name }) => ({
    exp: `checkpoint ${rev} is not the last of '${name}', and nothing has changed since it`,
    hint: `change something to branch off, or 'exp apply ${name}' to go on from the last`,
    dvc: `Nothing to do for unchanged checkpoint '${rev}'. To resume from the head of this experiment, ` +
      `use 'dvc exp apply ${name}'.`,
    dvcExit: 255,
  }),
  "usage/no-metrics-file": ({ stage }) => ({
    exp: `stage '${stage}' has no JSON file among its metrics to write to`,
    hint: "name one under `metrics:` in dvc.yaml, with `cache: false`",
  }),
  "invalid-file/not-a-json-object": ({ path }) => `${path} is not a JSON object`,
};

import type { ExperimentFaults } from "../experiments/mod.ts";
import type { Sayings } from "./saying.ts";

export const EXPERIMENTS: Sayings<ExperimentFaults> = {
  "within/apply": ({ word }, { dvc }) => ({ dvc: `'${word}' does not appear to be an experiment commit.: ${dvc}` }),
  "within/checkpoints": ({ count, name }) => ({
    hint: `${count === 1 ? "1 checkpoint is" : `${count} checkpoints are`} kept in '${name}'; ` +
      "`exp run` again continues from the last",
    dvcExit: 255,
  }),
  "within/data-remote": ({ direction }, { dvc }) =>
    direction === "push"
      ? { dvc: `failed to push cache: ${dvc}`, dvcExit: 255 }
      : { dvc: `configuration error - ${dvc}`, dvcExit: 251 },
  "within/save": (_, { dvc }) => ({ dvc: `failed to save experiment - ${dvc}`, dvcExit: 1 }),
  // by the words before the colon clients of DVC know remotes that are not there
  "within/auto-push": ({ remote }, { exp, kind }) =>
    `${kind === "not-found" || kind === "config" ? "Failed to validate remotes: " : ""}` +
    `the experiment was not pushed to '${remote}': ${exp}`,
};

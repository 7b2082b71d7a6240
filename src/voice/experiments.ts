import type { ExperimentFaults } from "../experiments/mod.ts";
import { checkoutFailed, WHICH_EXPERIMENTS } from "./phrases.ts";
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
  "missing-data/not-cached": ({ word, paths }) => ({
    exp: `'${word}' needs data that the cache does not hold: ${paths.join(", ")}`,
    hint: "nothing was changed; `exp pull` fetches data, or run the experiment again",
    dvc: checkoutFailed(paths),
  }),
  "missing-data/never-made": ({ word, paths }) => ({
    exp: `'${word}' never made ${paths.join(", ")}; all else is in place`,
    dvc: checkoutFailed(paths),
  }),
  "conflict/lost-changes": ({ paths }) => ({
    exp: `changes in the workspace would be lost: ${paths.slice(0, 5).join(", ")}`,
    hint: "commit or undo them, or `exp apply --force`, which keeps them in refs/exps/apply/stash",
  }),
  "usage/which-of-remote": ({ remote }) => ({
    exp: `which experiments of ${remote}? give names, --rev or -A`,
    dvc: WHICH_EXPERIMENTS,
    dvcExit: 255,
  }),
  "usage/include-outside": ({ path }) => `${path} lies outside of the repository`,
  "not-found/include": ({ path }) => `there is no ${path} to include`,
};

import type { EntryFaults } from "../entries/mod.ts";
import type { Sayings } from "./saying.ts";

export const ENTRIES: Sayings<EntryFaults> = {
  "config/hydra-plugins": ({ path, isFolder }) => ({
    exp: `hydra.plugins_path: ${path} ` +
      (isFolder ? "holds plugins in Python, and there is no Python here" : "is no folder"),
    hint: "write what the plugins add as YAML files in conf/, then: exp config --unset hydra.plugins_path",
  }),
  "config/odd-date": ({ variable, date }) => ({
    exp: `${variable} is no date that Git takes: ${date}`,
    hint: "unset it, or write it as 2030-12-31T23:59:59",
  }),
  "invalid-override/outside": ({ file, root }) => `${file} lies outside of the repository ${root}`,
  "invalid-override/sweep-without-queue": () => ({
    exp: "several values for one parameter make several experiments",
    hint: "add --queue, then `exp queue start` or `exp run --run-all` runs them",
    dvc: "Sweep overrides can't be used without `--queue`",
  }),
  "invalid-override/empty-sweep": () => "the sweep has no point: one of its ranges is empty",
  "not-found/first-commit": () => ({
    exp: "the Git repository has no commit yet",
    hint: "git add -A && git commit",
    dvc: "unexpected error - Empty git repo\n\n" +
      "Having any troubles? Hit us up at https://dvc.org/support, we are always happy to help!",
  }),
  "invalid-file/run-arguments": ({ path }) => `${path} does not hold the arguments of a run`,
};

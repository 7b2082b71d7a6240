import type { Again, RecordFaults } from "../records/mod.ts";
import { didYouMean, WHICH_EXPERIMENTS } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

export const RECORDS: Sayings<RecordFaults> = {
  "invalid-name/branch": ({ name }) => ({
    exp: `${JSON.stringify(name)} cannot be a branch's name`,
    hint: "see `git help check-ref-format`",
  }),
  "invalid-name/experiment": ({ name }) => ({
    exp: `${JSON.stringify(name)} cannot be an experiment's name`,
    hint: "letters, digits, - _ . and most other signs are fine; no blank, no / ~ ^ : ? * [ \\, no .. and no .lock",
    dvc: `Invalid exp name ${name}, the exp name must follow rules in https://git-scm.com/docs/git-check-ref-format`,
  }),
  "invalid-name/too-long": ({ bytes, most }) => ({
    exp: `an experiment's name may have ${most} bytes, not ${bytes}`,
    hint: "what there is more to say: -m",
  }),
  "invalid-name/ambiguous": ({ name, refs }) => {
    const list = refs.map((ref) => `\t${ref}`).join("\n");
    return {
      exp: `${refs.length} baselines have an experiment '${name}': name one by its ref\n${list}`,
      dvc: `Ambiguous name '${name}' refers to multiple experiments. ` +
        `Use one of the following full refnames instead:\n\n${list}`,
    };
  },
  "invalid-name/short-id": ({ id, fits }) => ({
    exp: `'${id}' fits ${fits.length} experiments`,
    hint: fits.join(", "),
  }),
  "exists/branch": ({ name }) => ({
    exp: `a branch '${name}' exists already`,
    hint: "give another name after the experiment's",
    dvc: `Git branch '${name}' already exists.`,
  }),
  "exists/experiment": ({ name, again }) => ({
    exp: `an experiment '${name}' exists already on this baseline`,
    hint: `another name, or \`${byForce(name, again)}\` to replace it`,
    // two empty lines follow in DVC's text; its clients match the first line
    dvc: `Experiment conflicts with existing experiment '${name}'. To overwrite the existing experiment run:` +
      "\n\n\tdvc exp run -f ...\n\n",
  }),
  "exists/again": ({ name }) => ({
    exp: `there is an experiment '${name}' again`,
    hint: `exp rename ${name} OTHER, then exp undo`,
  }),
  "not-found/experiments": ({ names, remote, nearest }) => ({
    exp: `no experiment ${names.map((name) => `'${name}'`).join(", ")}` +
      (remote === undefined ? "" : ` in the Git remote '${remote}'`),
    hint: didYouMean(nearest) ?? `\`exp ls -A${remote === undefined ? "" : ` ${remote}`}\` lists them`,
    dvc: remote !== undefined
      ? `Experiment '${names.join("; ")}' does not exist in '${remote}'`
      : names.length === 1
      ? `'${names[0]}' is not a valid experiment name`
      : `'${names.join("; ")}' are not valid experiment names`,
  }),
  "not-found/rev": ({ rev, nearest }) => ({
    exp: `no commit or experiment '${rev}'`,
    hint: didYouMean(nearest) ?? "`exp ls -A` lists experiments, `git log --all` commits",
    dvc: `unknown Git revision '${rev}'`,
  }),
  "not-found/removal": () => "no experiment was removed in the last 14 days",
  "not-found/checkpoint": ({ word }) => ({
    exp: `'${word}' is no checkpoint of this experiment`,
    hint: "`exp show` lists them",
  }),
  "usage/which-experiments": () => ({
    exp: "which experiments? give names, --rev, -A or --queue",
    dvc: WHICH_EXPERIMENTS,
    dvcExit: 255,
  }),
  "busy/stash": ({ lock }) => ({
    exp: `another process holds ${lock}`,
    hint: "if no git is running, remove that file",
  }),
};

function byForce(name: string, again: Again): string {
  switch (again.as) {
    case "run":
      return "exp run -f";
    case "save":
      return `exp save -f -n ${name}`;
    case "rename":
      return `exp rename ${again.remote === undefined ? "" : `-g ${again.remote} `}-f ${again.from} ${name}`;
  }
}

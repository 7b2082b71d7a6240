/**
 * Where the same command line means something else to DVC than to `exp`: what is refused, what counts, what is written.
 * (Words and exit codes are not among these.) `exp dvc …` goes by the second table; a new DVC release is a change to it.
 */
export interface Rules {
  /** One `-S` may hold several overrides, as a sweep of Hydra's does. DVC reads one text as one override. */
  readonly oneTextManyOverrides: boolean;
  /** `-S k=v` adds a parameter that is not there. DVC wants `+k=v`, for a misspelt name would be one more parameter. */
  readonly addsParams: boolean;
  /** `-S` changes the addressed place alone, also where YAML aliases share it. With DVC all places change. */
  readonly splitsAliases: boolean;
  /** `-S` may add a name to a Python file. DVC cannot write one. */
  readonly addsPythonNames: boolean;
  /** `--dry` tells why each stage would run, or be restored. DVC lists the commands as if they ran. */
  readonly dryRun: "reasons" | "commands";
  /**
   * Checkpoints of `exp` go on from the last one, whatever a killed stage has written since, and a failure after one is a
   * failure. DVC 2, the last that had them, takes such writing for a change, writes its old hashes, adds a last commit
   * in any case, ends well after a failure, and refuses to go on from an earlier one when nothing has changed.
   */
  readonly checkpoints: "exp" | "dvc2";
  /**
   * `save` takes every lock file that it writes. With DVC one that Git does not track joins only where it stands at the
   * top, in the folder that the command was started in, before the save.
   */
  readonly savesNewLockFiles: boolean;
  /** `save -I` refuses a path that is not there. DVC passes over it. */
  readonly includesMustExist: boolean;
  /** `apply` refuses to lose what is changed here, unless forced. DVC moves it to `refs/exps/apply/stash`. */
  readonly applyKeepsChanges: boolean;
  /** An applied experiment may lack outputs, as it ran a part of the pipeline. To DVC that is an error, at the end. */
  readonly outputsMayBeUnmade: boolean;
  /** `freeze` writes one line. DVC writes the whole stage anew, in its own order. */
  readonly freezesOneLine: boolean;
  /** `stage add -f --desc` describes the stage anew. With DVC the replaced stage's description stays. */
  readonly replacesDesc: boolean;
  /** `params diff` knows every parameter. DVC leaves some out; see unseen_by_dvc.ts. */
  readonly comparesAllParams: boolean;
  /** To DVC a key that only one side of a comparison has is null on the other, so that there is no change to null. */
  readonly missingIsNull: boolean;
}

export const EXP_RULES: Rules = {
  oneTextManyOverrides: true,
  addsParams: true,
  splitsAliases: true,
  addsPythonNames: true,
  dryRun: "reasons",
  checkpoints: "exp",
  savesNewLockFiles: true,
  includesMustExist: true,
  applyKeepsChanges: true,
  outputsMayBeUnmade: true,
  freezesOneLine: true,
  replacesDesc: true,
  comparesAllParams: true,
  missingIsNull: false,
};

export const DVC_RULES: Rules = {
  oneTextManyOverrides: false,
  addsParams: false,
  splitsAliases: false,
  addsPythonNames: false,
  dryRun: "commands",
  checkpoints: "dvc2",
  savesNewLockFiles: false,
  includesMustExist: false,
  applyKeepsChanges: false,
  outputsMayBeUnmade: false,
  freezesOneLine: false,
  replacesDesc: false,
  comparesAllParams: false,
  missingIsNull: true,
};

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
  /** `--with-deps` of an output takes in what its stage needs. To DVC an output that is named stands for itself alone. */
  readonly outputsHaveDeps: boolean;
  /** `repro` takes an output's path for its stage. DVC takes names of stages alone. */
  readonly reproTakesOutputs: boolean;
  /** Moving data tells of outputs that were never recorded. DVC tells of them only where it compares. */
  readonly tellsUnrecorded: boolean;
  /** Fetching needs a remote. With DVC, where none is named nor configured, only what names its own is fetched. */
  readonly fetchNeedsRemote: boolean;
  /** A folder of which the remote lacks files is fetched as far as it is there. To DVC it is a failure. */
  readonly fetchesPartsOfFolders: boolean;
  /** Runs of the run-cache that were fetched count. DVC counts only those that it sends. */
  readonly countsFetchedRuns: boolean;
  /** Data that neither side has is a failure. To DVC it is a warning. */
  readonly lostDataFails: boolean;
  /** Without a commit nothing can be compared. To DVC there is no difference then. */
  readonly comparesNothing: boolean;
  /** `exp diff` knows queued experiments and the word `workspace`. DVC knows commits and finished experiments. */
  readonly comparesUnfinished: boolean;
  /** A question needs a terminal; without one the answer is no. DVC reads it from a pipe, too. */
  readonly asksTerminalsAlone: boolean;
  /** With `--json` and `--quiet` standard output is for the result: what stages print goes to standard error. */
  readonly keepsStdout: boolean;
  /** How long another process's lock is waited for, if nothing is said of it; see `LockWait`. */
  readonly lockWait: "patient" | "dvc";
  /** `push` and `pull` of experiments fail where the other side has another one of that name. DVC says so, and ends well. */
  readonly divergedFails: boolean;
  /** `gc` keeps what experiments and the queue need, whatever else it is told to keep. */
  readonly gcKeepsExperiments: boolean;
  /** What sweeps away many things is asked for first, or needs `--yes`. DVC just does it. */
  readonly asksFirst: boolean;
  /** `exp remove` keeps what it removes for `exp undo`, and takes ids of tasks. */
  readonly removeCanBeUndone: boolean;
  /** `init` outside of any Git repository makes one. */
  readonly initMakesGit: boolean;
  /** Options that mean nothing together, and numbers below one, are refused. DVC passes over them. */
  readonly refusesIdleOptions: boolean;
  /** `exp list --sha-only` works for a Git remote. DVC refuses it. */
  readonly listsIdsOfRemotes: boolean;
  /** `queue kill` wants to know which tasks. DVC kills none then. */
  readonly killNeedsNames: boolean;
  /** `queue logs -f` waits for a queued task, and ends with the task's code. DVC refuses the one and ends with 0. */
  readonly followsToTheEnd: boolean;
  /** `exp show --json` is filtered, limited and sorted as asked. DVC's is all there is. */
  readonly filtersJson: boolean;
  /** Tables leave columns out to fit the terminal, unless told not to. */
  readonly fitsTables: boolean;
  /** `--temp --dry` looks in the workspace: what would run is the same, and a checkout would leave objects in Git. */
  readonly dryRunsInPlace: boolean;
  /** `status` wants to ask where imports come from, and fails without a network. */
  readonly asksForImports: boolean;
  /** `status -c` asks each output's own remote. DVC asks one remote, about all that names none itself. */
  readonly statusAsksEachRemote: boolean;
  /** `status -c` lists a folder that is nowhere. DVC only warns of it. */
  readonly listsLostFolders: boolean;
  /** `stage list` passes over every file that cannot be read. DVC ends at one that makes it crash. */
  readonly listsPastCrashes: boolean;
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
  outputsHaveDeps: true,
  reproTakesOutputs: true,
  tellsUnrecorded: true,
  fetchNeedsRemote: true,
  fetchesPartsOfFolders: true,
  countsFetchedRuns: true,
  lostDataFails: true,
  comparesNothing: false,
  comparesUnfinished: true,
  asksTerminalsAlone: true,
  keepsStdout: true,
  lockWait: "patient",
  divergedFails: true,
  gcKeepsExperiments: true,
  asksFirst: true,
  removeCanBeUndone: true,
  initMakesGit: true,
  refusesIdleOptions: true,
  listsIdsOfRemotes: true,
  killNeedsNames: true,
  followsToTheEnd: true,
  filtersJson: true,
  fitsTables: true,
  dryRunsInPlace: true,
  asksForImports: false,
  statusAsksEachRemote: true,
  listsLostFolders: true,
  listsPastCrashes: true,
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
  outputsHaveDeps: false,
  reproTakesOutputs: false,
  tellsUnrecorded: false,
  fetchNeedsRemote: false,
  fetchesPartsOfFolders: false,
  countsFetchedRuns: false,
  lostDataFails: false,
  comparesNothing: true,
  comparesUnfinished: false,
  asksTerminalsAlone: false,
  keepsStdout: false,
  lockWait: "dvc",
  divergedFails: false,
  gcKeepsExperiments: false,
  asksFirst: false,
  removeCanBeUndone: false,
  initMakesGit: false,
  refusesIdleOptions: false,
  listsIdsOfRemotes: false,
  killNeedsNames: false,
  followsToTheEnd: false,
  filtersJson: false,
  fitsTables: false,
  dryRunsInPlace: false,
  asksForImports: true,
  statusAsksEachRemote: false,
  listsLostFolders: false,
  listsPastCrashes: false,
};

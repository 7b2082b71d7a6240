/**
 * Where the same command line means something else to DVC than to `exp`: what is refused, what counts, what is written.
 * (Words and exit codes are not among these.) `exp dvc …` goes by the second column; a new DVC release is a change of it.
 */
const RULES = {
  /** One `-S` may hold several overrides, as a sweep of Hydra's does. DVC reads one text as one override. */
  oneTextManyOverrides: { exp: true, dvc: false },
  /** `-S k=v` adds a parameter that is not there. DVC wants `+k=v`, for a misspelt name would be one more parameter. */
  addsParams: { exp: true, dvc: false },
  /** `-S` changes the addressed place alone, also where YAML aliases share it. With DVC all places change. */
  splitsAliases: { exp: true, dvc: false },
  /** `-S` may add a name to a Python file. DVC cannot write one. */
  addsPythonNames: { exp: true, dvc: false },
  /** `--dry` tells why each stage would run, or be restored. DVC lists the commands as if they ran. */
  dryRun: { exp: "reasons", dvc: "commands" },
  /**
   * Checkpoints of `exp` go on from the last one, whatever a killed stage has written since, and a failure after one is a
   * failure. DVC 2, the last that had them, takes such writing for a change, writes its old hashes, adds a last commit
   * in any case, ends well after a failure, and refuses to go on from an earlier one when nothing has changed.
   */
  checkpoints: { exp: "exp", dvc: "dvc2" },
  /**
   * `save` takes every lock file that it writes. With DVC one that Git does not track joins only where it stands at the
   * top, in the folder that the command was started in, before the save.
   */
  savesNewLockFiles: { exp: true, dvc: false },
  /** `save -I` refuses a path that is not there. DVC passes over it. */
  includesMustExist: { exp: true, dvc: false },
  /** `apply` refuses to lose what is changed here, unless forced. DVC moves it to `refs/exps/apply/stash`. */
  applyKeepsChanges: { exp: true, dvc: false },
  /** An applied experiment may lack outputs, as it ran a part of the pipeline. To DVC that is an error, at the end. */
  outputsMayBeUnmade: { exp: true, dvc: false },
  /** `freeze` writes one line. DVC writes the whole stage anew, in its own order. */
  freezesOneLine: { exp: true, dvc: false },
  /** `stage add -f --desc` describes the stage anew. With DVC the replaced stage's description stays. */
  replacesDesc: { exp: true, dvc: false },
  /** `params diff` knows every parameter. DVC leaves some out; see unseen_by_dvc.ts. */
  comparesAllParams: { exp: true, dvc: false },
  /** `header: false` of a stage's plot counts from every folder. With DVC only when asked from the root. */
  knowsHeadersEverywhere: { exp: true, dvc: false },
  /** Of a folder of very many files, or very large ones, some are drawn. DVC reads them all. */
  boundsPlots: { exp: true, dvc: false },
  /** To DVC a key that only one side of a comparison has is null on the other, so that there is no change to null. */
  missingIsNull: { exp: false, dvc: true },
  /** `--with-deps` of an output takes in what its stage needs. To DVC an output that is named stands for itself alone. */
  outputsHaveDeps: { exp: true, dvc: false },
  /** `repro` takes an output's path for its stage. DVC takes names of stages alone. */
  reproTakesOutputs: { exp: true, dvc: false },
  /** Moving data tells of outputs that were never recorded. DVC tells of them only where it compares. */
  tellsUnrecorded: { exp: true, dvc: false },
  /** Fetching needs a remote. With DVC, where none is named nor configured, only what names its own is fetched. */
  fetchNeedsRemote: { exp: true, dvc: false },
  /** A folder of which the remote lacks files is fetched as far as it is there. To DVC it is a failure. */
  fetchesPartsOfFolders: { exp: true, dvc: false },
  /** Runs of the run-cache that were fetched count. DVC counts only those that it sends. */
  countsFetchedRuns: { exp: true, dvc: false },
  /** Data that neither side has is a failure. To DVC it is a warning. */
  lostDataFails: { exp: true, dvc: false },
  /** What the machine refuses to read stops what shows or compares. To DVC it is a project without data, and a warning. */
  refusesUnreadable: { exp: true, dvc: false },
  /** Without a commit nothing can be compared. To DVC there is no difference then. */
  comparesNothing: { exp: false, dvc: true },
  /** `exp diff` knows queued experiments and the word `workspace`. DVC knows commits and finished experiments. */
  comparesUnfinished: { exp: true, dvc: false },
  /** A question needs a terminal; without one the answer is no. DVC reads it from a pipe, too. */
  asksTerminalsAlone: { exp: true, dvc: false },
  /** With `--json` and `--quiet` standard output is for the result: what stages print goes to standard error. */
  keepsStdout: { exp: true, dvc: false },
  /** How long another process's lock is waited for, if nothing is said of it; see `LockWait`. */
  lockWait: { exp: "patient", dvc: "dvc" },
  /** `push` and `pull` of experiments fail where the other side has another one of that name. DVC says so, and ends well. */
  divergedFails: { exp: true, dvc: false },
  /** `gc` keeps what experiments and the queue need, whatever else it is told to keep. */
  gcKeepsExperiments: { exp: true, dvc: false },
  /** What sweeps away many things is asked for first, or needs `--yes`. DVC just does it. */
  asksFirst: { exp: true, dvc: false },
  /** `exp remove` keeps what it removes for `exp undo`, and takes ids of tasks. */
  removeCanBeUndone: { exp: true, dvc: false },
  /** `init` outside of any Git repository makes one. */
  initMakesGit: { exp: true, dvc: false },
  /** Options that mean nothing together, and numbers below one, are refused. DVC passes over them. */
  refusesIdleOptions: { exp: true, dvc: false },
  /** `exp list --sha-only` works for a Git remote. DVC refuses it. */
  listsIdsOfRemotes: { exp: true, dvc: false },
  /** `queue kill` wants to know which tasks. DVC kills none then. */
  killNeedsNames: { exp: true, dvc: false },
  /** `queue logs -f` waits for a queued task, and ends with the task's code. DVC refuses the one and ends with 0. */
  followsToTheEnd: { exp: true, dvc: false },
  /** `exp show --json` is filtered, limited and sorted as asked. DVC's is all there is. */
  filtersJson: { exp: true, dvc: false },
  /** Tables are for people: fitted to the terminal, without what says nothing. DVC's have everything, for programs too. */
  fitsTables: { exp: true, dvc: false },
  /** `--temp --dry` looks in the workspace: what would run is the same, and a checkout would leave objects in Git. */
  dryRunsInPlace: { exp: true, dvc: false },
  /** `status` wants to ask where imports come from, and fails without a network. */
  asksForImports: { exp: false, dvc: true },
  /** `status -c` asks each output's own remote. DVC asks one remote, about all that names none itself. */
  statusAsksEachRemote: { exp: true, dvc: false },
  /** `status -c` lists a folder that is nowhere. DVC only warns of it. */
  listsLostFolders: { exp: true, dvc: false },
  /** `data status` finds a folder of which the cache lacks a file. To DVC the folder's list is enough. */
  foldersNeedTheirFiles: { exp: true, dvc: false },
  /** `data status` refuses a target that is nowhere. DVC has nothing to say of it. */
  statusNeedsTargets: { exp: true, dvc: false },
  /** `pull` of an import that was made without its data writes down what it is. With DVC it counts as changed from then on. */
  recordsWhatIsPulled: { exp: true, dvc: false },
  /** `move` refuses to lose a file that is where the data is to go. DVC replaces it. */
  moveKeepsOthers: { exp: true, dvc: false },
  /** `stage list` passes over every file that cannot be read. DVC ends at one that makes it crash. */
  listsPastCrashes: { exp: true, dvc: false },
} as const;

/** One column of the table. */
export type Rules = { readonly [Name in keyof typeof RULES]: typeof RULES[Name]["exp" | "dvc"] };

function rulesOf(manner: "exp" | "dvc"): Rules {
  return Object.fromEntries(Object.entries(RULES).map(([name, rule]) => [name, rule[manner]])) as unknown as Rules;
}

export const EXP_RULES: Rules = rulesOf("exp");
export const DVC_RULES: Rules = rulesOf("dvc");

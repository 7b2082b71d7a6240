import { defineCommands, DRY_RUN, NO_WAIT, option, under } from "../command.ts";
import { ENGINE_OPTIONS } from "./cluster.ts";
import { REPRO_OPTIONS } from "./pipeline.ts";

/** Which baselines a command looks at. */
const REV_OPTIONS = [
  option("-A, --all-commits", "experiments of every commit"),
  option("--rev <commit>", "experiments of this commit (may be repeated; default: HEAD)", { as: "append" }),
  option("-n, --num <n>", "the last n commits counted from --rev; negative: all of them", { as: "int" }),
] as const;

const TRANSFER_OPTIONS = [
  ...under("Which experiments", [
    ...REV_OPTIONS,
    option("-f, --force", "replace what is there under the same name"),
  ]),
  ...under("Their data", [
    option("--no-cache", "only the Git refs, not the cached data"),
    option("-r, --remote <name>", "the data remote to use"),
    option("-j, --jobs <n>", "so many objects at a time", { as: "int" }),
    option("--bwlimit <rate>", "no faster than so many bytes a second, such as 10M", { only: "exp" }),
    option("--run-cache", "the run-cache too"),
    option("--no-run-cache", "not the run-cache"),
  ]),
  DRY_RUN,
] as const;

export const EXPERIMENT_COMMANDS = defineCommands({
  "run": {
    dvc: "exp run",
    args: "[targets...]",
    about: "run the pipeline as an experiment",
    examples: [
      "exp run",
      "exp run -S lr=0.2 -n brave-try",
      "exp run --queue -S 'lr=choice(0.1,0.2)' -S 'n=range(1,4)'",
      "exp run --queue --needs gpu=1 --slurm mem=16G",
    ],
    options: [
      ...REPRO_OPTIONS,
      ...under("The experiment", [
        option("-n, --name <name>", "the experiment's name (default: two random words)"),
        option("-S, --set-param <param>", "[file:]key=value: change a parameter first (may be repeated)", {
          as: "append",
        }),
        option("-m, --message <text>", "the experiment's commit message"),
        option("-M <text>", "the same as -m", { only: "dvc" }),
        option("--rev <rev>", "the checkpoint to continue from, with --queue or --temp"),
        option("--reset", "discard earlier checkpoints and start over"),
        option("--no-hydra", "do not compose the parameters with Hydra"),
      ]),
      ...under("Where it runs", [
        option("--temp", "run in a temporary checkout, not in the workspace"),
        option("-C, --copy-paths <path>", "copy an untracked path into the checkout (may be repeated)", {
          as: "append",
        }),
        option("--queue", "put it in the queue instead of running it now"),
        option("--run-all", "run everything that is queued"),
        option("-j, --jobs <n>", "how many experiments at once, with --run-all", { as: "int" }),
        option("--slots <slot=n>", "with --run-all: scarce things, gpu=2 (may be repeated)", {
          as: "append",
          only: "exp",
        }),
        option("--stage-jobs <n>", "how many independent stages at once", { as: "int", only: "exp" }),
      ]),
      ...under("A sweep, with --queue", [
        option("--samples <n>", "draw n points from the sweep's intervals", { as: "int", only: "exp" }),
        option("--seed <n>", "the seed of --samples (default: 0)", { as: "int", only: "exp" }),
        option("--sampler <method>", "random, sobol or lhs (default: sobol)", { only: "exp" }),
      ]),
      ...under("A task, with --queue", [
        option("--timeout <time>", "end it after this long (90s, 5m, 2h)", { only: "exp" }),
        option("--idle-timeout <time>", "end it when it has printed nothing for this long", { only: "exp" }),
        option("--retries <n>", "try again after a failure", { as: "int", only: "exp" }),
        option("--priority <n>", "higher runs first (default: 0)", { as: "int", only: "exp" }),
        option("--env <k=v>", "set a variable (may be repeated)", { as: "append", only: "exp" }),
        option("--needs <slot=n>", "take slots such as gpu=1 (may be repeated)", { as: "append", only: "exp" }),
      ]),
      ...under("A batch engine", ENGINE_OPTIONS),
      ...under("Output", [
        option("--json", "print the result as JSON", { only: "exp" }),
        option("--propagate-exit", "exit with the failed stage's own code", { only: "exp" }),
      ]),
    ],
  },
  "checkpoint": {
    args: "[metrics...]",
    about: "register a checkpoint, from inside of a running stage",
    examples: ["exp checkpoint", "exp checkpoint --metrics loss=0.25 step=3"],
    options: [
      option("--metrics <name=number>", "write this into the stage's metrics file first (may be repeated)", {
        as: "append",
      }),
    ],
  },
  "track": {
    args: "[call] [values...]",
    about: "fill and save an experiment from any program, call by call",
    examples: [
      "EXP_TRACK=$(exp track init --name try); export EXP_TRACK",
      "exp track params lr=0.2",
      "exp track metric loss=0.5 --step 1",
      "exp track checkpoint",
      "exp track save",
      "exp track --stdio",
    ],
    options: [
      option("--id <id>", "the experiment, as init printed it (default: EXP_TRACK)"),
      option("-n, --name <name>", "init: the experiment's name (default: two random words)"),
      option("-m, --message <text>", "init: the commit message"),
      option("--file <path>", "params: record this params file as it is (may be repeated)", { as: "append" }),
      option("--step <n>", "metric: the step of the values", { as: "int" }),
      option("--stdio", "read calls as JSON lines from standard input, answer on standard output"),
      option("--json", "print the result as JSON"),
    ],
  },
  "squash": {
    args: "<experiment>",
    about: "thin an experiment's checkpoints; the last one stays",
    examples: ["exp squash brave-fox", "exp squash brave-fox --every 100"],
    options: [
      option("--every <n>", "keep every nth checkpoint", { as: "int" }),
      option("--keep <rev>", "keep this checkpoint (may be repeated)", { as: "append" }),
      DRY_RUN,
      option("--json", "as JSON"),
    ],
  },
  "show": {
    dvc: "exp show",
    about: "show the experiments in a table",
    examples: ["exp show", "exp show --json", "exp show -A --sort-by acc --only-changed"],
    options: [
      ...under("Which experiments", [
        ...REV_OPTIONS,
        option("-a, --all-branches", "experiments of every branch's tip"),
        option("-T, --all-tags", "experiments of every tag"),
        option("--hide-failed", "leave out failed and pruned experiments"),
        option("--hide-queued", "leave out queued experiments"),
        option("--hide-workspace", "leave out the workspace"),
        option("--filter <condition>", "only rows that match, such as 'acc>0.9' (may be repeated)", {
          as: "append",
          only: "exp",
        }),
        option("--limit <n>", "at most n experiments a baseline", { as: "int", only: "exp" }),
        option("--best <direction>", "which is best, where a metric's name does not tell: cost=min (may be repeated)", {
          as: "append",
          only: "exp",
        }),
      ]),
      ...under("Which columns", [
        option("--only-changed", "only columns that differ between rows"),
        option("--drop <regex>", "leave out columns whose names begin with a match (may be repeated)", {
          as: "append",
        }),
        option("--keep <regex>", "keep columns that match, whatever else is said (may be repeated)", {
          as: "append",
        }),
        option("--param-deps", "only parameters that stages depend on"),
        option("--wide", "all columns, also hashes of deps, nothing shortened", { only: "exp" }),
      ]),
      ...under("Order", [
        option("--sort-by <column>", "sort by a metric or parameter: acc, or metrics.json:acc"),
        option("--sort-order <order>", "asc or desc"),
      ]),
      ...under("Form", [
        option("--json", "as JSON"),
        option("--csv", "as CSV"),
        option("--md", "as a Markdown table"),
        option("--precision <n>", "significant digits (default: 5; all of them with --csv)", { as: "int" }),
        option("--sha", "commit ids instead of names"),
        option("--no-pager", "never use a pager (see PAGER, EXP_PAGER)"),
      ]),
      option("-f, --force", "accepted for DVC's sake: everything is read anew", { only: "dvc" }),
    ],
  },
  "report": {
    args: "[revs...]",
    completes: "experiment",
    about: "compare experiments in the browser: one page to keep",
    examples: ["exp report --open", "exp report -A -o all.html", "exp report brave-fox calm-lake --watch"],
    options: [
      option("-A, --all-commits", "experiments of every commit"),
      option("-n, --num <n>", "the last n commits counted from each; negative: all of them", { as: "int" }),
      option("-o, --output <file>", "where to write (default: report.html)"),
      option("--metric <name>", "only this metric: acc, or metrics.json:acc (may be repeated)", { as: "append" }),
      option("--watch", "write it anew whenever experiments or the queue change; the page follows"),
      option("--open", "open it in the browser"),
    ],
  },
  "ls": {
    dvc: "exp list",
    aliases: ["ls", "list"],
    args: "[git_remote]",
    completes: "git-remote",
    about: "list experiments, here or on a Git remote",
    examples: ["exp ls", "exp ls -A --json"],
    options: [
      ...REV_OPTIONS,
      option("--name-only", "only names"),
      option("--sha-only", "only commit ids"),
      option("--names-only", "the same as --name-only", { only: "dvc" }),
      option("--shas-only", "the same as --sha-only", { only: "dvc" }),
      option("--filter <condition>", "only those that match, such as 'acc>0.9' (may be repeated)", {
        as: "append",
        only: "exp",
      }),
      option("--sort-by <column>", "sort by a metric or parameter: acc, or metrics.json:acc", { only: "exp" }),
      option("--sort-order <order>", "asc or desc", { only: "exp" }),
      option("--limit <n>", "at most n experiments a baseline", { as: "int", only: "exp" }),
      option("--json", "as JSON", { only: "exp" }),
    ],
  },
  "diff": {
    dvc: "exp diff",
    args: "[a_rev] [b_rev]",
    about: "compare parameters and metrics of two experiments",
    examples: ["exp diff", "exp diff brave-fox calm-lake"],
    options: [
      option("--all", "also what did not change"),
      option("--param-deps", "only parameters that stages depend on"),
      option("--json", "as JSON"),
      option("--md", "as a Markdown table"),
      option("--no-path", "without the files' names"),
      option("--wide", "all columns, nothing shortened", { only: "exp" }),
      option("--precision <n>", "significant digits of metrics (default: 5)", { as: "int" }),
    ],
  },
  "apply": {
    dvc: "exp apply",
    args: "<experiment>",
    about: "put an experiment's files into the workspace",
    examples: ["exp apply brave-fox", "exp apply --force brave-fox"],
    options: [
      option("-f, --force", "even if changes in the workspace would be lost", { only: "exp" }),
      option("--no-force", "accepted for DVC's sake", { only: "dvc" }),
      DRY_RUN,
      NO_WAIT,
    ],
  },
  "branch": {
    dvc: "exp branch",
    args: "<experiment> [branch]",
    about: "make a Git branch of an experiment",
    examples: ["exp branch brave-fox try-lr", "exp branch brave-fox"],
    options: [DRY_RUN],
  },
  "rename": {
    dvc: "exp rename",
    args: "[experiment] [name]",
    about: "rename an experiment",
    examples: ["exp rename brave-fox final", "exp rename -g origin brave-fox final"],
    options: [
      option("-g, --git-remote <remote>", "on this Git remote"),
      option("-f, --force", "replace an experiment that has the name"),
      DRY_RUN,
    ],
  },
  "remove": {
    dvc: "exp remove",
    aliases: ["rm"],
    args: "[experiments...]",
    about: "remove experiments",
    examples: ["exp remove brave-fox", "exp remove -A --dry-run"],
    options: [
      ...REV_OPTIONS,
      option("--keep", "keep the named ones and remove the others"),
      option("--queue", "everything that waits in the queue"),
      DRY_RUN,
      option("-y, --yes", "do not ask", { only: "exp" }),
      option("-g, --git-remote <remote>", "on this Git remote"),
    ],
  },
  "undo": {
    about: "bring back the experiments that were removed last",
    examples: ["exp undo", "exp undo --list"],
    options: [
      option("-l, --list", "only list what was removed in the last 14 days"),
      option("--json", "with --list: as JSON"),
      DRY_RUN,
    ],
  },
  "save": {
    dvc: "exp save",
    args: "[targets...]",
    about: "save the workspace as an experiment, without running anything",
    examples: ["exp save -n by-hand", "exp save -I notes.txt -m 'tuned by hand'"],
    options: [
      option("-R, --recursive", "targets that are folders: all stages below"),
      option("-f, --force", "replace an experiment of the same name"),
      option("--json", "as JSON"),
      option("-n, --name <name>", "the experiment's name"),
      option("-I, --include-untracked <path>", "an untracked path to take along (may be repeated)", { as: "append" }),
      option("-m, --message <text>", "the experiment's commit message"),
      NO_WAIT,
    ],
  },
  "push": {
    dvc: "exp push",
    args: "[git_remote] [experiments...]",
    dvcArgs: "<git_remote> [experiments...]",
    completes: "git-remote",
    about: "send experiments and their data (without a remote: data push)",
    examples: ["exp push origin brave-fox", "exp push origin --rev main"],
    options: TRANSFER_OPTIONS,
  },
  "pull": {
    dvc: "exp pull",
    args: "[git_remote] [experiments...]",
    dvcArgs: "<git_remote> [experiments...]",
    completes: "git-remote",
    about: "get experiments and their data (without a remote: data pull)",
    examples: ["exp pull origin brave-fox", "exp pull origin -A --no-cache"],
    options: TRANSFER_OPTIONS,
  },
  "clean": {
    dvc: "exp clean",
    about: "remove leftovers of runs that died",
    examples: ["exp clean", "exp clean --dry-run"],
    options: [DRY_RUN],
  },
});

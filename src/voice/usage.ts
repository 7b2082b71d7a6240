/** What can be wrong with a command line, in facts and words. */
import type { FaultName } from "../common/mod.ts";
import { didYouMean } from "./phrases.ts";
import type { Words } from "./saying.ts";

/** What a command asks for that was given no word, and an example of it. */
const WHICH = {
  tasks: "`exp queue status` lists them; `exp queue stop --kill` ends all",
  file: "exp hydra apply params.yaml lr=0.2",
  override: "exp hydra parse 'lr=choice(0.1,0.2)'",
  overrides: "exp hydra sweep 'lr=0.1,0.2' 'n=range(3)'",
};
const FORMS = {
  "duration": "a time such as 90s, 5m or 2h",
  "positive duration": "a time above zero",
  "time of day": "a time of day such as 07:30",
  "variable": "NAME=value",
  "bytes a second": "bytes a second such as 512k or 10M",
  "folder of a node": "an absolute path, or one that begins with a variable of the node, such as '$TMPDIR'",
};

/** The command whose line it is; undefined for what stands before it. */
type Line = { readonly command: string | undefined };
/** An option as it is declared (`-n, --num <n>`), and its names alone. */
type Option = { readonly flags: string; readonly names: readonly string[] };

export const USAGE = {
  // read of any line
  "usage/unknown-option": ({ word, nearest, command }: Line & { word: string; nearest: string | undefined }) => ({
    exp: `unknown option '${word}'`,
    hint: didYouMean(nearest) ?? seeHelp(command),
    dvc: `unrecognized arguments: ${word}`,
  }),
  "usage/no-value": ({ flags, names, command }: Line & Option) => ({
    exp: `option '${flags}' argument missing`,
    hint: seeHelp(command),
    dvc: `argument ${names.join("/")}: expected one argument`,
  }),
  "usage/no-integer": ({ flags, names, value, command }: Line & Option & { value: string }) => ({
    exp: `option '${flags}' needs a whole number, not '${value}'`,
    hint: seeHelp(command),
    dvc: `argument ${names.join("/")}: invalid int value: '${value}'`,
  }),
  "usage/no-choice": ({ option, value, choices }: { option: string; value: string; choices: readonly string[] }) => ({
    exp: `${option} is ${choices.join(" or ")}, not '${value}'`,
    dvc: `argument ${option}: invalid choice: '${value}' (choose from ${choices.map((one) => `'${one}'`).join(", ")})`,
  }),
  "usage/not-with": ({ what, how }: { what: string; how: string }) => `${what} can't be used with ${how}`,
  "usage/without-cloud": ({ options }: { options: readonly string[] }) => ({
    exp: `${options.join(", ")} can't be used without --cloud`,
    hint: "-c compares with the remote",
    dvc: `The following options are meaningless for local status: ${options.join(", ")}`,
    dvcExit: 1,
  }),
  "usage/without-to-remote": ({ option }: { option: string }) => `${option} can't be used without --to-remote`,
  "usage/no-argument": ({ names, command }: Line & { names: readonly string[] }) => ({
    exp: `missing required argument${names.length === 1 ? "" : "s"} ${names.map((name) => `'${name}'`).join(" and ")}`,
    hint: seeHelp(command),
    dvc: `the following arguments are required: ${names.join(", ")}`,
  }),
  "usage/too-many": ({ places, words, command }: Line & { places: number; words: readonly string[] }) => ({
    exp: `too many arguments. Expected ${places} argument${places === 1 ? "" : "s"} but got ${words.length}: ` +
      `${words.join(", ")}.`,
    hint: seeHelp(command),
    dvc: `unrecognized arguments: ${words.slice(places).join(" ")}`,
  }),
  "usage/half-a-command": ({ name }: { name: string }) => ({
    exp: `'${name}' needs a command`,
    hint: "see the list above",
    dvc: "the following arguments are required: cmd",
  }),
  "usage/option-first": ({ program, words }: { program: string; words: readonly string[] }) => ({
    exp: `unknown option '${words[0]}'`,
    hint: `'${program} help' lists the commands and 'exp help COMMAND' its options`,
    dvc: `unrecognized arguments: ${words.join(" ")}`,
  }),
  "usage/not-supported": ({ program, command, why }: { program: string; command: string; why: string }) => ({
    exp: `'${command}' is not supported, because ${why}`,
    hint: `'${program} help' lists the commands`,
  }),
  "usage/no-command": ({ program, typed, group, word, choices, nearest }: {
    program: string;
    typed: readonly string[];
    /** Where the first word begins commands: that word. */
    group: string | undefined;
    /** What is none of the choices. */
    word: string | undefined;
    choices: readonly string[];
    nearest: string | undefined;
  }) => ({
    exp: `there is no command '${typed.join(" ")}'`,
    hint: didYouMean(nearest) ?? `'${program} help${group === undefined ? "" : ` ${group}`}' lists the commands`,
    dvc: `argument ${group === undefined ? "COMMAND" : `{${choices.join(",")}}`}: invalid choice: '${word}' ` +
      `(choose from ${choices.map((name) => `'${name}'`).join(", ")})`,
  }),
  "usage/no-page-of": ({ name }: { name: string }) => ({
    exp: `there is no command '${name}'`,
    hint: "'exp help' lists the commands",
  }),
  "usage/no-topic": ({ name, nearest }: { name: string; nearest: string | undefined }) => ({
    exp: `there is no page '${name}'`,
    hint: didYouMean(nearest) ?? "'exp help topics' lists the pages",
  }),
  // of several commands
  "usage/only-with-dvc": ({ option }: { option: string }) => ({
    exp: `${option} is for --dvc`,
    dvc: `${option} can't be used without --dvc`,
    dvcExit: 255,
  }),
  "usage/which-dataset": () => ({
    exp: "give one of --dvc URL and --url URL",
    dvc: "one of the arguments --dc --dvc --url is required",
  }),
  "usage/tree-and-json": () => ({
    exp: "--tree and --json exclude each other",
    dvc: "Cannot use --tree and --json options together.",
    dvcExit: 255,
  }),
  "usage/exclusive": ({ a, b }: { a: string; b: string }) => `${a} and ${b} exclude each other`,
  "usage/slots-by-engine": () => ({
    exp: "--slots shares out what this machine has",
    hint: "jobs ask their engine: --needs gpu=1 when a task is queued",
  }),
  "usage/goes-with": ({ option, needs }: { option: string; needs: string }) => `${option} goes with ${needs}`,
  "usage/tasks-or": ({ option }: { option: string }) => `give either tasks, or ${option}`,
  "usage/which": ({ what }: { what: keyof typeof WHICH }) => ({ exp: `which ${what}?`, hint: WHICH[what] }),
  "usage/number": ({ option, range, value }: {
    option: string;
    range: "above zero" | "of at least 1" | "from 0 on";
    value?: number;
  }) => `${option} needs a number ${range}${value === undefined ? "" : `, not ${value}`}`,
  "usage/form": ({ option, form, text }: { option: string; form: keyof typeof FORMS; text: string }) =>
    `${option} needs ${FORMS[form]}, not '${text}'`,
  "usage/day": ({ text }: { text: string }) => ({ exp: `'${text}' is no day`, hint: "write it as 2024-05-31" }),
  "usage/metric": ({ text }: { text: string }) => ({
    exp: `'${text}' is no metric`,
    hint: "NAME=NUMBER, such as loss=0.25",
  }),
  "usage/color": ({ word }: { word: string }) => `--color is auto, always or never, not '${word}'`,
  "usage/cd": ({ path }: { path: string }) => `--cd: there is no folder '${path}'`,
  "usage/nobody-to-ask": ({ what }: { what: string }) => ({
    exp: `this would ${what}, and there is nobody to ask`,
    hint: "add --yes",
  }),
  // of one command each
  "usage/no-checkpoints": ({ option, rev }: { option: string; rev: string | undefined }) => ({
    exp: `${option} is for pipelines with checkpoints`,
    hint: "mark an out with `checkpoint: true` in dvc.yaml",
    dvc: `unrecognized arguments: ${rev === undefined ? option : `${option} ${rev}`}`,
  }),
  "usage/reset-and-rev": () =>
    refused("--reset and --rev exclude each other", "--reset and --rev are mutually exclusive."),
  "usage/rev-in-workspace": ({ rev }: { rev: string }) => ({
    exp: "--rev goes with --queue or --temp",
    hint: `in the workspace: exp apply ${rev} && exp run`,
    dvc: "--rev can only be used in conjunction with --queue or --temp.",
    dvcExit: 255,
  }),
  "usage/check-ignore": ({ what }: { what: string }) => refused(what.replaceAll("`", ""), what),
  "usage/no-run-here": () => ({
    exp: "no run is here that could register a checkpoint",
    hint: "call it from a stage with `checkpoint: true` outs that `exp run` runs; `exp save` saves the workspace",
  }),
  "usage/no-shell": ({ shell, shells }: { shell: string; shells: readonly string[] }) => ({
    exp: `no completion for '${shell}'`,
    hint: `it is there for ${shells.join(", ")}`,
  }),
  "usage/which-option": () => ({
    exp: "which option?",
    hint: "for example: exp config core.autostage true",
    dvc: "name argument is required",
    dvcExit: 1,
  }),
  "usage/show-origin": () => ({
    exp: "--show-origin shows options, it does not change them",
    dvc: "--show-origin can't be used together with any of these options: -u/--unset, value",
    dvcExit: 1,
  }),
  "usage/list-of-one": () => ({
    exp: "--list takes no option's name",
    dvc: "-l/--list can't be used together with any of these options: -u/--unset, name, value",
    dvcExit: 1,
  }),
  "usage/outs-collapsed": () =>
    refused(
      "--outs and --collapse-foreach-matrix exclude each other",
      "`--outs` and `--collapse-foreach-matrix` are mutually exclusive",
    ),
  "usage/num-of-nothing": () =>
    refused(
      "--num goes with --rev or --all-branches",
      "`--num` can only be used alongside `--rev` or `--all-branches`",
    ),
  "usage/keep-nothing": () =>
    refused(
      "say what to keep: --workspace, --all-branches, --all-tags, --all-commits, --all-experiments, --rev or --date",
      "Either of `-w|--workspace`, `-a|--all-branches`, `-T|--all-tags` `--all-experiments`, `--all-commits`, " +
        "`--date` or `--rev` needs to be set.",
    ),
  "usage/not-in-remote-and-cloud": () =>
    refused("--not-in-remote does not go with --cloud", "`--not-in-remote` and `--cloud` are mutually exclusive"),
  "usage/name-and-sha-only": () => ({
    exp: "--name-only and --sha-only exclude each other",
    dvc: "argument --sha-only/--shas-only: not allowed with argument --name-only/--names-only",
  }),
  "usage/sha-only-of-remote": () =>
    refused("--sha-only is for experiments of this repository", "--sha-only not supported with git_remote."),
  "usage/encoding": ({ encoding }: { encoding: string }) =>
    refused(`there is no encoding '${encoding}'`, `unknown encoding: ${encoding}`),
  "usage/move-where": () => "where to? give one of --first, --last, --before TASK, --priority N",
  "usage/before-itself": ({ task }: { task: string }) => `'${task}' cannot be moved before itself`,
  "usage/which-to-remove": () =>
    refused(
      "give either tasks, or --queued, --failed, --success or --all",
      "Either provide an `tasks` argument, or use the `--all`, `--queued`, `--failed`, `--success` flag.",
    ),
  "usage/top-without-terminal": () => ({
    exp: "exp top needs a terminal to draw on, and to read keys from",
    hint: "exp queue status --watch tells of each change in a line",
  }),
  "usage/direction": ({ word }: { word: string }) => ({ exp: `--direction is max or min, not '${word}'` }),
  "usage/two-names": ({ hasOne }: { hasOne: boolean }) => ({
    exp: "rename needs the old and the new name",
    hint: "exp rename brave-try final",
    dvcExit: hasOne ? 255 : 254,
  }),
  "usage/temp-and-queued": ({ mode }: { mode: "--queue" | "--run-all" }) => ({
    exp: `--temp and ${mode} exclude each other`,
    hint: "what is queued always runs in a checkout of its own",
  }),
  "usage/jobs-of-one": () => ({
    exp: "--jobs goes with --run-all",
    hint: "use --stage-jobs to run independent stages side by side",
  }),
  "usage/per-task": ({ option }: { option: string }) => ({
    exp: `${option} is for queued experiments`,
    hint: "add --queue",
  }),
  "usage/dry-and-queued": () => ({
    exp: "--queue and --dry exclude each other",
    hint: "`exp hydra sweep` lists the points of a sweep",
  }),
  "usage/settled-when-queued": ({ what }: { what: string }) =>
    `--run-all runs what is queued as it was queued: ${what} cannot go with it`,
  "usage/sampling-of-one": () => "--seed and --sampler go with --samples",
  "usage/no-sampler": ({ method }: { method: string }) => ({
    exp: `there is no sampler '${method}'`,
    hint: "random, sobol or lhs",
  }),
  "usage/search-needs": ({ option }: { option: string }) => ({
    exp: `a search needs ${option}`,
    hint: "exp help search new",
  }),
  "usage/metric-place": ({ text }: { text: string }) => ({
    exp: `--metric needs a file and a key: '${text}'`,
    hint: "for example --metric metrics.json:val.loss",
  }),
  "usage/reduction-factor": ({ factor }: { factor: number }) =>
    `--reduction-factor needs a number from 2 on: ${factor} of ${factor} would be all`,
  "usage/trial-count": ({ option, count }: { option: string; count: number }) =>
    `${option} needs a number from 1 on, not ${count}`,
  "usage/directions": ({ metrics, directions }: { metrics: number; directions: number }) => ({
    exp: `${metrics} ${metrics === 1 ? "metric has" : "metrics have"} ${directions} directions`,
    hint: "give one --direction for each --metric, in their order, or none to minimize all",
  }),
  "not-found/search-file": ({ path }: { path: string }) => `there is no file '${path}'`,
  "not-found/best-trial": ({ name, failed }: { name: string; failed: number }) => ({
    exp: `no trial of '${name}' has finished`,
    hint: failed > 0 ? `${failed} failed; why: exp search show ${name}` : "next: exp queue drain",
  }),
  "usage/values-of-remote": () => ({
    exp: "values of experiments on a remote are not known here",
    hint: "get them first: exp pull",
  }),
  "usage/sort-order": ({ word }: { word: string }) => ({
    exp: `--sort-order is asc or desc, not '${word}'`,
    dvc: `argument --sort-order: invalid choice: '${word}' (choose from 'asc', 'desc')`,
  }),
  "usage/plot-template": ({ template, nearest }: { template: string; nearest: string | undefined }) => ({
    exp: `there is no built-in template '${template}'`,
    hint: didYouMean(nearest) ?? "'exp plots templates' lists them",
    dvc: `Unexpected template: ${template}.`,
    dvcExit: 1,
  }),
  "usage/vega-of-one": ({ count }: { count: number }) => ({
    exp: `--show-vega prints one plot, and ${count === 0 ? "none is named" : `${count} are named`}`,
    dvc: count === 0
      ? "please specify a target for `--show-vega`"
      : "you can only specify one target for `--show-vega`",
    dvcExit: 1,
  }),
  "usage/text-and-html": () => "--text and --html cannot be combined",
  "usage/vega-and-json": () => ({
    exp: "--show-vega and --json cannot be combined",
    dvc: "'--show-vega' and '--json' are mutually exclusive options.",
    dvcExit: 1,
  }),
  "usage/stage-name": () => ({
    exp: "which name? give it with --name",
    dvc: "the following arguments are required: -n/--name",
  }),
  "usage/stage-command": () => refused("which command?", "command is not specified"),
  "usage/track-call": ({ call, calls }: { call: string | undefined; calls: readonly string[] }) => ({
    exp: call === undefined ? "which call?" : `there is no call '${call}'`,
    hint: `init, ${calls.join(", ")}, status`,
  }),
  "usage/which-tracked": ({ variable }: { variable: string }) => ({
    exp: `which experiment? neither --id nor ${variable} is set`,
    hint: `${variable}=$(exp track init); export ${variable}`,
  }),
  "usage/keep-going-and-ignore": () => ({
    exp: "--keep-going and --ignore-errors exclude each other",
    dvc: "argument --ignore-errors: not allowed with argument -k/--keep-going",
  }),
} satisfies Readonly<Record<FaultName, (facts: never) => string | Words>>;

function seeHelp(command: string | undefined): string {
  return command === undefined ? "'exp help' lists the commands" : `'exp help ${command}' lists the options`;
}

/** DVC refuses this itself, not its reader of command lines. */
function refused(exp: string, dvc: string): Words {
  return { exp, dvc, dvcExit: 255 };
}

import { EXIT_CODE_MEANINGS } from "../voice/mod.ts";
import type { CommandSpec, OptionSpec } from "./command.ts";
import { groupedOptions } from "./option_groups.ts";
import { argumentsOf, COMMON_OPTIONS, HELP, namesOf } from "./tree.ts";

/**
 * The manual as a roff page (`exp man | man -l -`): all commands, or some of them (`exp man queue drain`).
 *
 * @param words what the commands' names begin with
 */
export function manualPage(commands: readonly CommandSpec[], version: string, words: readonly string[] = []): string {
  const name = ["exp", ...words].join("-");
  const isWhole = words.length === 0;
  // a date would make another page of each build
  const lines = [
    `.TH ${roff(name.toUpperCase())} 1 "" "exp ${roff(version)}" "User Commands"`,
    ".SH NAME",
    `${roff(name)} \\- ${roff(isWhole ? "machine-learning pipelines as tracked experiments" : aboutOf(commands))}`,
    ...isWhole ? INTRODUCTION : [],
    isWhole ? ".SH COMMANDS" : ".SH SYNOPSIS AND OPTIONS",
    ...commands.flatMap(commandLines),
    ".SH OPTIONS OF EVERY COMMAND",
    ...[...COMMON_OPTIONS, HELP].flatMap(optionLines),
    ".SH EXIT STATUS",
    ...Object.entries(EXIT_CODE_MEANINGS).flatMap(([code, meaning]) => [".TP", code, roff(meaning)]),
    ...isWhole ? ENVIRONMENT : [],
    ".SH SEE ALSO",
    ".B exp help topics",
    "lists the pages that are in the program.",
  ];
  return lines.join("\n") + "\n";
}

const INTRODUCTION = [
  ".SH SYNOPSIS",
  ".B exp",
  "COMMAND [options]",
  ".SH DESCRIPTION",
  "Runs pipelines of any DVC repository, keeps each run as an experiment, and queues runs.",
  "It needs Git and sh only.",
  ".B exp dvc",
  "takes DVC's own command lines.",
];

const ENVIRONMENT = [
  ".SH ENVIRONMENT",
  "Flags beat variables, and variables beat files of the configuration;",
  ".B exp help environment",
  "has them all.",
  ...([
    ["EXP_CONFIG_SECTION_OPTION", "sets an option of the configuration"],
    ["EXP_COLOR", "as --color"],
    ["EXP_NO_INPUT", "1 asks nothing"],
    ["EXP_DEBUG", "1 adds the stack to an error"],
    ["EXP_PAGER, PAGER", "shows long tables on a terminal; empty or cat: none"],
    ["NO_COLOR, CLICOLOR_FORCE", "no colours; colours into pipes, too. --color beats both"],
    ["SHELL", "runs the commands of stages"],
    ["COLUMNS", "the width of tables, plots and help, whatever the terminal's"],
    ["LINES", "the height of a terminal that does not know its own"],
  ] as const).flatMap(([name, about]) => [".TP", `.B ${name}`, roff(about)]),
];

function aboutOf(commands: readonly CommandSpec[]): string {
  return commands.length === 1 ? commands[0]!.about : `commands of ${namesOf(commands[0]!, "exp")[0]!.split(" ")[0]}`;
}

function commandLines(spec: CommandSpec): string[] {
  const groups = groupedOptions(spec, "exp");
  return [
    `.SS ${roff(`exp ${namesOf(spec, "exp")[0]} ${argumentsOf(spec, "exp")}`.trim())}`,
    roff(spec.about) + ".",
    ...(spec.examples ?? []).flatMap((example) => [".PP", `.B ${roff(example)}`]),
    ...groups.own.flatMap(({ heading, members }) => [
      ...groups.own.length > 1 ? [".PP", `.I ${roff(heading)}`] : [],
      ...members.flatMap(optionLines),
    ]),
  ];
}

function optionLines({ flags, about }: OptionSpec): string[] {
  return [".TP", `.B ${roff(flags)}`, roff(about)];
}

/** Backslashes, dashes, and a dot or a quote at the front mean something to roff. */
function roff(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^([.'])/, "\\&$1");
}

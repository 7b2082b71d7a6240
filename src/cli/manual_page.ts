import { EXIT_CODE_MEANINGS } from "../voice/mod.ts";
import type { CommandSpec } from "./command.ts";
import { argumentsOf, namesOf, optionsFor } from "./tree.ts";

/** The manual as a roff page (`exp man | man -l -`): all commands, or one. */
export function manualPage(commands: readonly CommandSpec[], version: string): string {
  const lines = [
    `.TH EXP 1 "" "exp ${roff(version)}" "User Commands"`,
    ".SH NAME",
    "exp \\- machine\\-learning pipelines as tracked experiments",
    ".SH SYNOPSIS",
    ".B exp",
    "COMMAND [options]",
    ".SH DESCRIPTION",
    "Runs pipelines of any DVC repository, keeps each run as an experiment, and queues runs. It needs Git and sh only.",
    ".B exp dvc",
    "takes DVC's own command lines.",
    ".SH COMMANDS",
    ...commands.filter((spec) => !spec.hidden && spec.exp !== undefined).flatMap(commandLines),
    ".SH EXIT STATUS",
    ...Object.entries(EXIT_CODE_MEANINGS).flatMap(([code, meaning]) => [".TP", code, roff(meaning)]),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(([name, about]) => [".TP", `.B ${name}`, roff(about)]),
  ];
  return lines.join("\n") + "\n";
}

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["EXP_DEBUG", "1 adds the stack to an error"],
  ["EXP_PAGER, PAGER", "shows long tables on a terminal; empty or cat: none"],
  ["NO_COLOR, CLICOLOR_FORCE", "no colours; colours into pipes, too. --color beats both"],
  ["SHELL", "runs the commands of stages"],
  ["COLUMNS", "the width of tables"],
];

function commandLines(spec: CommandSpec): string[] {
  return [
    `.SS ${roff(`exp ${namesOf(spec, "exp")[0]} ${argumentsOf(spec, "exp")}`.trim())}`,
    roff(spec.about) + ".",
    ...(spec.examples ?? []).flatMap((example) => [".PP", `.B ${roff(example)}`]),
    ...optionsFor(spec, "exp").flatMap(({ flags, about }) => [".TP", `.B ${roff(flags)}`, roff(about)]),
  ];
}

/** Backslashes, dashes and a dot at the front mean something to roff. */
function roff(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^([.'])/, "\\&$1");
}

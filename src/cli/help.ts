import { nearestWord } from "../common/nearest.ts";
import { ExpError } from "../common/errors.ts";
import type { Host } from "../host/mod.ts";
import type { Manner } from "./context.ts";
import { argumentsOf, COMMON_OPTIONS, namesOf, optionsFor } from "./program.ts";
import type { CommandSpec } from "./spec.ts";

const WELCOME = `exp runs machine-learning pipelines as tracked experiments in any DVC repository.

  exp init --example     write a small real project here and try the rest on it
  exp run -S lr=0.2      change a parameter, run what changed, keep it as an experiment
  exp show               compare the experiments

'exp help' lists all commands, 'exp help run' explains one.
`;

/**
 * Help for a group of commands or for all of them.
 * @throws {ExpError} `usage` when the words name no command
 */
export function showHelp(
  host: Host,
  manner: Manner,
  commands: readonly CommandSpec[],
  words: readonly string[],
  asked: boolean,
): number {
  const bare = words.length === 0 && !asked;
  if (bare && manner === "exp") {
    host.terminal.write("stdout", WELCOME);
    return 0;
  }
  const prefix = words.join(" ");
  const within = commands.filter((spec) => !spec.hidden && isBelow(spec, manner, prefix));
  if (within.length > 0) {
    host.terminal.write("stdout", listOf(within, manner, prefix));
    if (asked) return 0;
    throw new ExpError("usage", `'${programName(manner)} ${prefix}' needs a command`.replace("  ", " "), {
      hint: "see the list above",
      dvcMessage: "the following arguments are required: cmd",
    });
  }
  throw unknownCommand(manner, commands, words);
}

function isBelow(spec: CommandSpec, manner: Manner, prefix: string): boolean {
  return namesOf(spec, manner).some((name) => prefix === "" || name.startsWith(prefix + " "));
}

function unknownCommand(manner: Manner, commands: readonly CommandSpec[], words: readonly string[]): ExpError {
  const names = commands.filter((spec) => !spec.hidden).flatMap((spec) => namesOf(spec, manner));
  const typed = words.filter((word) => !word.startsWith("-"));
  const near = nearestWord(typed.slice(0, 2).join(" "), names) ?? nearestWord(typed[0] ?? "", names);
  return new ExpError("usage", `there is no command '${typed.join(" ") || words.join(" ")}'`, {
    hint: near === undefined ? `'${programName(manner)} help' lists the commands` : `did you mean '${near}'?`,
    dvcMessage: `argument COMMAND: invalid choice: '${words[0]}' (choose from ${
      [...new Set(names.map((name) => name.split(" ")[0]))].sort().map((name) => `'${name}'`).join(", ")
    })`,
  });
}

function listOf(specs: readonly CommandSpec[], manner: Manner, prefix: string): string {
  const rows = specs.map((spec) => [namesOf(spec, manner)[0]!, spec.about] as const);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const title = `usage: ${programName(manner)} ${prefix === "" ? "" : prefix + " "}COMMAND [options]`;
  return [title, "", ...rows.map(([name, about]) => `  ${name.padEnd(width)}${about}`), ""].join("\n");
}

/** Help for one command: examples first. */
export function showCommandHelp(host: Host, manner: Manner, spec: CommandSpec): number {
  const lines = [spec.about, ""];
  for (const example of spec.examples ?? []) lines.push(`  ${example}`);
  if (spec.examples) lines.push("");
  lines.push(usageLine(manner, spec), "");
  const options = [...optionsFor(spec, manner), ...COMMON_OPTIONS];
  const width = Math.min(30, Math.max(...options.map((option) => option.flags.length)) + 2);
  for (const option of options) lines.push(`  ${option.flags.padEnd(width)}${option.about}`);
  lines.push(`  ${"-h, --help".padEnd(width)}print this`);
  host.terminal.write("stdout", lines.join("\n") + "\n");
  return 0;
}

export function usageLine(manner: Manner, spec: CommandSpec): string {
  const words = [programName(manner), namesOf(spec, manner)[0] ?? spec.exp, "[options]", argumentsOf(spec, manner)];
  return "usage: " + words.filter(Boolean).join(" ");
}

function programName(manner: Manner): string {
  return manner === "dvc" ? "exp dvc" : "exp";
}

import { type ExpError, nearestWord } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import type { CommandSpec, Manner } from "./command.ts";
import { groupedOptions } from "./option_groups.ts";
import { argumentsOf, commandsBelow, namesOf } from "./tree.ts";
import { fault } from "./fault.ts";

const WELCOME = `exp runs machine-learning pipelines as tracked experiments in any DVC repository.

  exp init --example     write a small real project here and try the rest on it
  exp run -S lr=0.2      change a parameter, run what changed, keep it as an experiment
  exp show               compare the experiments

'exp help' lists all commands, 'exp help run' explains one, 'exp help topics' more.
`;

/**
 * Help for a group of commands or for all of them.
 * @param topics what else help can be asked of
 * @throws {ExpError} `usage` when the words name no command
 */
export function showHelp(
  host: Host,
  manner: Manner,
  commands: readonly CommandSpec[],
  words: readonly string[],
  asked: boolean,
  topics: readonly string[] = [],
): number {
  if (words.length === 0 && !asked && manner === "exp") {
    host.terminal.write("stdout", WELCOME);
    return 0;
  }
  const within = commandsBelow(commands, manner, words);
  if (within.length === 0) throw unknownCommand(manner, commands, words, topics);
  const name = [programName(manner), ...words].join(" ");
  // a command was forgotten: the list is no result, so it goes where the error goes
  host.terminal.write(
    asked || manner === "dvc" ? "stdout" : "stderr",
    listOf(within, manner, name, host.terminal.columns()),
  );
  if (asked) return 0;
  throw fault("usage/half-a-command", { name });
}

function unknownCommand(
  manner: Manner,
  commands: readonly CommandSpec[],
  words: readonly string[],
  topics: readonly string[],
): ExpError {
  const names = commands.filter((spec) => !spec.hidden).flatMap((spec) => namesOf(spec, manner));
  const [options, typed] = [words.filter(isOption), words.filter((word) => !isOption(word))];
  if (isOption(words[0]!)) return fault("usage/option-first", { program: programName(manner), words: options });
  const why = NOT_SUPPORTED[typed[0]!];
  if (why !== undefined) {
    return fault("usage/not-supported", { program: programName(manner), command: typed[0]!, why });
  }
  const group = commandsBelow(commands, manner, typed.slice(0, 1)).length > 0;
  const nearest = nearestWord(typed.slice(0, 2).join(" "), [...names, ...topics]) ??
    (group ? undefined : nearestWord(typed[0]!, [...names, ...groupsOf(names)]));
  return fault("usage/no-command", {
    program: programName(manner),
    typed: typed.slice(0, group ? 2 : 1),
    group: group ? typed[0] : undefined,
    word: group ? typed[1] : words[0],
    nearest,
    choices: group ? verbsOf(names, typed[0]!) : groupsOf(names).sort(),
  });
}

function verbsOf(names: readonly string[], group: string): string[] {
  const verbs = names.filter((name) => name.startsWith(`${group} `)).map((name) => name.split(" ")[1] as string);
  return [...new Set(verbs)].sort();
}

const NETWORK = "exp opens no network connection";

function isOption(word: string): boolean {
  return word.startsWith("-");
}

/** DVC's commands that `exp` does not have. */
const NOT_SUPPORTED: Readonly<Record<string, string>> = {
  "import-db": "exp opens no databases",
  studio: NETWORK,
};

function groupsOf(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.split(" ")[0]!))];
}

const FOOT = [
  "'exp help COMMAND' explains one, 'exp help topics' lists more;",
  "'exp dvc ...' takes DVC's own command lines",
];

/** One line a command, under the topics of the command table when there is more than one. */
function listOf(specs: readonly CommandSpec[], manner: Manner, name: string, columns: number): string {
  const width = Math.max(...specs.map((spec) => namesOf(spec, manner)[0]!.length)) + 2;
  const topics = Map.groupBy(specs, (spec) => spec.topic ?? "");
  const lines = folded(`usage: ${name} COMMAND [options]`, columns);
  for (const [topic, members] of topics) {
    lines.push("", ...topics.size > 1 ? [topic] : []);
    for (const spec of members) lines.push(...entryLines(namesOf(spec, manner)[0]!, spec.about, width, columns));
  }
  if (manner === "exp") lines.push("", ...FOOT.flatMap((line) => folded(line, columns)));
  return lines.join("\n") + "\n";
}

/** Help for one command: examples first. */
export function showCommandHelp(host: Host, manner: Manner, spec: CommandSpec): number {
  const columns = host.terminal.columns();
  const lines = [...folded(spec.about, columns), ""];
  const examples = { exp: spec.examples ?? [], dvc: [] }[manner];
  lines.push(...examples.map((example) => `  ${example}`), ...examples.length > 0 ? [""] : []);
  lines.push(...folded(usageLine(manner, spec), columns));
  const { own, common } = groupedOptions(spec, manner);
  const groups = [...own, { heading: "Of every command", members: common }];
  const width = Math.min(
    32,
    Math.max(...groups.flatMap(({ members }) => members).map(({ flags }) => flags.length)) + 2,
  );
  for (const { heading, members } of groups) {
    lines.push("", heading);
    for (const { flags, about } of members) lines.push(...entryLines(flags, about, width, columns));
  }
  host.terminal.write("stdout", lines.join("\n") + "\n");
  return 0;
}

/** What is told beside a name, unless there is less room; then it stands below. */
const MIN_ROOM = 20;
const BELOW = 6;

/** A name and what it is, beside it in a column of its own. */
function entryLines(name: string, about: string, width: number, columns: number): string[] {
  const room = columns - width - 2;
  if (room < MIN_ROOM) return [`  ${name}`, ...folded(about, columns - BELOW).map((text) => " ".repeat(BELOW) + text)];
  const [first = "", ...more] = folded(about, room);
  return [`  ${name.padEnd(width)}${first}`, ...more.map((text) => " ".repeat(width + 2) + text)];
}

/** Lines of at most `width` columns, cut between words. */
function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function usageLine(manner: Manner, spec: CommandSpec): string {
  const words = [programName(manner), namesOf(spec, manner)[0] ?? spec.exp, "[options]", argumentsOf(spec, manner)];
  return "usage: " + words.filter(Boolean).join(" ");
}

function programName(manner: Manner): string {
  return { exp: "exp", dvc: "exp dvc" }[manner];
}

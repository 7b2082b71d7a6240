/** The two command trees (`exp …` and `exp dvc …`) as they are read from the one table of commands. */
import { type CommandSpec, type Manner, option, type OptionSpec } from "./command.ts";
import { flagNames, longNames } from "./option_facts.ts";

/** Shown in each command's help. DVC takes only the first two after a command's name. */
export const COMMON_OPTIONS = [
  option("-q, --quiet", "print nothing but errors"),
  option("-v, --verbose", "tell more"),
  option("--cd <folder>", "work in this folder", { only: "exp" }),
  option("--color <when>", "auto, always or never", { only: "exp" }),
  option("--no-input", "never ask; what needs a yes is not done", { only: "exp" }),
] as const;

export const HELP = option("-h, --help", "print this");

/** `exp dvc …` takes DVC's own command lines, and so does a link named `dvc`. */
export function mannerOf(line: readonly string[], link?: string): { readonly manner: Manner; readonly rest: string[] } {
  if (link === "dvc") return { manner: "dvc", rest: [...line] };
  return line[0] === "dvc" ? { manner: "dvc", rest: line.slice(1) } : { manner: "exp", rest: [...line] };
}

/** A spec's name in a tree and its aliases; `experiments` is DVC's other word for `exp`, `ds` for `dataset`. */
export function namesOf(spec: CommandSpec, manner: Manner): string[] {
  const name = spec[manner];
  if (name === undefined) return [];
  const parent = name.split(" ").slice(0, -1);
  const names = [name, ...(spec.aliases ?? []).map((alias) => [...parent, alias].join(" "))];
  if (manner === "exp" && spec.short !== undefined) names.push(spec.short);
  if (manner === "dvc") {
    for (const [short, long] of [["exp ", "experiments "], ["dataset ", "ds "]] as const) {
      names.push(...names.filter((n) => n.startsWith(short)).map((n) => long + n.slice(short.length)));
    }
  }
  return names;
}

/** The spec with the longest matching name, and what follows the name. */
export function findCommand(
  commands: readonly CommandSpec[],
  manner: Manner,
  words: readonly string[],
): { spec: CommandSpec; args: string[] } | undefined {
  for (let length = Math.min(3, words.length); length > 0; length--) {
    const name = words.slice(0, length).join(" ");
    const spec = commands.find((candidate) => namesOf(candidate, manner).includes(name));
    if (spec !== undefined) return { spec, args: words.slice(length) };
  }
  return undefined;
}

/** The visible commands below some words: below `queue` its verbs, below nothing all. */
export function commandsBelow(
  commands: readonly CommandSpec[],
  manner: Manner,
  words: readonly string[],
): CommandSpec[] {
  const prefix = words.map((word) => word + " ").join("");
  return commands.filter((spec) => !spec.hidden && namesOf(spec, manner).some((name) => name.startsWith(prefix)));
}

/** The places of its positional arguments: `<experiment> [branch]`. */
export function argumentsOf(spec: CommandSpec, manner: Manner): string {
  return { exp: spec.args, dvc: spec.dvcArgs ?? spec.args }[manner] ?? "";
}

/** A command's own options, and those that every command has. */
export function optionsFor(spec: CommandSpec, manner: Manner): OptionSpec[] {
  const inManner = (option: OptionSpec) => option.only === undefined || option.only === manner;
  const own = (spec.options ?? []).filter(inManner);
  const names = new Set(longNames(own));
  return [...own, ...COMMON_OPTIONS.filter((option) => inManner(option) && !names.has(longNames([option])[0]!))];
}

/** What is accepted: through `exp` also DVC's own spellings, so that a line of DVC's runs after s/dvc exp/exp/. */
export function acceptedOptions(spec: CommandSpec, manner: Manner): OptionSpec[] {
  const shown = optionsFor(spec, manner);
  const taken = new Set(flagNames(shown));
  const foreign = (spec.options ?? []).filter((option) => manner === "exp" && option.only === "dvc");
  return [...shown, ...foreign.filter((option) => !flagNames([option]).some((name) => taken.has(name))), HELP];
}

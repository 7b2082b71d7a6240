/** The two command trees (`exp …` and `exp dvc …`) as they are read from the one table of commands. */
import type { Manner } from "./context.ts";
import { COMMON_OPTIONS } from "./globals.ts";
import type { CommandSpec, OptionSpec } from "./context.ts";

/** A spec's name in a tree and its aliases; `experiments` is DVC's long word for `exp`. */
export function namesOf(spec: CommandSpec, manner: Manner): string[] {
  const name = manner === "dvc" ? spec.dvc : spec.exp;
  if (name === undefined) return [];
  const parent = name.split(" ").slice(0, -1);
  const names = [name, ...(spec.aliases ?? []).map((alias) => [...parent, alias].join(" "))];
  if (manner === "dvc") names.push(...names.filter((n) => n.startsWith("exp ")).map((n) => "experiments" + n.slice(3)));
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

/** Positional arguments as commander reads them. */
export function argumentsOf(spec: CommandSpec, manner: Manner): string {
  return (manner === "dvc" ? spec.dvcArgs : undefined) ?? spec.args ?? "";
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
  if (manner === "dvc") return shown;
  const taken = new Set(flagNames(shown));
  const foreign = (spec.options ?? []).filter((option) => option.only === "dvc");
  return [...shown, ...foreign.filter((option) => !flagNames([option]).some((name) => taken.has(name)))];
}

function flagNames(specs: readonly OptionSpec[]): string[] {
  return specs.flatMap((spec) => spec.flags.split(/[ ,]+/).filter((word) => word.startsWith("-")));
}

/** `--name` of each option that has one. */
export function longNames(specs: readonly OptionSpec[]): string[] {
  return specs.flatMap((spec) => spec.flags.match(/--[a-z][a-z0-9-]*/g) ?? []);
}

/** Does the next word belong to this one? */
export function takesValue(word: string, specs: readonly OptionSpec[]): boolean {
  if (word.includes("=") && word.startsWith("--")) return false;
  return specs.some((spec) => spec.flags.includes("<") && spec.flags.split(/[ ,]+/).includes(word));
}

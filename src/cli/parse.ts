/** Reads command lines. Cutting words into options is `node:util`'s; whose they are, and what is refused, is told here. */
import { parseArgs } from "node:util";
import { type ExpError, nearestWord } from "../common/mod.ts";
import type { CommandSpec, Manner, OptionSpec, Values } from "./command.ts";
import { fault } from "./fault.ts";
import {
  camelCase,
  defaultsOf,
  flagNames,
  isNegative,
  isRepeatable,
  keyOf,
  longNames,
  needsValue,
  optionNamed,
} from "./option_facts.ts";
import { acceptedOptions, argumentsOf, HELP } from "./tree.ts";

/** What may stand on a line. */
interface Grammar {
  readonly manner: Manner;
  readonly options: readonly OptionSpec[];
  /** The first word that belongs to no option ends them: dashes or not, all from there on are words. */
  readonly untilWord: boolean;
  /** Whose line it is; undefined for what stands before a command's name. */
  readonly command: string | undefined;
}

interface ParsedOptions {
  readonly values: Values;
  /** What belongs to no option. */
  readonly words: readonly string[];
  /** The first word that looks like an option and is none. */
  readonly unknown?: string | undefined;
}

/**
 * What follows a command's name: a value for all that the command declares, by its name in camelCase; `help` and nothing
 * else where help is asked for.
 *
 * @throws {ExpError} `usage`
 */
export function parseLine(manner: Manner, spec: CommandSpec, argv: readonly string[]): Values {
  const grammar: Grammar = {
    manner,
    options: acceptedOptions(spec, manner),
    untilWord: spec.rest === true,
    command: spec.exp,
  };
  const { values, words, unknown } = parseOptions(grammar, argv);
  if (values["help"] === true) return values;
  if (unknown !== undefined) throw unknownOption(grammar, unknown);
  const named = nameWords(grammar, argumentsOf(spec, manner), words, values);
  return { ...defaultsOf(spec.options ?? []), ...values, ...named };
}

/** @throws {ExpError} `usage` for an option that lacks its value, or has a wrong one */
export function parseOptions(grammar: Grammar, given: readonly string[]): ParsedOptions {
  const argv = withValues(grammar, given);
  const values: Record<string, Values[string]> = {};
  const words: string[] = [];
  let unknown: string | undefined;
  let open: OptionSpec | undefined; // takes the words that follow, too
  for (const item of itemsOf(grammar.options, argv)) {
    switch (item.kind) {
      case "option":
        if (item.spec === HELP) return { values: { help: true }, words };
        values[keyOf(item.spec)] = readValue(grammar, item, listOf(values, item.spec));
        open = item.spec.flags.includes("...") && !item.isInline ? item.spec : undefined;
        break;
      case "word":
        if (open !== undefined) values[keyOf(open)] = [...listOf(values, open), item.word];
        else if (grammar.untilWord) return { values, words: argv.slice(item.index), unknown };
        else words.push(item.word);
        break;
      case "unknown":
        if (grammar.untilWord) return { values, words: argv.slice(item.index), unknown: item.word };
        unknown ??= item.word;
        open = undefined;
        break;
      case "end":
        return { values, words: [...words, ...argv.slice(item.index + 1)], unknown };
    }
  }
  return { values, words, unknown };
}

/** Gives options that may stand alone the value that they have then; lists in DVC's tree may be of nothing. */
function withValues({ options, manner }: Grammar, argv: readonly string[]): readonly string[] {
  return argv.flatMap((word, i) => {
    const spec = argv.lastIndexOf("--", i) < 0 ? optionNamed(options, word) : undefined;
    const next = argv[i + 1];
    if (spec === undefined || (next !== undefined && !looksLikeOption(next))) return [word];
    if (spec.alone !== undefined) return [word, spec.alone];
    return manner === "dvc" && spec.flags.includes("...") ? [] : [word];
  });
}

interface GivenOption {
  readonly kind: "option";
  readonly spec: OptionSpec;
  readonly value: string | undefined;
  /** Is the value in the option's own word (`-j4`, `--jobs=4`)? */
  readonly isInline: boolean;
}

/** What a line consists of; `end` is `--`. */
type Item = GivenOption | {
  readonly kind: "word" | "unknown" | "end";
  readonly word: string;
  readonly index: number;
};

function* itemsOf(options: readonly OptionSpec[], argv: readonly string[]): Generator<Item> {
  if (!argv.some((word) => word.startsWith("-"))) { // the first call of parseArgs takes a millisecond
    return yield* argv.map((word, index): Item => ({ kind: "word", word, index }));
  }
  let done = -1;
  for (const token of tokensOf(options, argv)) {
    const { kind, index } = token;
    if (index === done) continue; // further letters of a word that is no option
    const spec = kind === "option" ? optionNamed(options, token.rawName) : undefined;
    if (kind === "option" && spec !== undefined && (needsValue(spec) || token.inlineValue !== true)) {
      yield { kind, spec, value: token.value, isInline: token.inlineValue === true };
      continue;
    }
    done = index;
    const word = argv[index]!;
    if (word === "--") yield { kind: "end", word, index };
    else if (kind === "positional" || NEGATIVE_NUMBER.test(word)) yield { kind: "word", word, index };
    // of `-f-x` the second dash comes as a terminator, too
    else yield { kind: "unknown", word: unknownPart(word, kind === "option" ? token.rawName[1]! : "-"), index };
  }
}

const NEGATIVE_NUMBER = /^-(\d+|\d*\.\d+)([eE][+-]?\d+)?$/;

/** Of `-fxz` all from the first letter on that is no option. */
function unknownPart(word: string, letter: string): string {
  return word.startsWith("--") ? word : `-${word.slice(word.indexOf(letter, 1))}`;
}

/** Every short option, and of the long ones those that stand on the line, whole or by their beginning. */
function tokensOf(options: readonly OptionSpec[], argv: readonly string[]) {
  const known: Record<string, { type: "string" | "boolean"; short?: string }> = {};
  for (const spec of options) {
    const letter = flagNames([spec]).find((name) => name.length === 2)?.slice(1);
    if (letter !== undefined) known[`-${letter}`] = { type: needsValue(spec) ? "string" : "boolean", short: letter };
  }
  for (const word of argv) {
    const name = /^--([a-z][a-z0-9-]*)/.exec(word)?.[1];
    const spec = name === undefined ? undefined : optionNamed(options, `--${name}`);
    if (spec !== undefined) known[name!] = { type: needsValue(spec) ? "string" : "boolean" };
  }
  return parseArgs({ args: [...argv], options: known, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** @param before what a list has already */
function readValue(grammar: Grammar, option: GivenOption, before: readonly string[]): Values[string] {
  const { spec, value, isInline } = option;
  if (!needsValue(spec)) return !isNegative(spec);
  const isMissing = value === undefined || (grammar.manner === "dvc" && !isInline && looksLikeOption(value));
  if (isMissing) throw fault("usage/no-value", { ...named(spec), command: grammar.command });
  if (isRepeatable(spec)) return [...before, value];
  if (spec.as !== "int") return value;
  if (/^[+-]?\d+$/.test(value)) return Number(value);
  throw fault("usage/no-integer", { ...named(spec), value, command: grammar.command });
}

/** argparse's rule: negative numbers and texts with a blank are values. */
function looksLikeOption(word: string): boolean {
  return word.length > 1 && word.startsWith("-") && !/^-(\d+|\d*\.\d+)$/.test(word) && !word.includes(" ");
}

/** Words by the names of their places; where an option has the name of the last place, theirs is one list. */
function nameWords(grammar: Grammar, places: string, words: readonly string[], values: Values): Values {
  const names = places.split(" ").filter(Boolean);
  const missing = names.filter((name, i) => name.startsWith("<") && words[i] === undefined);
  if (missing.length > 0) {
    const lacking = missing.map((name) => name.replace(/[<>.]/g, ""));
    throw fault("usage/no-argument", { names: lacking, command: grammar.command });
  }
  if (words.length > names.length && !places.includes("...")) {
    throw fault("usage/too-many", { places: names.length, words, command: grammar.command });
  }
  return Object.fromEntries(names.map((name, i) => {
    const key = camelCase(name.replace(/[<>[\].]/g, ""));
    return [key, name.includes("...") ? [...asList(values[key]), ...words.slice(i)] : words[i]];
  }));
}

function listOf(values: Values, spec: OptionSpec): readonly string[] {
  return asList(values[keyOf(spec)]);
}

function asList(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? value : [];
}

function named(spec: OptionSpec) {
  return { flags: spec.flags, names: flagNames([spec]) };
}

function unknownOption({ options, command }: Grammar, word: string): ExpError {
  return fault("usage/unknown-option", { word, nearest: nearestWord(word, longNames(options)), command });
}

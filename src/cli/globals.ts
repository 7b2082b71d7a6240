/** Options that every command has, before or after its name. */
import { ExpError } from "../common/mod.ts";
import type { ColourChoice } from "../ui/mod.ts";
import type { OptionSpec } from "./context.ts";
import { option } from "./spec.ts";

export interface Globals {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** DVC's `--wait-for-lock`. `exp` waits anyway. */
  readonly waitForLock: boolean;
  /** False with `--no-wait`: whoever holds what is needed is not waited for. */
  readonly wait: boolean;
  /** False with `--no-input`: nothing is ever asked. */
  readonly input: boolean;
  readonly colour: ColourChoice;
  readonly cd: string | undefined;
}

/** Shown in each command's help. DVC takes only the first two after a command's name. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  option("-q, --quiet", "print nothing but errors"),
  option("-v, --verbose", "tell more"),
  option("--cd <folder>", "work in this folder", { only: "exp" }),
  option("--color <when>", "auto, always or never", { only: "exp" }),
  option("--no-input", "never ask, take the answer no", { only: "exp" }),
];

/** Options that stand before the command's name, and what follows them. @throws {ExpError} `usage` */
export function takeGlobals(argv: readonly string[]): { globals: Globals; rest: string[] } {
  const words = new Set<string>();
  let cd: string | undefined, colour: string | undefined;
  let i = 0;
  for (; i < argv.length; i++) {
    const word = argv[i]!;
    const short = /^-v+$/.test(word) ? "--verbose" : SHORT[word] ?? word;
    if (FLAGS.has(short)) words.add(short);
    else if (word === "--cd" && i + 1 < argv.length) cd = argv[++i];
    else if (word.startsWith("--cd=")) cd = word.slice("--cd=".length);
    else if (word === "--color" && i + 1 < argv.length) colour = argv[++i];
    else if (word.startsWith("--color=")) colour = word.slice("--color=".length);
    else break;
  }
  const globals: Globals = {
    quiet: words.has("--quiet"),
    verbose: words.has("--verbose"),
    help: words.has("--help"),
    version: words.has("--version"),
    waitForLock: words.has("--wait-for-lock"),
    input: !words.has("--no-input"),
    wait: !words.has("--no-wait"),
    colour: colourChoice(colour ?? "auto"),
    cd,
  };
  return { globals, rest: argv.slice(i) };
}

const SHORT: Readonly<Record<string, string>> = { "-q": "--quiet", "-h": "--help", "-V": "--version" };
const FLAGS = new Set(["--quiet", "--verbose", "--help", "--version", "--wait-for-lock", "--no-input", "--no-wait"]);

/** The same options after the command's name, as the parser found them, win. @throws {ExpError} `usage` */
export function mergeGlobals(globals: Globals, late: Readonly<Record<string, unknown>>): Globals {
  return {
    ...globals,
    quiet: globals.quiet || late["quiet"] === true,
    verbose: globals.verbose || late["verbose"] === true,
    input: globals.input && late["input"] !== false,
    wait: globals.wait && late["wait"] !== false,
    colour: typeof late["color"] === "string" ? colourChoice(late["color"]) : globals.colour,
    cd: typeof late["cd"] === "string" ? late["cd"] : globals.cd,
  };
}

function colourChoice(word: string): ColourChoice {
  if (word === "auto" || word === "always" || word === "never") return word;
  throw new ExpError("usage", `--color is auto, always or never, not '${word}'`);
}

/** Options that every command has, before or after its name. */
import type { ColourChoice } from "../ui/mod.ts";
import { type Manner, option, type Values, type ValuesOf } from "./command.ts";
import { defaultsOf } from "./option_facts.ts";
import { parseOptions } from "./parse.ts";
import { COMMON_OPTIONS, HELP } from "./tree.ts";
import { fault } from "./fault.ts";

const GLOBAL_OPTIONS = [
  ...COMMON_OPTIONS,
  HELP,
  option("-V, --version", "print the version"),
  option("--wait-for-lock", "DVC's: wait for a lock however long; exp does anyway"),
  option("--no-wait", "wait for nobody who holds what is needed"),
] as const;

export type Globals = ValuesOf<typeof GLOBAL_OPTIONS>;

/** Options that stand before the command's name, and what follows them. @throws {ExpError} `usage` */
export function takeGlobals(manner: Manner, argv: readonly string[]): { globals: Globals; rest: readonly string[] } {
  const { values, words } = parseOptions(
    { manner, options: GLOBAL_OPTIONS, untilWord: true, command: undefined },
    argv,
  );
  return { globals: { ...defaultsOf(GLOBAL_OPTIONS), ...values } as Globals, rest: words };
}

/** The same options after the command's name, as the parser found them, win. */
export function mergeGlobals(globals: Globals, late: Values): Globals {
  return { ...globals, ...late, wait: globals.wait && late["wait"] !== false };
}

/** @throws {ExpError} `usage` */
export function colourChoice(word = "auto"): ColourChoice {
  if (word === "auto" || word === "always" || word === "never") return word;
  throw fault("usage/color", { word });
}

import { type Manner, Options } from "./context.ts";
import type { ParsedLine } from "./parse.ts";
import type { CommandSpec } from "./spec.ts";
import { acceptedOptions, argumentsOf } from "./tree.ts";

/**
 * Reads a line without options as the parser would. Most lines of scripts and cron are such (`exp repro`, `exp status
 * train`), and loading the parser is a tenth of their time.
 *
 * @returns undefined for a line that needs the parser
 */
export function readPlainLine(manner: Manner, spec: CommandSpec, argv: readonly string[]): ParsedLine | undefined {
  if (argv.some((word) => word.startsWith("-"))) return undefined;
  const accepted = argumentsOf(spec, manner);
  const isAccepted = argv.length === 0 ? !accepted.includes("<") : /^\[[\w-]+\.\.\.\]$/.test(accepted);
  if (!isAccepted) return undefined;
  const values = defaultsOf(spec, manner);
  return { args: [...argv], options: new Options(values), values };
}

/** `--no-x` without a `--x` before it is true until it is given. */
function defaultsOf(spec: CommandSpec, manner: Manner): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const seen = new Set<string>();
  for (const { flags } of acceptedOptions(spec, manner)) {
    const long = /--[a-z][\w-]*/.exec(flags)?.[0] ?? "";
    seen.add(long);
    if (!long.startsWith("--no-") || seen.has(long.replace("--no-", "--"))) continue;
    values[long.slice(5).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())] = true;
  }
  return values;
}

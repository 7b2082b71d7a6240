import { type Manner, Options } from "./context.ts";
import type { ParsedLine } from "./parse.ts";
import type { CommandSpec, OptionSpec } from "./context.ts";
import { acceptedOptions, argumentsOf } from "./tree.ts";

/**
 * Reads a line whose options are written out (`--name`, `--name value`, `--name=value`, `-n value`) as the parser would.
 * Most lines of scripts and cron are such, and loading the parser is a tenth of their time.
 *
 * @returns undefined for a line that needs the parser: to be understood, or to be refused
 */
export function readPlainLine(manner: Manner, spec: CommandSpec, argv: readonly string[]): ParsedLine | undefined {
  const specs = acceptedOptions(spec, manner);
  const values = defaultsOf(specs);
  const args: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (!word.startsWith("-")) {
      args.push(word);
      continue;
    }
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = spec.rest ? undefined : specs.find(({ flags }) => flags.split(/[ ,]+/).includes(name));
    const key = option === undefined ? undefined : keyOf(option);
    if (option === undefined || key === undefined || /\[|\.\.\./.test(option.flags)) return undefined;
    if (!option.flags.includes("<")) {
      if (equals >= 0) return undefined;
      values[key] = !isNegative(option);
      continue;
    }
    const text = equals < 0 ? argv[++i] : word.slice(equals + 1);
    if (text === undefined || (equals < 0 && text.startsWith("-"))) return undefined;
    if (option.as === "int" && !/^[+-]?\d+$/.test(text)) return undefined;
    if (option.as === "append") values[key] = [...(values[key] as string[] | undefined) ?? [], text];
    else values[key] = option.as === "int" ? Number(text) : text;
  }
  const accepted = argumentsOf(spec, manner);
  const isAccepted = args.length === 0 ? !accepted.includes("<") : /^\[[\w-]+\.\.\.\]$/.test(accepted);
  return isAccepted ? { args, options: new Options(values), values } : undefined;
}

/** `--no-x` without a `--x` before it is true until it is given. */
function defaultsOf(specs: readonly OptionSpec[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const seen = new Set<string>();
  for (const option of specs) {
    const key = keyOf(option);
    if (key === undefined) continue;
    if (isNegative(option) && !seen.has(key)) values[key] = true;
    seen.add(key);
  }
  return values;
}

/** Its long name in camelCase, without `no-`; undefined for an option that has none. */
function keyOf(option: OptionSpec): string | undefined {
  const long = /--[a-z][\w-]*/.exec(option.flags)?.[0];
  return long?.replace(/^--(no-)?/, "").replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function isNegative(option: OptionSpec): boolean {
  return /--no-/.test(option.flags);
}

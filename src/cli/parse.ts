import type { Command } from "commander";
import { ExpError, nearestWord } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { dvcSays } from "../voice/mod.ts";
import { type Manner, Options } from "./context.ts";
import type { CommandSpec, OptionSpec } from "./context.ts";
import { acceptedOptions, argumentsOf, longNames, takesValue } from "./tree.ts";

export interface ParsedLine {
  readonly args: string[];
  readonly options: Options;
  /** All values by the options' long names in camelCase, common options too. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads what follows a command's name. @throws {ExpError} `usage` */
export async function parseLine(
  host: Host,
  manner: Manner,
  spec: CommandSpec,
  argv: readonly string[],
): Promise<ParsedLine> {
  const { Command } = await import("commander");
  const specs = acceptedOptions(spec, manner);
  const program: Command = new Command(spec.exp ?? spec.dvc);
  program.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} }).helpOption(false);
  for (const argument of argumentsOf(spec, manner).split(" ").filter(Boolean)) program.argument(argument);
  for (const option of specs) addOption(program, option);
  if (spec.rest) program.passThroughOptions();
  program.action(() => {});
  try {
    await program.parseAsync(expandPrefixes(argv, specs, { rest: spec.rest === true, manner }), { from: "user" });
  } catch (error) {
    throw await usageError(host, manner, spec, specs, error);
  }
  const values = program.opts();
  const args = program.processedArgs.flatMap((arg) =>
    arg === undefined ? [] : Array.isArray(arg) ? arg : [String(arg)]
  );
  return { args, options: new Options(values), values };
}

function addOption(program: Command, spec: OptionSpec): void {
  if (spec.as === "append") {
    program.option(spec.flags, spec.about, (value: string, sofar: string[] | undefined) => [...(sofar ?? []), value]);
  } else if (spec.as === "int") {
    program.option(spec.flags, spec.about, (value: string) => {
      if (!/^[+-]?\d+$/.test(value)) {
        throw new ExpError("usage", `option '${spec.flags}' needs a whole number, not '${value}'`, {
          dvcMessage: `argument ${argparseName(spec)}: invalid int value: '${value}'`,
        });
      }
      return Number(value);
    });
  } else program.option(spec.flags, spec.about);
}

/**
 * A unique beginning of a long option stands for it, as everywhere in DVC's command line.
 *
 * @throws {ExpError} `usage` through `exp dvc` for a value that looks like an option, as argparse refuses it
 */
function expandPrefixes(
  argv: readonly string[],
  specs: readonly OptionSpec[],
  { rest, manner }: { rest: boolean; manner: Manner },
): string[] {
  const longs = longNames(specs);
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === "--" || (rest && !word.startsWith("-"))) return [...out, ...argv.slice(i)];
    const [, name = "", value = ""] = word.match(/^(--[a-z][a-z0-9-]*)(=.*)?$/s) ?? [];
    const candidates = longs.filter((long) => long.startsWith(name));
    out.push(name !== "" && !longs.includes(name) && candidates.length === 1 ? candidates[0] + value : word);
    if (!takesValue(word, specs) || i + 1 >= argv.length) continue;
    if (manner === "dvc" && looksLikeOption(argv[i + 1]!)) throw lacksValue(word, specs);
    // an option's value is not an option: -n --x
    out.push(argv[++i]!);
  }
  return out;
}

/** argparse's rule: negative numbers and texts with a blank are values. */
function looksLikeOption(word: string): boolean {
  return word.length > 1 && word.startsWith("-") && !/^-(\d+|\d*\.\d+)$/.test(word) && !word.includes(" ");
}

function lacksValue(word: string, specs: readonly OptionSpec[]): ExpError {
  const option = specs.find((spec) => spec.flags.split(/[ ,]+/).includes(word));
  return new ExpError("usage", `option '${word}' needs a value`, {
    dvcMessage: `argument ${option === undefined ? word : argparseName(option)}: expected one argument`,
  });
}

/** `-n/--num` */
function argparseName({ flags }: Pick<OptionSpec, "flags">): string {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith("-")).join("/");
}

async function usageError(
  host: Host,
  manner: Manner,
  spec: CommandSpec,
  specs: readonly OptionSpec[],
  error: unknown,
): Promise<unknown> {
  if (error instanceof ExpError && error.kind !== "usage") return error;
  const message = (error instanceof Error ? error.message : String(error)).replace(/^error: /, "")
    .replace(/\n[^]*$/, "");
  const unknown = message.match(/unknown option '(-[^']*)'/)?.[1];
  const near = unknown === undefined ? undefined : nearestWord(unknown, longNames(specs));
  if (manner === "dvc") {
    const { usageLine } = await import("./help.ts");
    host.terminal.write("stdout", usageLine(manner, spec) + "\n");
  }
  return new ExpError("usage", message, {
    hint: near === undefined
      ? `'exp help ${spec.exp ?? `dvc ${spec.dvc}`}' lists the options`
      : `did you mean '${near}'?`,
    dvcMessage: error instanceof ExpError ? dvcSays(error) : inArgparseWords(message),
  });
}

/** Those words that no place is left for. */
function tooMany(message: string): string | undefined {
  const [, places, words] = message.match(/^too many arguments.*? Expected (\d+) arguments? but got \d+: (.*?)\.?$/) ??
    [];
  return words?.split(", ").slice(Number(places)).join(" ");
}

function inArgparseWords(message: string): string {
  const unknown = message.match(/^unknown option '(-[^']*)'/)?.[1] ?? tooMany(message);
  if (unknown !== undefined) return `unrecognized arguments: ${unknown}`;
  const flags = message.match(/^option '([^']*)' argument missing/)?.[1];
  if (flags !== undefined) return `argument ${argparseName({ flags })}: expected one argument`;
  const missing = message.match(/^missing required argument '([^']*)'/)?.[1];
  return missing === undefined ? message : `the following arguments are required: ${missing}`;
}

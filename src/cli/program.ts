import type { Command } from "commander";
import { ExpError } from "../common/errors.ts";
import { nearestWord } from "../common/nearest.ts";
import type { Host } from "../host/mod.ts";
import { type CommandModule, type Context, type Manner, Options } from "./context.ts";
import { exitWith } from "./exit.ts";
import type { CommandSpec, OptionSpec } from "./spec.ts";

/** Runs one command line and returns the exit code. Never throws. */
export async function main(host: Host, argv: readonly string[]): Promise<number> {
  const manner: Manner = argv[0] === "dvc" ? "dvc" : "exp";
  const rest = manner === "dvc" ? argv.slice(1) : argv;
  return await exitWith(host, manner, () => dispatch(host, manner, rest));
}

async function dispatch(host: Host, manner: Manner, argv: readonly string[]): Promise<number> {
  const { globals, rest } = takeGlobals(argv);
  if (globals.version || (rest[0] === "version" && manner === "exp")) {
    const { printVersion } = await import("./commands/version.ts");
    return printVersion(host, manner, rest.includes("--json"));
  }
  const { COMMANDS } = await import("./commands.ts");
  const words = rest[0] === "help" ? rest.slice(1) : rest;
  const found = find(COMMANDS, manner, words);
  const wantsHelp = rest[0] === "help" || globals.help;
  if (found === undefined || (wantsHelp && isGroup(COMMANDS, manner, words))) {
    const { showHelp } = await import("./help.ts");
    return showHelp(host, manner, COMMANDS, words, wantsHelp);
  }
  if (wantsHelp || found.args.includes("--help") || found.args.includes("-h")) {
    const { showCommandHelp } = await import("./help.ts");
    return showCommandHelp(host, manner, found.spec);
  }
  const { args, options, globals: late } = await parse(host, manner, found.spec, found.args);
  const context = createContext(host, manner, { ...globals, ...late });
  const module: CommandModule = await found.spec.load();
  return await module.run(context, args, options);
}

interface Globals {
  quiet: boolean;
  verbose: boolean;
  help: boolean;
  version: boolean;
  waitForLock: boolean;
  cd: string | undefined;
}

/** Options that stand before the command's name. */
function takeGlobals(argv: readonly string[]): { globals: Globals; rest: string[] } {
  const globals: Globals = {
    quiet: false,
    verbose: false,
    help: false,
    version: false,
    waitForLock: false,
    cd: undefined,
  };
  let i = 0;
  for (; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === "-q" || word === "--quiet") globals.quiet = true;
    else if (/^-v+$/.test(word) || word === "--verbose") globals.verbose = true;
    else if (word === "-h" || word === "--help") globals.help = true;
    else if (word === "-V" || word === "--version") globals.version = true;
    else if (word === "--wait-for-lock") globals.waitForLock = true;
    else if (word === "--cd" && i + 1 < argv.length) globals.cd = argv[++i];
    else if (word.startsWith("--cd=")) globals.cd = word.slice(5);
    else break;
  }
  const rest = argv.slice(i);
  return { globals, rest };
}

/** The spec with the longest matching name, and what follows the name. */
function find(
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

/** A spec's name in a tree and its aliases; `experiments` is DVC's long word for `exp`. */
export function namesOf(spec: CommandSpec, manner: Manner): string[] {
  const name = manner === "dvc" ? spec.dvc : spec.exp;
  if (name === undefined) return [];
  const parent = name.split(" ").slice(0, -1);
  const names = [name, ...(spec.aliases ?? []).map((alias) => [...parent, alias].join(" "))];
  if (manner === "dvc") names.push(...names.filter((n) => n.startsWith("exp ")).map((n) => "experiments" + n.slice(3)));
  return names;
}

function isGroup(commands: readonly CommandSpec[], manner: Manner, words: readonly string[]): boolean {
  const prefix = words.join(" ");
  return words.length === 0 ||
    !commands.some((spec) => namesOf(spec, manner).includes(prefix)) ||
    commands.some((spec) => namesOf(spec, manner).some((name) => name.startsWith(prefix + " ")));
}

async function parse(
  host: Host,
  manner: Manner,
  spec: CommandSpec,
  argv: readonly string[],
): Promise<{ args: string[]; options: Options; globals: Partial<Globals> }> {
  const { Command } = await import("commander");
  const specs = [...optionsFor(spec, manner), ...COMMON_OPTIONS];
  const program: Command = new Command(spec.exp ?? spec.dvc);
  program.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} }).helpOption(false);
  for (const argument of argumentsOf(spec, manner).split(" ").filter(Boolean)) program.argument(argument);
  for (const option of specs) addOption(program, option);
  if (spec.rest) program.passThroughOptions();
  program.action(() => {});
  let given: string[];
  try {
    given = expandPrefixes(argv, specs, spec.rest === true);
    await program.parseAsync(given, { from: "user" });
  } catch (error) {
    throw await usageError(host, manner, spec, specs, error);
  }
  const values = program.opts();
  const args = program.processedArgs.flatMap((arg) =>
    arg === undefined ? [] : Array.isArray(arg) ? arg : [String(arg)]
  );
  const globals: Partial<Globals> = {};
  if (values["quiet"] === true) globals.quiet = true;
  if (values["verbose"] === true) globals.verbose = true;
  if (values["waitForLock"] === true) globals.waitForLock = true;
  return { args, options: new Options(values), globals };
}

/** Positional arguments as commander reads them. */
export function argumentsOf(spec: CommandSpec, manner: Manner): string {
  return (manner === "dvc" ? spec.dvcArgs : undefined) ?? spec.args ?? "";
}

export function optionsFor(spec: CommandSpec, manner: Manner): OptionSpec[] {
  return (spec.options ?? []).filter((option) => option.only === undefined || option.only === manner);
}

export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { flags: "-q, --quiet", about: "print nothing but errors" },
  { flags: "-v, --verbose", about: "tell more" },
  { flags: "--wait-for-lock", about: "wait while another process holds the repository" },
];

function addOption(program: Command, spec: OptionSpec): void {
  if (spec.as === "append") {
    program.option(spec.flags, spec.about, (value: string, sofar: string[] | undefined) => [...(sofar ?? []), value]);
  } else if (spec.as === "int") {
    program.option(spec.flags, spec.about, (value: string) => {
      if (!/^[+-]?\d+$/.test(value)) {
        throw new ExpError("usage", `option '${spec.flags}' needs a whole number, not '${value}'`, {
          dvcMessage: `argument ${spec.flags.replace(/,? .*/, "")}: invalid int value: '${value}'`,
        });
      }
      return Number(value);
    });
  } else program.option(spec.flags, spec.about);
}

/** A unique beginning of a long option stands for it, as everywhere in DVC's command line. */
function expandPrefixes(argv: readonly string[], specs: readonly OptionSpec[], rest: boolean): string[] {
  const longs = specs.flatMap((spec) => spec.flags.match(/--[a-z][a-z0-9-]*/g) ?? []);
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === "--" || (rest && !word.startsWith("-"))) return [...out, ...argv.slice(i)];
    const [, name = "", value = ""] = word.match(/^(--[a-z][a-z0-9-]*)(=.*)?$/s) ?? [];
    const candidates = longs.filter((long) => long.startsWith(name));
    out.push(name !== "" && !longs.includes(name) && candidates.length === 1 ? candidates[0] + value : word);
    // an option's value is not an option: -n --x
    if (takesValue(word, specs) && i + 1 < argv.length) out.push(argv[++i]!);
  }
  return out;
}

function takesValue(word: string, specs: readonly OptionSpec[]): boolean {
  if (word.includes("=") && word.startsWith("--")) return false;
  return specs.some((spec) => spec.flags.includes("<") && spec.flags.split(/[ ,]+/).includes(word));
}

async function usageError(
  host: Host,
  manner: Manner,
  spec: CommandSpec,
  specs: readonly OptionSpec[],
  error: unknown,
): Promise<unknown> {
  if (error instanceof ExpError && error.kind !== "usage") return error;
  const message = (error instanceof Error ? error.message : String(error)).replace(/^error: /, "").replace(
    /\n[^]*$/,
    "",
  );
  const unknown = message.match(/unknown option '(-[^']*)'/)?.[1];
  const longs = specs.flatMap((option) => option.flags.match(/--[a-z][a-z0-9-]*/g) ?? []);
  const near = unknown === undefined ? undefined : nearestWord(unknown, longs);
  if (manner === "dvc") {
    const { usageLine } = await import("./help.ts");
    host.terminal.write("stdout", usageLine(manner, spec) + "\n");
  }
  return new ExpError("usage", message, {
    hint: near === undefined
      ? `'exp help ${spec.exp ?? `dvc ${spec.dvc}`}' lists the options`
      : `did you mean '${near}'?`,
    dvcMessage: unknown === undefined ? message : `unrecognized arguments: ${unknown}`,
  });
}

function createContext(host: Host, manner: Manner, globals: Globals): Context {
  const verbosity = globals.quiet ? "quiet" : globals.verbose ? "verbose" : "normal";
  return {
    host,
    manner,
    verbosity,
    waitForLock: globals.waitForLock,
    cwd: globals.cd === undefined ? host.cwd : resolveFolder(host, globals.cd),
    print: (line) => host.terminal.write("stdout", line + "\n"),
    note: (line) => {
      if (verbosity !== "quiet") host.terminal.write("stderr", line + "\n");
    },
  };
}

function resolveFolder(host: Host, path: string): string {
  const absolute = path.startsWith("/") ? path : `${host.cwd}/${path}`;
  if (host.fs.stat(absolute)?.kind !== "dir") {
    throw new ExpError("usage", `--cd: there is no folder '${path}'`);
  }
  return host.fs.realPath(absolute);
}

import { DVC_RULES, EXP_RULES } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { BottomLines, safeTerminal, silentTerminal } from "../ui/mod.ts";
import type { Lines } from "../voice/mod.ts";
import type { CommandSpec, Context, Manner, Values } from "./command.ts";
import { exitWith } from "./exit.ts";
import { colourChoice, type Globals, mergeGlobals, takeGlobals } from "./globals.ts";
import { parseLine } from "./parse.ts";
import { commandsBelow, findCommand, mannerOf } from "./tree.ts";
import { fault } from "./fault.ts";

/** Runs one command line and returns the exit code. Never throws. */
export async function main(machine: Host, argv: readonly string[]): Promise<number> {
  return await answer(machine, argv, dispatch);
}

/** An error of a command that nobody waited for, told as any other. @returns the exit code */
export async function reportStray(machine: Host, argv: readonly string[], error: unknown): Promise<number> {
  return await answer(machine, argv, () => Promise.reject(error));
}

async function answer(machine: Host, argv: readonly string[], work: typeof dispatch): Promise<number> {
  const bottom = new BottomLines(safeTerminal(machine.terminal));
  const { terminal } = bottom;
  const { manner, rest } = mannerOf(argv, machine.platform.link);
  try {
    return await exitWith(
      { env: machine.env, terminal },
      manner,
      () => work({ ...machine, terminal }, bottom, manner, rest),
    );
  } finally {
    bottom.end();
  }
}

async function dispatch(host: Host, bottom: BottomLines, manner: Manner, argv: readonly string[]): Promise<number> {
  const { globals, rest } = takeGlobals(manner, argv);
  if (isVersion(globals, manner, rest)) { // before the command table is loaded: it is how start-up is measured
    const { printVersion } = await import("./commands/version.ts");
    return printVersion(host, manner, rest.includes("--json"));
  }
  const { COMMANDS } = await import("./commands.ts");
  if (globals.help || rest[0] === "help") {
    const words = rest[0] === "help" ? rest.slice(1) : rest;
    if (manner === "exp") {
      const { showTopic } = await import("./topics.ts");
      if (await showTopic(createContext(host, bottom, manner, globals), COMMANDS, words)) return 0;
    }
    return await help(host, manner, COMMANDS, words, true);
  }
  const found = findCommand(COMMANDS, manner, rest);
  if (found === undefined) return await help(host, manner, COMMANDS, rest, rest.some(isHelp));
  const values = await readLine(host, manner, found.spec, found.args);
  if (values["help"] === true) return await help(host, manner, COMMANDS, rest, true);
  const { loadCommand } = await import("./load.ts");
  const run = await loadCommand(found.spec.exp);
  return await run(createContext(host, bottom, manner, mergeGlobals(globals, values)), values);
}

function isVersion(globals: Globals, manner: Manner, rest: readonly string[]): boolean {
  const isCommand = { exp: rest[0] === "version", dvc: false }[manner];
  const words = isCommand ? rest.slice(1) : globals.version ? rest : undefined;
  return words !== undefined && words.every((word) => word === "--json");
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

/** Where a line of DVC's is refused it says first what it could be. @throws {ExpError} `usage` */
async function readLine(host: Host, manner: Manner, spec: CommandSpec, args: readonly string[]): Promise<Values> {
  try {
    return parseLine(manner, spec, args);
  } catch (error) {
    if (manner === "dvc") host.terminal.write("stdout", (await import("./help.ts")).usageLine(manner, spec) + "\n");
    throw error;
  }
}

async function help(
  host: Host,
  manner: Manner,
  commands: readonly CommandSpec[],
  line: readonly string[],
  asked: boolean,
): Promise<number> {
  const { showCommandHelp, showHelp } = await import("./help.ts");
  const words = line.filter((word) => !isHelp(word));
  const found = findCommand(commands, manner, words);
  const isGroup = commandsBelow(commands, manner, words).length > 0;
  const topics = asked && manner === "exp" && words.length > 0 ? (await import("./topics.ts")).topicNames() : [];
  const code = found === undefined || (isGroup && found.args.length > 0)
    ? showHelp(host, manner, commands, words, asked, topics)
    : showCommandHelp(host, manner, found.spec);
  if (topics.includes(words.join(" "))) {
    host.terminal.write("stdout", `\n'exp help topic ${words[0]}' is the page about it\n`);
  }
  return code;
}

function createContext(host: Host, bottom: BottomLines, manner: Manner, globals: Globals): Context {
  const verbosity = globals.quiet ? "quiet" : globals.verbose ? "verbose" : "normal";
  const asks = globals.input && !isSet(host, "EXP_NO_INPUT");
  const terminal = asks ? host.terminal : silentTerminal(host.terminal);
  const note = (line: string) => {
    if (verbosity !== "quiet") terminal.write("stderr", line + "\n");
  };
  const cwd = globals.cd === undefined ? host.cwd : resolveFolder(host, globals.cd);
  return {
    host: { ...host, terminal, cwd }, // as if it had been started there
    bottom,
    manner,
    rules: { exp: EXP_RULES, dvc: DVC_RULES }[manner],
    verbosity,
    colour: colourChoice(globals.color ?? (host.env.get("EXP_COLOR") || undefined)),
    waitForLock: globals.waitForLock,
    waits: globals.wait,
    cwd,
    print: (line) => terminal.write("stdout", line + "\n"),
    note,
    warn: (text) => note(`${{ exp: "warning", dvc: "WARNING" }[manner]}: ${text}`),
    tell(told) {
      const said = told[manner];
      const { print, note: message, error } = typeof said === "string" ? { print: said } : said as Lines;
      if (print !== undefined && verbosity !== "quiet") terminal.write("stdout", print + "\n");
      if (message !== undefined) note(message);
      if (error !== undefined) terminal.write("stderr", error + "\n");
    },
    inManner: (both) => both[manner],
  };
}

/** Variables of yes and no: `0` and nothing are no. */
function isSet({ env }: Host, name: string): boolean {
  return !["", "0", undefined].includes(env.get(name));
}

function resolveFolder(host: Host, path: string): string {
  const absolute = path.startsWith("/") ? path : `${host.cwd}/${path}`;
  if (host.fs.stat(absolute)?.kind !== "dir") throw fault("usage/cd", { path });
  return host.fs.realPath(absolute);
}

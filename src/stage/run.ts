/** Running a stage's command (A9 of the formats). */
import { ExpError } from "../common/errors.ts";
import { pyStr, pyTypeName } from "../common/py_text.ts";
import type { Value } from "../common/value.ts";
import type { Host, OutputFile, RunningCommand, SpawnCommand } from "../host/mod.ts";
import { nameOf } from "../repo/paths.ts";
import type { Repo } from "../repo/types.ts";
import type { RunEvent } from "../common/events.ts";
import { absolutePath } from "./paths.ts";
import type { Stage } from "./types.ts";

export type CommandOutput = "inherit" | "stderr" | "events" | OutputFile;

export interface CommandOptions {
  /** The stage as shown. */
  readonly name: string;
  /** Added to the inherited environment, beside DVC_ROOT and DVC_STAGE. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `inherit`: the terminal is the command's; `stderr`: so it is, but standard output is ours; `events`: output comes as events; else it goes to a file. */
  readonly output: CommandOutput;
  readonly emit: (event: RunEvent) => void;
  /** Told of each process that is started, and when it ends: whoever stops the run ends it, with what it has started. */
  readonly onStart?: (command: RunningCommand) => () => Promise<void>;
  /** True: start nothing more. */
  readonly isStopped?: () => boolean;
}

const WHAT: Readonly<Record<string, string>> = {
  dict: "a map",
  bool: "a truth value",
  int: "a number",
  float: "a number",
};
const SIGNAL_DELAY_MS = 30;

/** `cmd` as single commands: text is cut at line ends, a list is as it is. */
export function commandLines(cmd: Stage["cmd"]): readonly string[] {
  if (cmd === undefined || Array.isArray(cmd)) return cmd ?? [];
  if (typeof cmd !== "string") {
    const type = pyTypeName(cmd as Value);
    throw new ExpError("invalid-file", `the command is ${WHAT[type] ?? "no text"}, not text`, {
      hint: "a reference alone keeps its type; write it inside of a text: cmd: program ${options}",
      dvcMessage: `'${type}' object has no attribute 'splitlines'`,
    });
  }
  // deno-lint-ignore no-control-regex -- where Python's splitlines cuts, as DVC does
  const lines = cmd.split(/\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** The shell of SHELL, without its start-up files. */
export function shellArguments(shell: string | undefined): string[] {
  const program = shell || "/bin/sh";
  const flags: Readonly<Record<string, readonly string[]>> = {
    bash: ["--noprofile", "--norc"],
    zsh: ["--no-rcs"],
    fish: ["--no-config"],
  };
  return [program, ...flags[nameOf(program)] ?? [], "-c"];
}

/**
 * Runs the commands of a stage one after another, until one fails.
 * @throws {ExpError} `stage-failed` with the command and its exit code; `interrupted`
 */
export async function runCommands(repo: Repo, stage: Stage, options: CommandOptions): Promise<void> {
  const { host } = repo;
  const cwd = absolutePath(repo, stage.wdir);
  const shell = shellArguments(options.env?.["SHELL"] ?? host.env.get("SHELL"));
  for (const line of commandLines(stage.cmd)) {
    if (options.isStopped?.()) throw new ExpError("interrupted", `stage '${options.name}' was interrupted`);
    options.emit({ kind: "stage-command", stage: options.name, command: pyStr(line) });
    if (typeof line !== "string") {
      throw new ExpError("invalid-file", `a command of stage '${options.name}' is not text`, {
        hint: "quote it in dvc.yaml",
      });
    }
    if (shell[0]?.startsWith("/") && !host.fs.exists(shell[0])) {
      throw new ExpError("stage-failed", `the shell ${shell[0]} (from SHELL) does not exist`, {
        dvcMessage: `[Errno 2] No such file or directory: '${shell[0]}'`,
      });
    }
    const { code, signal } = await runOne(host, [...shell, line], cwd, repo.root, options);
    if (code === 0 && signal === null) continue;
    // Ctrl-C reaches the command and this process at once, but the command's end may be noticed first
    await host.clock.sleep(SIGNAL_DELAY_MS);
    if (options.isStopped?.()) {
      throw new ExpError("interrupted", `${line} was interrupted`, {
        dvcMessage: `stage '${options.name}' was interrupted`,
        hint: "the same command goes on with this stage; what ran before it is kept",
      });
    }
    throw new CommandFailed(line, code, signal);
  }
}

/** A stage's command that ended badly. */
export class CommandFailed extends ExpError {
  /** As a shell tells it: 128 and the signal's number when a signal ended it. */
  readonly commandExitCode: number;

  constructor(line: string, code: number, signal: string | null) {
    const number = signal === null ? 0 : SIGNAL_NUMBERS[signal] ?? 1;
    super("stage-failed", `${line} ${endedHow(code, signal)}`, {
      dvcMessage: `failed to run: ${line}, exited with ${signal === null ? code : -number}`,
    });
    this.commandExitCode = signal === null ? code : 128 + number;
  }
}

async function runOne(
  host: Host,
  argv: readonly string[],
  cwd: string,
  root: string,
  options: CommandOptions,
): Promise<{ code: number; signal: string | null }> {
  const { name, emit } = options;
  const toEvent = (stream: "stdout" | "stderr") => (bytes: Uint8Array) =>
    emit({ kind: "stage-output", stage: name, stream, bytes: bytes.slice() });
  const isInherited = options.output === "inherit" || options.output === "stderr";
  const command: SpawnCommand = {
    argv,
    cwd,
    env: { DVC_ROOT: host.env.get("DVC_ROOT") ?? root, ...options.env, DVC_STAGE: name },
    stdin: isInherited ? "inherit" : "null",
    stdout: options.output === "events" ? toEvent("stdout") : options.output,
    stderr: isInherited ? "inherit" : toEvent("stderr"),
    detached: !isInherited,
  };
  const running = host.processes.spawn(command);
  let ended: (() => Promise<void>) | undefined;
  try {
    ended = options.onStart?.(running);
    return await running.done;
  } catch (error) {
    running.kill("SIGKILL"); // whoever fails to take note of a command must not leave it running alone
    throw error;
  } finally {
    await ended?.();
  }
}

function endedHow(code: number, signal: string | null): string {
  if (signal !== null) return `was ended by ${signal}`;
  if (code === 127) return "exited with 127 (command not found)";
  if (code === 126) return "exited with 126 (not executable)";
  return `exited with ${code}`;
}

/** Numbers as on Linux, for DVC's `exited with -9`. */
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

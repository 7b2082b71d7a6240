/** Running a stage's command (DVC 3.67.1: dvc/stage/run.py). */
import { ExpError, pyStr, pyTypeName, type RunEvent, signalNumber, type Value } from "../common/mod.ts";
import type { Host, OutputFile, RunningCommand, SpawnCommand } from "../host/mod.ts";
import { nameOf, type Repo } from "../repo/mod.ts";
import { fault, type StageFaults } from "./faults.ts";
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

const SIGNAL_DELAY_MS = 30;

/** `cmd` as single commands: text is cut at line ends, a list is as it is. */
export function commandLines(cmd: Stage["cmd"]): readonly string[] {
  if (cmd === undefined || Array.isArray(cmd)) return cmd ?? [];
  if (typeof cmd !== "string") {
    const type = pyTypeName(cmd as Value);
    throw fault("invalid-file/command-type", { type });
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
    if (options.isStopped?.()) throw fault("interrupted/stage", { stage: options.name });
    options.emit({ kind: "stage-command", stage: options.name, command: pyStr(line) });
    if (typeof line !== "string") throw fault("invalid-file/command-not-text", { stage: options.name });
    if (shell[0]?.startsWith("/") && !host.fs.exists(shell[0])) {
      throw fault("stage-failed/no-shell", { shell: shell[0] });
    }
    const { code, signal } = await runOne(host, [...shell, line], cwd, repo.root, options);
    if (code === 0 && signal === null) continue;
    // Ctrl-C reaches the command and this process at once, but the command's end may be noticed first
    await host.clock.sleep(SIGNAL_DELAY_MS);
    if (options.isStopped?.()) throw fault("interrupted/command", { line, stage: options.name });
    throw new CommandFailed(line, code, signal);
  }
}

/** A stage's command that ended badly. */
export class CommandFailed extends ExpError {
  /** As a shell tells it: 128 and the signal's number when a signal ended it. */
  readonly commandExitCode: number;

  constructor(line: string, code: number, signal: string | null) {
    super("stage-failed/command" satisfies keyof StageFaults, { line, code, signal });
    this.commandExitCode = signal === null ? code : 128 + signalNumber(signal);
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

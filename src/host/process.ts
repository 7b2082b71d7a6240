import type { GroupWitness } from "./group_witness.ts";
/**
 * A short command, waited for. Only `git` and `sh` may be started (the binary's permissions name them). A git gets the
 * settings and the environment of git_start.ts besides.
 */
export interface Command {
  readonly program: "git" | "sh";
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to (or, with undefined, taken from) the inherited environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string | Uint8Array;
  /** Say what this changes when it changes something that must survive a crash (see crash.ts). */
  readonly durable?: string;
}

export interface CommandResult {
  readonly code: number;
  readonly signal: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** A command that takes its time: a stage, or a child that others feed. */
export interface SpawnCommand {
  /** The program and its arguments, by path or name; started through `sh` (`exec "$0" "$@"`). */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `inherit` gives the terminal; `stderr` our standard error; `null` is /dev/null; a function gets the bytes as they come. */
  readonly stdin: "inherit" | "null";
  readonly stdout: "inherit" | "stderr" | "null" | OutputFile | ((chunk: Uint8Array) => void);
  /** Goes to the same file when `stdout` is one. */
  readonly stderr: "inherit" | "null" | ((chunk: Uint8Array) => void);
  /** What comes within this time comes as one chunk: to be woken for each line of many costs more than to read it. */
  readonly gatherMs?: number;
  /** Own process group and session, so that the whole family can be stopped and survives this process. */
  readonly detached?: boolean;
}

/** A file that a command itself appends its output to, so that the output is whole whoever dies. */
export interface OutputFile {
  readonly file: string;
  /** A file to which the process writes its id and start time before anything else (on Linux). */
  readonly identity: string;
}

export interface RunningCommand {
  readonly pid: number;
  /** The process has ended; what it started may still run, and hold its output open. */
  readonly ended: Promise<void>;
  /** The process has ended, and all of its output was passed on. */
  readonly done: Promise<{ readonly code: number; readonly signal: string | null }>;
  /** Has the process, or its whole group when it was started detached, more to run than an exit code? */
  isAlive(): boolean;
  /** Signals the process, or its whole group when it was started detached. */
  kill(signal: "SIGTERM" | "SIGKILL" | "SIGINT"): void;
  /**
   * Signals those of the same that have something to do at it; others would die of it. (On Linux; else nobody.)
   * @returns whether there was one
   */
  warn(signal: "SIGUSR1" | "SIGUSR2"): boolean;
  /** Lets this process end while the command goes on; otherwise it is ended first. */
  release(): void;
}

export interface Processes {
  /** @throws {ExpError} `no-git` when git is missing, or too old for what it was asked */
  runSync(command: Command): CommandResult;
  /**
   * A git that talks to another machine: meanwhile this process hears signals, and `ending` ends it.
   *
   * @throws {ExpError} as `runSync`
   */
  runAside(command: Command & { readonly program: "git" }, ending?: AbortSignal): Promise<CommandResult>;
  /** Can git be started? Looks, and starts nothing. */
  hasGit(): boolean;
  spawn(command: SpawnCommand): RunningCommand;
  /** Calls `handler` instead of dying of the signal, until disposed. A HUP that `nohup` has us ignore stays ignored, on Linux. */
  onSignal(
    signal: "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT" | "SIGUSR1" | "SIGUSR2" | "SIGWINCH" | "SIGCONT",
    handler: () => void,
  ): Disposable;
  /** Signals any process or (negative) process group by number, through `sh`; false if there is none. */
  signal(pid: number, signal: "TERM" | "KILL" | "INT"): boolean;
  /**
   * Stops this process and those that the terminal knows as one job with it, as Ctrl-Z does; returns when it goes on. A
   * job without a shell that could let it go on is not stopped.
   */
  suspend(): void;
  /** Is there a process of that number, and not only its exit code, waiting for a parent that may never ask? */
  isAlive(pid: number): boolean;
  /** A process that dies of the signals which reach the whole group, and not of those that reach this process alone. */
  witnessGroup(): GroupWitness;
  /** How many processes this one has started so far. */
  readonly started: number;
}

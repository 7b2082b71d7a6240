import { setImmediate } from "node:timers";
import type { Command, CommandResult, Processes, RunningCommand, SpawnCommand } from "../../../src/host/process.ts";
import { GIT_ENVIRONMENT, GIT_SETTINGS } from "../../../src/host/git_start.ts";
import { MachineError } from "../../../src/host/mod.ts";
import { memoryGit } from "./memory_git.ts";
import { refusal } from "./refusal.ts";
import { systemScript } from "./system_scripts.ts";
import type { Step } from "./steps.ts";
import { appended, type Volume } from "./volume.ts";

/** What a stage's command finds when it runs. Paths are relative to its folder. */
export interface StagePlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  read(path: string): string;
  write(path: string, text: string): void;
  print(text: string): void;
  exists(path: string): boolean;
  /** Tells the user, who counts on it from then on. */
  tell(text: string): void;
  /** Lets others go on. Throws when the command was killed. */
  giveWay(): Promise<void>;
}

/** A command line as a function; what it returns is its exit code, nothing is 0. */
export type StageCommand = (place: StagePlace) => Code | Promise<Code>;

type Code = number | void;

/** By the command line, as dvc.yaml has it. */
export type StageCommands = Readonly<Record<string, StageCommand>>;

export interface MemoryProcessesOptions {
  readonly volume: Volume;
  readonly env: () => Readonly<Record<string, string>>;
  readonly commands: StageCommands;
  readonly bootId: string;
  readonly nowMs: () => number;
  readonly hex: (bytes: number) => string;
  readonly isAlive: (pid: number) => boolean;
  readonly newPid: () => number;
  /** From then on it is not alive. */
  readonly endPid: (pid: number) => void;
  readonly record: (step: Step) => void;
}

/** Processes that are functions: git, the few scripts that the program asks the system with, and stages. */
export function memoryProcesses(options: MemoryProcessesOptions): Processes {
  const { volume } = options;
  let started = 0;

  function runGit({ args, cwd, env, stdin }: Command): CommandResult {
    options.record({ kind: "ran", text: `git ${args.join(" ")}` });
    const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin ?? new Uint8Array();
    return memoryGit({
      volume,
      cwd,
      env: { ...options.env(), ...GIT_ENVIRONMENT, ...env },
      args: [...GIT_SETTINGS, ...args],
      stdin: bytes,
      nowMs: options.nowMs(),
      hex: options.hex,
    });
  }

  return {
    get started() {
      return started;
    },
    runSync(command) {
      started++;
      if (command.program === "git") return runGit(command);
      return systemScript(command.args, options);
    },
    runAside(command) {
      started++;
      return Promise.resolve(runGit(command));
    },
    hasGit: () => true,
    spawn(command) {
      started++;
      return runStage(command, options);
    },
    suspend: () => {},
    witnessGroup: () => ({ died: Promise.resolve(), [Symbol.dispose]() {} }),
    onSignal: () => ({ [Symbol.dispose]: () => {} }),
    signal: () => false,
    isAlive: options.isAlive,
  };
}

/** Runs at once to its end, or to its first wait. */
function runStage(command: SpawnCommand, options: MemoryProcessesOptions): RunningCommand {
  const line = command.argv.at(-1)!;
  const stage = options.commands[line];
  if (stage === undefined) throw new Error(`the machine in memory has no command: ${line}`);
  options.record({ kind: "ran", text: line });
  const pid = options.newPid();
  const files = stageFiles(options.volume, command.cwd);
  const output = typeof command.stdout === "object" ? command.stdout : undefined;
  if (output !== undefined) files.write(output.identity, `${pid} S ${"1 ".repeat(18)}${pid} 1\n`);
  let isKilled = false, hasEnded = false;
  const code = exitCodeOf(() =>
    stage({
      cwd: command.cwd,
      env: { ...options.env(), ...command.env },
      read: files.read,
      write: files.write,
      print(text) {
        if (output !== undefined) files.append(output.file, text);
        else if (typeof command.stdout === "function") command.stdout(new TextEncoder().encode(text));
      },
      exists: files.exists,
      tell: (text) => options.record({ kind: "said", text }),
      async giveWay() {
        await new Promise((resolve) => setImmediate(resolve));
        if (isKilled) throw refusal("EIO", "wait", line);
      },
    })
  );
  const ended = Promise.resolve(code).then((code) => {
    hasEnded = true;
    options.endPid(pid);
    return { code, signal: null };
  });
  return {
    pid,
    ended: ended.then(() => {}),
    done: ended,
    isAlive: () => typeof code !== "number" && !hasEnded,
    kill: () => isKilled = true,
    warn: () => false,
    release: () => {},
  };
}

/** A command that the machine refuses something ends badly. */
function exitCodeOf(run: () => Code | Promise<Code>): number | Promise<number> {
  const failed = (error: unknown) => {
    if (error instanceof MachineError) return 1;
    throw error;
  };
  try {
    const code = run();
    return code instanceof Promise ? code.then((code) => code ?? 0, failed) : code ?? 0;
  } catch (error) {
    return failed(error);
  }
}

/** As programs write: nothing is synced. */
function stageFiles(volume: Volume, cwd: string) {
  const at = (path: string) => path.startsWith("/") ? path : `${cwd}/${path}`;
  const open = (path: string) => volume.open(path, 0o644);
  const encoder = new TextEncoder();
  return {
    exists: (path: string) => volume.find(at(path), true) !== undefined,
    read: (path: string) => new TextDecoder().decode(volume.getFile("open", at(path)).content.bytes),
    write: (path: string, text: string) => volume.write(open(at(path)), at(path), encoder.encode(text)),
    append(path: string, text: string) {
      const file = open(at(path));
      volume.write(file, at(path), appended(file.content, encoder.encode(text)));
    },
  };
}

import { durableStep } from "./crash.ts";
import type { Environment } from "./environment.ts";
import {
  GIT_ENVIRONMENT,
  GIT_SETTINGS,
  GIT_VARIABLES_OF_ONE_REPOSITORY,
  gitMissing,
  refuseOldGit,
} from "./git_start.ts";
import { fault } from "./faults.ts";
import { asking, refusalOf } from "./machine_error.ts";
import { inTemporaryFolder, temporaryFolders } from "./temp_folder.ts";

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
  /** Lets this process end while the command goes on. */
  unref(): void;
}

export interface Processes {
  /** @throws {ExpError} `no-git` when git is missing, or too old for what it was asked */
  runSync(command: Command): CommandResult;
  /** Can git be started? Looks, and starts nothing. */
  hasGit(): boolean;
  spawn(command: SpawnCommand): RunningCommand;
  /** Calls `handler` instead of dying of the signal, until disposed. */
  onSignal(signal: "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT", handler: () => void): Disposable;
  /** Signals any process or (negative) process group by number, through `sh`; false if there is none. */
  signal(pid: number, signal: "TERM" | "KILL" | "INT"): boolean;
  /** Is there a process of that number, and not only its exit code, waiting for a parent that may never ask? */
  isAlive(pid: number): boolean;
  /** How many processes this one has started so far. */
  readonly started: number;
}

/** Names that Deno refuses to pass on while only some programs are allowed to run. */
const LOADER_VARIABLE = /^(LD_|DYLD_)/;

/**
 * Short commands start from a cleared environment without LD_* and DYLD_* (with a scoped `--allow-run` Deno refuses to
 * spawn anything while one of them is set). Spawned ones inherit it, for what is not UTF-8 cannot be seen and passed on
 * by this program; while one of those names is set, `sh` exports it and the environment is a copy.
 */
export function createProcesses(env: Environment, tempDir?: string): Processes {
  let started = 0;
  const shell = (script: string, ...args: string[]) => {
    started++;
    return runSync({ program: "sh", args: ["-c", script, "sh", ...args], cwd: "/" }, {
      PATH: env.get("PATH") ?? "/usr/bin:/bin",
    }).code === 0;
  };
  const childEnv = (changes: Readonly<Record<string, string | undefined>> = {}) => {
    const all: Record<string, string> = {};
    const loader: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...env.all(), ...changes })) {
      if (value !== undefined) (LOADER_VARIABLE.test(name) ? loader : all)[name] = value;
    }
    return { all, loader };
  };

  return {
    get started() {
      return started;
    },
    runSync(command) {
      started++;
      const run = () =>
        command.program === "git"
          ? runGit(command, childEnv({ ...GIT_ENVIRONMENT, ...command.env }).all, tempDir)
          : runSync(command, childEnv(command.env).all, tempDir);
      const { durable, args, cwd } = command;
      return asking(
        command.program,
        cwd,
        () => durable === undefined ? run() : durableStep(durable, args.join(" "), run),
      );
    },
    hasGit: () =>
      (env.get("PATH") ?? "").split(":").some((folder) => {
        try {
          return Deno.statSync(`${folder || "."}/git`).isFile;
        } catch {
          return false;
        }
      }),
    spawn(command) {
      started++;
      const changes = { ...NO_CALLING_GIT, ...command.env };
      const { all, loader } = childEnv(changes);
      const unset = Object.keys(loader).length > 0 ? undefined : unsetIn(changes);
      return asking("spawn", command.cwd, () => spawn(command, all, { set: loader, unset }));
    },
    onSignal(signal, handler) {
      Deno.addSignalListener(signal, handler);
      return { [Symbol.dispose]: () => Deno.removeSignalListener(signal, handler) };
    },
    signal: (pid, signal) => shell(`kill -s ${signal} -- "$1"`, String(Math.trunc(pid))),
    isAlive: (pid) => shell(IS_ALIVE, String(Math.trunc(pid))),
  };
}

const NO_CALLING_GIT = Object.fromEntries(GIT_VARIABLES_OF_ONE_REPOSITORY.map((name) => [name, undefined]));

const IS_ALIVE = `
kill -s 0 -- "$1" 2>/dev/null || exit 1
{ IFS= read -r s <"/proc/$1/stat"; } 2>/dev/null || exit 0
case \${s##*) } in Z* | X*) exit 1 ;; esac`;

/** `kill -0` counts members that are nothing but exit codes, which nobody may ask for in a while. */
const IS_GROUP_ALIVE = `
kill -s 0 -- "-$1" 2>/dev/null || exit 1
[ -r /proc/self/stat ] || exit 0
for f in /proc/[0-9]*/stat; do
  { IFS= read -r s <"$f"; } 2>/dev/null || continue
  s=\${s##*) } state=\${s%% *} s=\${s#* * }
  [ "\${s%% *}" != "$1" ] || case $state in Z | X) ;; *) exit 0 ;; esac
done
exit 1`;

function runGit(command: Command, env: Record<string, string>, tempDir?: string): CommandResult {
  const result = runSync({ ...command, args: [...GIT_SETTINGS, ...command.args] }, env, tempDir);
  if (result.code === 127 && command.stdin !== undefined) throw gitMissing(); // says the `sh` that should start it
  refuseOldGit(result, () => outputOf("git", ["--version"], "/", env).stdout);
  return result;
}

function runSync(command: Command, env: Record<string, string>, tempDir?: string): CommandResult {
  const { program, args, cwd, stdin } = command;
  if (stdin === undefined) return outputOf(program, args, cwd, env);
  if (isShortText(stdin)) {
    return stdin.endsWith("\n")
      ? outputOf("sh", ["-c", HERE_DOCUMENT, stdin.slice(0, -1), program, ...args], cwd, env)
      : outputOf("sh", ["-c", PIPE, stdin, program, ...args], cwd, env);
  }
  return runWithInput(command, stdin, env, tempDir);
}

function outputOf(program: string, args: readonly string[], cwd: string, env: Record<string, string>): CommandResult {
  try {
    const output = new Deno.Command(program, { args: [...args], cwd, env, clearEnv: true, stdin: "null" }).outputSync();
    return { code: output.code, signal: output.signal, stdout: output.stdout, stderr: output.stderr };
  } catch (error) {
    throw isFolder(cwd) ? asMissing(program, error) : error;
  }
}

/** A program that was not there when this process began may not be run later either. */
function asMissing(program: string, error: unknown): unknown {
  if (!["missing", "not-allowed"].includes(refusalOf(error) ?? "")) return error;
  return program === "git" ? gitMissing() : fault("io/no-program", { program }, error);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Deno's synchronous spawn takes no input. `sh` keeps a short text in a pipe: no file, no further process. */
const HERE_DOCUMENT = 'exec "$@" <<END\n$0\nEND';
/** A here document ends with a line end. */
const PIPE = 'printf %s "$0" | "$@"';
const HERE_DOCUMENT_BYTES = 4096;

function isShortText(stdin: string | Uint8Array): stdin is string {
  return typeof stdin === "string" && !stdin.includes("\0") &&
    stdin.length <= HERE_DOCUMENT_BYTES && new TextEncoder().encode(stdin).length <= HERE_DOCUMENT_BYTES;
}

/** Any other input travels through an unlinked temporary file that `sh` opens. */
function runWithInput(
  { program, args, cwd }: Command,
  data: string | Uint8Array,
  env: Record<string, string>,
  tempDir: string | undefined,
): CommandResult {
  const folders = tempDir === undefined ? temporaryFolders({ get: (name) => env[name] }) : [tempDir];
  const file = inTemporaryFolder(folders, (folder) => newInputFile(folder, data));
  try {
    return outputOf("sh", ["-c", 'exec 0<"$0"; rm -f "$0"; exec "$@"', file, program, ...args], cwd, env);
  } finally {
    try {
      Deno.removeSync(file);
    } catch {
      // `sh` has removed it already
    }
  }
}

/**
 * A new file that only this user may read. (Deno's own `makeTempFile` refuses a folder below which `git` or `sh` lies,
 * because programs that may be run may not be written to.)
 */
function newInputFile(folder: string, data: string | Uint8Array): string {
  const path = `${folder.replace(/\/$/, "")}/exp-stdin-${crypto.randomUUID()}`;
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  Deno.writeFileSync(path, bytes, { createNew: true, mode: 0o600 });
  return path;
}

/** The shell's own line of /proc: `exec` keeps both the id and the start time. */
const WRITE_IDENTITY = 'IFS= read -r s </proc/$$/stat && echo "$$ ${s##*) }" >';

/** Variables that `sh` changes. */
interface ShellChanges {
  readonly set: Readonly<Record<string, string>>;
  /** Of an inherited environment; undefined for one that is a copy. */
  readonly unset: readonly string[] | undefined;
}

function unsetIn(changes: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(changes).filter((name) => changes[name] === undefined && /^[A-Za-z_]\w*$/.test(name));
}

function spawn(command: SpawnCommand, env: Record<string, string>, changes: ShellChanges): RunningCommand {
  const output = typeof command.stdout === "object" ? command.stdout : undefined;
  // values travel as arguments, so no quoting is needed: sh -c 'export A="$1" B="$2"; shift 2; exec "$@"' sh …
  const values = [...Object.values(changes.set), ...output === undefined ? [] : [output.file, output.identity]];
  const steps = Object.keys(changes.set).map((name, i) => `export ${name}="\${${i + 1}}"`);
  if (changes.unset !== undefined && changes.unset.length > 0) steps.push(`unset ${changes.unset.join(" ")}`);
  if (output !== undefined) {
    const at = values.length;
    steps.push(`exec >>"\${${at - 1}}" 2>&1`, `{ ${WRITE_IDENTITY}"\${${at}}"; } 2>/dev/null`);
  }
  if (command.stdout === "stderr") steps.push("exec 1>&2");
  if (values.length > 0) steps.push(`shift ${values.length}`);
  const script = [...steps, 'exec "$@"'].join("; ");
  const child = new Deno.Command("sh", {
    args: ["-c", script, "sh", ...values, ...command.argv],
    cwd: command.cwd,
    env,
    clearEnv: changes.unset === undefined,
    stdin: command.stdin,
    stdout: output !== undefined || command.stdout === "stderr"
      ? "null"
      : typeof command.stdout === "function"
      ? "piped"
      : command.stdout as "null",
    stderr: output !== undefined ? "null" : typeof command.stderr === "function" ? "piped" : command.stderr,
    detached: command.detached ?? false,
  }).spawn();
  const pumps: Promise<void>[] = [];
  if (typeof command.stdout === "function") pumps.push(pump(child.stdout, command.stdout));
  if (output === undefined && typeof command.stderr === "function") pumps.push(pump(child.stderr, command.stderr));
  return {
    pid: child.pid,
    ended: child.status.then(() => {}),
    done: child.status.then(async (status) => {
      await Promise.all(pumps);
      return { code: status.code, signal: status.signal };
    }),
    isAlive: () => {
      const script = command.detached ? IS_GROUP_ALIVE : IS_ALIVE;
      return runSync({ program: "sh", args: ["-c", script, "sh", String(child.pid)], cwd: "/" }, env).code === 0;
    },
    kill(signal) {
      if (!command.detached) {
        return signalFamily(child.pid, signal.replace("SIG", ""), env);
      }
      signalByShell(signal.replace("SIG", ""), [-child.pid], env);
    },
    unref: () => child.unref(),
  };
}

/**
 * A process and all below it, for one that shares this process's group: a shell that is ended leaves what it started.
 * Where there is no `ps`, the process alone.
 */
function signalFamily(pid: number, name: string, env: Record<string, string>): void {
  const ps = new Deno.Command("sh", {
    args: ["-c", "exec ps -A -o pid= -o ppid="],
    env,
    clearEnv: true,
    stderr: "null",
  });
  const lines = new TextDecoder().decode(ps.outputSync().stdout).split("\n");
  const parents = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const member of family) {
    for (const [child = 0, parent] of parents) if (parent === member) family.push(child);
  }
  signalByShell(name, family, env);
}

function signalByShell(name: string, pids: readonly number[], env: Record<string, string>): void {
  const args = ["-c", `kill -s ${name} -- ${pids.join(" ")}`];
  new Deno.Command("sh", { args, env, clearEnv: true, stderr: "null" }).outputSync();
}

async function pump(stream: ReadableStream<Uint8Array>, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  for await (const chunk of stream) onChunk(chunk);
}

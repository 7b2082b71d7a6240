/** Starts a command for a test: own process group, output to files, a limit of time. */
import { pause, until } from "./wait.ts";

export interface TestCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: empty, at end of file. */
  readonly stdin?: string;
  /** Gives the command a terminal; `stdin` is typed into it. */
  readonly tty?: boolean;
  /** As soon as this path exists, or this is said on stderr, the whole process group gets SIGINT. */
  readonly interruptWhen?: string | RegExp;
  /** Whom SIGINT reaches: all (the default), as from a terminal, or the command alone, as from a supervisor; or HUP does. */
  readonly interrupts?: "group" | "alone" | "hang-up";
  /** After the first SIGINT further ones, until it ends. */
  readonly isImpatient?: boolean;
  /** Default: five minutes. */
  readonly timeoutMs?: number;
}

export interface TestResult {
  readonly code: number;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

// A worker that a command leaves behind would hold a pipe open for ever, so output goes to files.
const REDIRECT = 'out=$1 err=$2 in=$3; shift 3; exec "$@" <"$in" >"$out" 2>"$err"';

const BETWEEN_INTERRUPTS_MS = 300;

/** More than a machine under load needs, and more than a wait inside of the command. */
const LIMIT_MS = 300_000;

export async function runCommand(command: TestCommand): Promise<TestResult> {
  const folder = await Deno.makeTempDir({ prefix: "exp-test-" });
  try {
    const [out, err, input] = [`${folder}/out`, `${folder}/err`, `${folder}/in`];
    await Deno.writeTextFile(input, command.stdin ?? "");
    const argv = command.tty ? ["script", "-qefc", command.argv.map(quote).join(" "), "/dev/null"] : command.argv;
    const child = new Deno.Command("/bin/sh", {
      args: ["-c", REDIRECT, "sh", out, err, input, ...argv],
      cwd: command.cwd,
      env: { ...command.env },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true,
    }).spawn();
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      signalGroup(child.pid, "KILL");
    }, command.timeoutMs ?? LIMIT_MS);
    let ended = false;
    const status = child.status.then((value) => (ended = true, value));
    const { interruptWhen: event } = command;
    if (event !== undefined) {
      const said = () => exists(err) ? Deno.readTextFileSync(err) : "";
      const hasCome = () => typeof event === "string" ? exists(event) : event.test(said());
      await until(`the moment to interrupt, ${event}`, hasCome, status);
      do {
        if (!ended && command.interrupts === "alone") child.kill("SIGINT");
        else if (!ended && command.interrupts === "hang-up") child.kill("SIGHUP");
        else if (!ended) signalGroup(child.pid, "INT");
        const next = performance.now() + BETWEEN_INTERRUPTS_MS; // two at once would be one
        await until("the next moment to interrupt", () => ended || performance.now() > next);
      } while (command.isImpatient && !ended);
    }
    const { code, signal } = await status;
    clearTimeout(limit);
    const decode = async (path: string) =>
      new TextDecoder().decode(await Deno.readFile(path).catch(() => new Uint8Array()));
    return { code, signal, stdout: await decode(out), stderr: await decode(err), timedOut };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Can a command be given a terminal here? Not where there is no `/dev/pts`, or no `script`. */
export function hasTerminals(): boolean {
  const opens = "script -qec true /dev/null </dev/null >/dev/null 2>&1";
  return terminals ??= new Deno.Command("sh", { args: ["-c", opens] }).outputSync().success;
}
let terminals: boolean | undefined;

/** Kills what still runs with its current directory inside a folder: what a test's commands left behind. */
export async function killLeftovers(folder: string): Promise<void> {
  await until(`the end of all that runs in ${folder}`, () => {
    const left = processesIn(folder); // and whatever one of them starts meanwhile
    for (const pid of left) kill(pid);
    return left.length === 0;
  });
}

/** Those whose current directory is inside a folder, this one left out. */
export function processesIn(folder: string): number[] {
  const pids = [...exists("/proc/self/cwd") ? Deno.readDirSync("/proc") : []].map(({ name }) => Number(name));
  return pids.filter((pid) => {
    if (Number.isNaN(pid) || pid === Deno.pid) return false;
    try {
      const cwd = Deno.readLinkSync(`/proc/${pid}/cwd`);
      return cwd === folder || cwd.startsWith(folder + "/");
    } catch {
      return false; // it has just ended, or is not ours to see
    }
  });
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // it has just ended
  }
}

/** Removes a test's folder, read-only ones inside it included. */
export async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 0;; attempt++) {
    try {
      await Deno.remove(folder, { recursive: true });
      return;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === 5) throw error;
      await new Deno.Command("chmod", { args: ["-R", "u+rwx", folder], stderr: "null" }).output();
      await pause(200);
    }
  }
}

/**
 * An executable file, written by a process of its own: a child that another test starts while this process has a file open
 * for writing holds it open too, until its own program begins, and a file that is open for writing does not start
 * (ETXTBSY; a shell then takes the next of that name on PATH).
 */
export function writeProgram(path: string, text: string): void {
  const args = ["-c", 'printf %s "$2" >"$1" && chmod 755 "$1"', "sh", path, text];
  const { success } = new Deno.Command("/bin/sh", { args, stderr: "inherit" }).outputSync();
  if (!success) throw new Error(`${path} could not be written`);
}

export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function signalGroup(pid: number, signal: "INT" | "KILL"): void {
  new Deno.Command("sh", { args: ["-c", `kill -s ${signal} -- -${pid}`], stderr: "null" }).outputSync();
}

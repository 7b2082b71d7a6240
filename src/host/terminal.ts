import type { Environment } from "./environment.ts";
import { asking } from "./machine_error.ts";
import { guardTerminal, terminalModes } from "./terminal_guard.ts";

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface Terminal {
  readonly stdinIsTty: boolean;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** Columns of the terminal, or of COLUMNS, or 80. */
  columns(): number;
  /** Lines of the terminal, or of LINES where it does not know; undefined when nothing tells. */
  rows(): number | undefined;
  /**
   * Of the terminal itself, as it is now. What it does not know (0, as a serial line has it) COLUMNS and LINES tell, else
   * it is 80 by 24; undefined where there is no terminal, and where none of these tells anything.
   */
  size(): TerminalSize | undefined;
  /**
   * Raw: every key is passed on as it is pressed, Ctrl-C and Ctrl-Z too, and nothing is echoed, until that is disposed of.
   * Should this process die before, however, the terminal is given back all the same.
   *
   * @param farewell what is written to it then; escapes as `printf %b` reads them
   * @throws {MachineError} when the terminal is gone
   */
  takeKeys(farewell: string): Disposable;
  /** Bytes of standard input as they come, until its end. */
  readKeys(): AsyncIterable<Uint8Array>;
  /** Is it this program that the terminal listens to now? A job in the background shares it with the shell. Asks `sh`. */
  isForeground(): boolean;
  /** Writes all of it before returning, so that it stays in order with what children print. @throws {MachineError} `broken-pipe` */
  write(stream: "stdout" | "stderr", data: string | Uint8Array): void;
  /** All of standard input, as text. */
  readInput(): Promise<string>;
  /** One line of standard input without its line end; undefined at its end. Blocks. */
  readLine(): string | undefined;
  /** The same without blocking, so that signals are heard meanwhile. */
  readLineAside(): Promise<string | undefined>;
  /** Lines of standard input as they come. */
  readLines(): AsyncIterable<string>;
  /** The same, those together that came together. */
  readLineBatches(): AsyncIterable<string[]>;
}

export function openTerminal(env: Environment): Terminal {
  return {
    get stdinIsTty() {
      return Deno.stdin.isTerminal();
    },
    get stdoutIsTty() {
      return Deno.stdout.isTerminal();
    },
    get stderrIsTty() {
      return Deno.stderr.isTerminal();
    },
    columns: () => columns(env),
    rows: () => size(env)?.rows,
    size: () => size(env),
    takeKeys: (farewell) => asking("takeKeys", "stdin", () => takeKeys(farewell)),
    readKeys: () => Deno.stdin.readable,
    isForeground: () => isForeground(env),
    write: (stream, data) => asking("write", stream, () => write(stream, data)),
    readInput: () => new Response(Deno.stdin.readable).text(),
    readLine,
    readLineAside,
    readLines,
    readLineBatches,
  };
}

function takeKeys(farewell: string): Disposable {
  const before = terminalModes();
  Deno.stdin.setRaw(true);
  const raw = terminalModes();
  const guard = before === undefined || raw === undefined ? undefined : guardTerminal(before, raw, farewell);
  return {
    [Symbol.dispose]() {
      guard?.[Symbol.dispose]();
      asking("takeKeys", "stdin", () => Deno.stdin.setRaw(false));
    },
  };
}

function write(stream: "stdout" | "stderr", data: string | Uint8Array): void {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const target = stream === "stdout" ? Deno.stdout : Deno.stderr;
  for (let done = 0; done < bytes.length;) done += target.writeSync(bytes.subarray(done));
}

function readLine(): string | undefined {
  const bytes: number[] = [];
  const one = new Uint8Array(1);
  for (;;) {
    const n = Deno.stdin.readSync(one);
    if (n === null || n === 0) return bytes.length === 0 ? undefined : decode(bytes);
    if (one[0] === 10) return decode(bytes);
    bytes.push(one[0]!);
  }
}

async function readLineAside(): Promise<string | undefined> {
  const bytes: number[] = [];
  const one = new Uint8Array(1); // what follows the line is for whoever reads next
  for (;;) {
    const n = await Deno.stdin.read(one);
    if (n === null || n === 0) return bytes.length === 0 ? undefined : decode(bytes);
    if (one[0] === 10) return decode(bytes);
    bytes.push(one[0]!);
  }
}

function decode(bytes: number[]): string {
  return new TextDecoder().decode(new Uint8Array(bytes)).replace(/\r$/, "");
}

async function* readLines(): AsyncIterable<string> {
  for await (const lines of readLineBatches()) yield* lines;
}

async function* readLineBatches(): AsyncIterable<string[]> {
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
  if (rest !== "") yield [rest];
}

/** Of the parent, which is this program, its process group and the one that the terminal listens to. */
const SAME_GROUP = `
{ IFS= read -r s <"/proc/$PPID/stat"; } 2>/dev/null || exit 0
set -- \${s##*) }
[ "$3" = "$6" ]`;

function isForeground(env: Environment): boolean {
  const command = { args: ["-c", SAME_GROUP], env: { PATH: env.get("PATH") ?? "/usr/bin:/bin" }, clearEnv: true };
  return new Deno.Command("sh", { ...command, stdin: "null", stdout: "null", stderr: "null" }).outputSync().success;
}

function columns(env: Environment): number {
  return numberIn(env, "COLUMNS") ?? size(env)?.columns ?? USUAL.columns;
}

const USUAL: TerminalSize = { columns: 80, rows: 24 };

function size(env: Environment): TerminalSize | undefined {
  let told: TerminalSize;
  try {
    told = Deno.consoleSize();
  } catch {
    return undefined; // no terminal
  }
  const columns = told.columns || numberIn(env, "COLUMNS"), rows = told.rows || numberIn(env, "LINES");
  if (columns === undefined && rows === undefined) return undefined;
  return { columns: columns ?? USUAL.columns, rows: rows ?? USUAL.rows };
}

function numberIn(env: Environment, name: "COLUMNS" | "LINES"): number | undefined {
  const given = Number(env.get(name));
  return Number.isInteger(given) && given > 0 ? given : undefined;
}

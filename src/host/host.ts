import type { Environment } from "./environment.ts";
import type { HostFs } from "./fs.ts";
import { asking } from "./machine_error.ts";
import type { Processes } from "./process.ts";
import { createProcesses } from "./real_processes.ts";
import { createFs } from "./real_fs.ts";
import { type Database, openDatabase } from "./sqlite.ts";
import { giveBackTempFolder } from "./temp_folder.ts";
import { startThread, type Thread, type ThreadOptions } from "./thread.ts";

/** What a use case may ask of the machine. Small on purpose, so that a test can wrap any part of it. */
export interface Host {
  readonly fs: HostFs;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly random: Random;
  readonly env: Environment;
  /** The directory the command was started in: absolute, without symlinks. Asked for when it is wanted: it may be gone. */
  readonly cwd: string;
  /** This process's id. */
  readonly pid: number;
  readonly terminal: Terminal;
  readonly platform: Platform;
  /** See sqlite.ts. */
  openDatabase(path: string): Database;
  /** See thread.ts. */
  startThread<Message, Answer>(entry: string, options: ThreadOptions<Answer>): Thread<Message>;
}

interface Platform {
  /** `linux`, `darwin`, `windows` */
  readonly os: string;
  /** The target triple, such as `x86_64-unknown-linux-gnu`. */
  readonly target: string;
  /** Deno's version. */
  readonly deno: string;
  /** Cores that may be used; at least 1. */
  readonly cores: number;
  /** How this very program is started: its path, from source with what comes before its arguments. */
  readonly self: readonly string[];
}

interface Clock {
  /** Milliseconds since 1970, may jump. For names and records only. */
  now(): number;
  /** Milliseconds that never jump back. For durations. */
  monotonic(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Blocks this thread; only for short waits on a lock. */
  sleepSync(ms: number): void;
}

export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Random bytes as lower-case hex, 2 digits each. */
  hex(bytes: number): string;
}

export interface Terminal {
  readonly stdinIsTty: boolean;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** Columns of the terminal, or of COLUMNS, or 80. */
  columns(): number;
  /** Lines of the terminal; undefined when that is not known. */
  rows(): number | undefined;
  /** Writes all of it before returning, so that it stays in order with what children print. @throws EPIPE as it comes */
  write(stream: "stdout" | "stderr", data: string | Uint8Array): void;
  /** All of standard input, as text. */
  readInput(): Promise<string>;
  /** One line of standard input without its line end; undefined at its end. Blocks. */
  readLine(): string | undefined;
  /** Lines of standard input as they come. */
  readLines(): AsyncIterable<string>;
  /** The same, those together that came together. */
  readLineBatches(): AsyncIterable<string[]>;
}

/** What a Worker is told, for it may not find out. */
interface GivenPlace {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Where short-lived files may be written; absolute. */
  readonly tempDir: string;
  readonly umask: number;
}

/** The real machine; environment, folder and temporary folder are the process's own unless given. */
export function createHost(given?: GivenPlace): Host {
  if (given === undefined) giveBackTempFolder();
  const env: Environment = given === undefined
    ? { get: (name) => Deno.env.get(name), all: () => Deno.env.toObject() }
    : { get: (name) => given.env[name], all: () => ({ ...given.env }) };
  let cwd = given?.cwd;
  return {
    fs: createFs(given?.umask, given?.tempDir),
    processes: createProcesses(env, given?.tempDir),
    clock: { now: () => Date.now(), monotonic: () => performance.now(), sleep, sleepSync },
    random: { next: () => Math.random(), hex: randomHex },
    env,
    get cwd() {
      return cwd ??= asking("cwd", ".", () => Deno.realPathSync(Deno.cwd()));
    },
    pid: Deno.pid,
    platform: {
      os: Deno.build.os,
      target: Deno.build.target,
      deno: Deno.version.deno,
      get cores() {
        return navigator.hardwareConcurrency || 1;
      },
      get self() {
        const isSource = Deno.mainModule.endsWith(".ts");
        return [
          Deno.execPath(),
          ...isSource ? ["run", "--allow-all", "--no-check", "--cached-only", Deno.mainModule] : [],
        ];
      },
    },
    terminal: {
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
      rows,
      write: (stream, data) => asking("write", stream, () => write(stream, data)),
      readInput: () => new Response(Deno.stdin.readable).text(),
      readLine,
      readLines,
      readLineBatches,
    },
    openDatabase,
    startThread,
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

function columns(env: Environment): number {
  const fixed = Number(env.get("COLUMNS"));
  if (Number.isInteger(fixed) && fixed > 0) return fixed;
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80; // no terminal
  }
}

function rows(): number | undefined {
  try {
    return Deno.consoleSize().rows || undefined;
  } catch {
    return undefined; // no terminal
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}

const sleepCell = new Int32Array(new SharedArrayBuffer(4));
function sleepSync(ms: number): void {
  Atomics.wait(sleepCell, 0, 0, ms);
}

function randomHex(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** A program at a terminal of its own, for a test that types and reads the screen. */
import { quote } from "./command.ts";
import { TerminalScreen } from "./terminal_screen.ts";
import { until } from "./wait.ts";

export interface SessionOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

const NAMES: Readonly<Record<string, string>> = {
  enter: "\r",
  escape: "\x1b",
  tab: "\t",
  up: "\x1b[A",
  down: "\x1b[B",
  "ctrl-c": "\x03",
  "ctrl-z": "\x1a",
};

export class TerminalSession implements AsyncDisposable {
  readonly screen: TerminalScreen;
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #hasEnded = false;

  /** @param script what a shell runs there */
  constructor(script: string, { cwd, env, columns = 80, rows = 24 }: SessionOptions) {
    this.screen = new TerminalScreen(columns, rows);
    const inside = `stty cols ${columns} rows ${rows}; exec sh -c ${quote(script)}`;
    this.#child = new Deno.Command("script", {
      args: ["-qefc", inside, "/dev/null"],
      cwd,
      env: { TERM: "xterm-256color", ...env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#keys = this.#child.stdin.getWriter();
    this.#reading = this.#read();
    this.#child.status.finally(() => this.#hasEnded = true);
  }

  async #read(): Promise<void> {
    for await (const bytes of this.#child.stdout) await this.screen.write(bytes);
  }

  /** Keys by name, or texts. */
  async type(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#keys.write(new TextEncoder().encode(NAMES[key] ?? key));
  }

  /** What the whole terminal shows, what has scrolled away included. */
  get text(): string {
    return this.screen.lines().join("\n");
  }

  async shows(what: RegExp): Promise<void> {
    try {
      await until(`the screen shows ${what}`, () => what.test(this.text), this.ended()); // all that it has said is read
    } finally {
      if (!what.test(this.text)) console.error(this.text);
    }
    if (!what.test(this.text)) throw new Error(`it ended, and never showed ${what}`);
  }

  /** @returns the exit code of what was run, once it has ended */
  async ended(): Promise<number> {
    const { code } = await this.#child.status;
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#reading;
    await this.#keys.close().catch(() => {}); // it has ended first
  }
}

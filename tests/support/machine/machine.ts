import { setImmediate } from "node:timers";
import { main } from "../../../src/cli/program.ts";
import type { Host, Terminal } from "../../../src/host/mod.ts";
import { Locks } from "./locks.ts";
import { memoryFs } from "./memory_fs.ts";
import { memoryProcesses, type StageCommands } from "./memory_processes.ts";
import { memoryThread } from "./memory_thread.ts";
import type { Errno } from "./refusal.ts";
import type { Disk, Step } from "./steps.ts";
import { type Call, Volume } from "./volume.ts";

export interface MachineOptions {
  /** What is on the disk at the start; default: an empty one. */
  readonly disk?: Disk;
  /** Milliseconds since 1970 at the start; default: a day in 2026. */
  readonly nowMs?: number;
  readonly seed?: number;
  readonly commands?: StageCommands;
  readonly env?: Readonly<Record<string, string>>;
  /** What a change of the disk fails with. */
  readonly refuse?: (call: Call) => Errno | undefined;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const START_MS = Date.UTC(2026, 2, 1, 12);
const WHO = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

/**
 * A machine in memory: a disk, a kernel that holds locks, a clock that goes when somebody waits, git, and programs that
 * are functions. Everything that happens is written down in {@link steps}; the same seed does the same again.
 */
export class Machine {
  readonly steps: Step[] = [];
  readonly volume: Volume;
  readonly locks = new Locks();
  readonly bootId: string;
  #nowNs: bigint;
  #random: number;
  #lastPid = 100;
  readonly #alive = new Set<number>();

  constructor(readonly options: MachineOptions = {}) {
    this.#nowNs = BigInt(options.nowMs ?? START_MS) * 1_000_000n;
    this.#random = options.seed ?? 1;
    this.bootId = this.hex(8);
    this.volume = new Volume(options.disk, {
      nowNs: () => this.#nowNs += 1000n,
      record: (step) => void this.steps.push(step),
      ...(options.refuse === undefined ? {} : { refuse: options.refuse }),
    });
  }

  get nowMs(): number {
    return Number(this.#nowNs / 1_000_000n);
  }

  wait(ms: number): void {
    this.#nowNs += BigInt(Math.round(ms * 1e6));
  }

  next(): number {
    this.#random = (this.#random + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  hex(bytes: number): string {
    return Array.from({ length: bytes }, () => Math.floor(this.next() * 256).toString(16).padStart(2, "0")).join("");
  }

  /** One command line of the program, as a process of its own. Arguments are split at blanks. */
  async exp(line: string, cwd: string): Promise<Ended> {
    const said = { stdout: "", stderr: "" };
    const host = this.host(cwd, said);
    this.steps.push({ kind: "ran", text: `exp ${line}` });
    try {
      const code = await main(host, line.split(" "));
      this.steps.push({ kind: "said", text: `exit ${code}` });
      return { code, ...said };
    } finally {
      this.#alive.delete(host.pid);
      this.locks.release(host.pid);
    }
  }

  /** A program's view of the machine. It lives until somebody says otherwise. */
  host(cwd: string, said: { stdout: string; stderr: string } = { stdout: "", stderr: "" }): Host {
    const pid = this.#newPid();
    const { volume } = this;
    const env: Readonly<Record<string, string>> = {
      HOME: "/home",
      PATH: "/bin",
      SHELL: "/bin/sh",
      ...WHO,
      ...this.options.env,
    };
    const hex = (bytes: number) => this.hex(bytes);
    return {
      fs: memoryFs({ volume, locks: this.locks, pid, hex, sleepSync: (ms) => this.wait(ms) }),
      processes: memoryProcesses({
        volume,
        env: () => env,
        commands: this.options.commands ?? {},
        bootId: this.bootId,
        nowMs: () => this.nowMs,
        hex,
        isAlive: (each) => this.#alive.has(each),
        newPid: () => this.#newPid(),
        endPid: (each) => void this.#alive.delete(each),
        record: (step) => void this.steps.push(step),
      }),
      clock: {
        now: () => this.nowMs,
        monotonic: () => this.nowMs - START_MS,
        sleep: (ms) => this.#sleep(ms),
        sleepSync: (ms) => this.wait(ms),
      },
      random: { next: () => this.next(), hex },
      env: { get: (name) => env[name], all: () => ({ ...env }) },
      cwd,
      pid,
      terminal: this.#terminal(said),
      platform: {
        os: "linux",
        target: "x86_64-unknown-linux-gnu",
        deno: Deno.version.deno,
        v8: Deno.version.v8,
        hostname: "machine",
        cores: 2,
        self: ["/bin/exp"],
        link: undefined,
      },
      openDatabase: () => {
        throw new Error("no SQLite on this machine: what is kept in it is disposable");
      },
      startThread: (entry, options) => memoryThread(entry, options, (cwd) => this.host(cwd)),
    };
  }

  #newPid(): number {
    this.#alive.add(++this.#lastPid);
    return this.#lastPid;
  }

  /** Lets all others go on first. */
  async #sleep(ms: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.wait(ms);
  }

  #terminal(said: { stdout: string; stderr: string }): Terminal {
    return {
      stdinIsTty: false,
      stdoutIsTty: false,
      stderrIsTty: false,
      columns: () => 80,
      rows: () => undefined,
      size: () => undefined,
      takeKeys: () => ({ [Symbol.dispose]: () => {} }),
      readKeys: async function* () {},
      isForeground: () => true,
      write: (stream, data) => {
        const text = typeof data === "string" ? data : new TextDecoder().decode(data);
        said[stream] += text;
        this.steps.push({ kind: "said", text });
      },
      readInput: () => Promise.resolve(""),
      readLine: () => undefined,
      readLineAside: () => Promise.resolve(undefined),
      readLines: async function* () {},
      readLineBatches: async function* () {},
    };
  }
}

import { type Clock, REAL_CLOCK } from "./clock.ts";
import type { Environment } from "./environment.ts";
import type { HostFs } from "./fs.ts";
import { asking } from "./machine_error.ts";
import { type Platform, REAL_PLATFORM } from "./platform.ts";
import type { Processes } from "./process.ts";
import { type Random, REAL_RANDOM } from "./random.ts";
import { createFs } from "./real_fs.ts";
import { createProcesses } from "./real_processes.ts";
import { type Database, openDatabase } from "./sqlite.ts";
import { giveBackTempFolder } from "./temp_folder.ts";
import { openTerminal, type Terminal } from "./terminal.ts";
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
  /** The only folder in which a Worker may make short-lived files; absolute. Undefined: there are others, too. */
  readonly tempDir?: string | undefined;
  /** See sqlite.ts. */
  openDatabase(path: string): Database;
  /** See thread.ts. */
  startThread<Message, Answer>(entry: string, options: ThreadOptions<Answer>): Thread<Message>;
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
  let whole: Readonly<Record<string, string>> | undefined; // nobody changes it: Workers share the process's own
  const env: Environment = given === undefined
    ? { get: (name) => Deno.env.get(name), all: () => ({ ...(whole ??= Deno.env.toObject()) }) }
    : { get: (name) => given.env[name], all: () => ({ ...given.env }) };
  let cwd = given?.cwd;
  return {
    fs: createFs(given?.umask, given?.tempDir),
    processes: createProcesses(env, given?.tempDir),
    clock: REAL_CLOCK,
    random: REAL_RANDOM,
    env,
    get cwd() {
      return cwd ??= asking("cwd", ".", () => Deno.realPathSync(Deno.cwd()));
    },
    pid: Deno.pid,
    platform: REAL_PLATFORM,
    tempDir: given?.tempDir,
    terminal: openTerminal(env),
    openDatabase,
    startThread,
  };
}

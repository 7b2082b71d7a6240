import type { ExpError } from "../common/mod.ts";
import type { Command, Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { NO_IDENTITY, standInEnv } from "./identity.ts";
import { missingContents } from "./remote_fault.ts";
import type { GitResult, RunOptions, TalkOptions } from "./types.ts";

/**
 * Settings that every call overrides, besides those of any git: what is acknowledged is on the disk (by default git
 * leaves loose objects and refs to the kernel), and another process's ref lock is worth some seconds of patience. An id
 * is an id: by default git looks in seven places for a ref of that name each time it is given one.
 */
const SETTINGS = [
  "core.splitIndex=false",
  "gc.auto=0",
  "core.fsync=committed,reference",
  "core.filesRefLockTimeout=2000",
  "core.packedRefsTimeout=2000",
  "core.warnAmbiguousRefs=false",
].flatMap((setting) => ["-c", setting]);

/**
 * Objects are handed to the disk without a flush each: they count from the moment that a ref leads to them, and the sync
 * of that ref flushes what was handed over before. (So does git's own batch mode.)
 */
const UNFLUSHED = ["-c", "core.fsyncMethod=writeout-only"];

const SYNCED_INDEX = ["-c", "core.fsync=committed,reference,index"];

/** By us, or by the terminal: Ctrl-C is told to git as to us. */
const ENDINGS: ReadonlySet<string> = new Set(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]);

interface RawResult {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/**
 * `git gc` of somebody else removes folders of `objects` that it has emptied, also in the moment between our git's
 * making one and writing there. Nothing has happened then but objects, so the same call is made again.
 */
const FOLDER_GONE = /(objects\/[0-9a-f]{2}\b.*|unable to create temporary file): No such file or directory/;
const ATTEMPTS = 4;

/** Starts git in one work tree. */
export interface GitCommand {
  raw(args: readonly string[], options?: RunOptions): RawResult;
  text(args: readonly string[], options?: RunOptions): GitResult;
  /** The same of a git that talks to another machine. @throws {ExpError} `interrupted` when a signal has ended it */
  talk(args: readonly string[], options?: TalkOptions): Promise<GitResult>;
  /** Standard output without the last newline. @throws {ExpError} `git-failed` */
  must(args: readonly string[], options?: RunOptions): string;
}

/** @param guard asked before each command: it may throw */
export function createGitCommand(
  host: Host,
  top: string,
  guard: (args: readonly string[]) => void = () => {},
): GitCommand {
  const decoder = new TextDecoder();
  const raw = (args: readonly string[], options: RunOptions = {}): RawResult => {
    guard(args);
    const command: Command = {
      program: "git",
      args: [...SETTINGS, ...options.unflushed ? UNFLUSHED : [], ...options.syncsIndex ? SYNCED_INDEX : [], ...args],
      cwd: options.cwd ?? top,
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.input === undefined ? {} : { stdin: options.input }),
      ...(options.durable === undefined ? {} : { durable: options.durable }),
    };
    for (let attempt = 1;; attempt++) {
      const result = host.processes.runSync(command);
      const stderr = decoder.decode(result.stderr);
      if (result.code !== 0 && args[0] !== "var" && NO_IDENTITY.test(stderr)) {
        const who = standIn();
        if (options.env?.["GIT_AUTHOR_NAME"] !== who["GIT_AUTHOR_NAME"]) {
          return raw(args, { ...options, env: { ...options.env, ...who } });
        }
      }
      if (result.code === 0 || attempt === ATTEMPTS || !FOLDER_GONE.test(stderr)) {
        return { code: result.code, stdout: result.stdout, stderr };
      }
    }
  };
  let known: Record<string, string> | undefined;
  // a result that took hours is not lost for want of a name; see identity.ts
  const standIn = () => known ??= standInEnv(text(["var", "-l"], { env: homeOf(host) }));
  const text = (args: readonly string[], options?: RunOptions): GitResult => {
    const result = raw(args, options);
    return { code: result.code, stdout: decoder.decode(result.stdout), stderr: result.stderr };
  };
  return {
    raw,
    text,
    async talk(args, { input, signal } = {}) {
      const command = { program: "git", args: [...SETTINGS, ...args], cwd: top } as const;
      const { processes } = host;
      const result = await processes.runAside({ ...command, ...(input === undefined ? {} : { stdin: input }) }, signal);
      if (ENDINGS.has(result.signal ?? "")) throw fault("interrupted/git", {});
      return { code: result.code, stdout: decoder.decode(result.stdout), stderr: decoder.decode(result.stderr) };
    },
    must(args, options) {
      const result = text(args, options);
      if (result.code !== 0) throw gitFailed(args, result);
      return result.stdout.replace(/\n$/, "");
    },
  };
}

/** Where cron's environment has no HOME, the user database knows it, and there may be a `.gitconfig`. */
function homeOf(host: Host): Record<string, string> {
  if (host.env.get("HOME")) return {};
  const args = ["-c", 'eval "printf %s ~$(id -un)"'];
  const home = new TextDecoder().decode(host.processes.runSync({ program: "sh", args, cwd: "/" }).stdout);
  return home.startsWith("/") ? { HOME: home } : {};
}

/** What git says of a tree that cannot be read. */
export const DAMAGED_TREE = /in tree entry|in tree file|too-short tree|corrupt tree/;

/** The lock file of another git, which this one met. */
export function heldLock(stderr: string): string | undefined {
  return /Unable to create '([^']+\.lock)': File exists/.exec(stderr)?.[1];
}

/** The error for a git command that should not have failed: its own words, the command as the place. */
export function gitFailed(args: readonly string[], result: { code: number; stderr: string }): ExpError {
  const words = result.stderr.trim().split("\n").filter((line) => !line.startsWith("hint:"));
  const cause = words.find((line) => /^(fatal|error):/.test(line)) ?? words.at(-1) ?? `exit code ${result.code}`;
  const why = cause.replace(/^(fatal|error): /, "");
  if (NO_IDENTITY.test(result.stderr)) {
    return fault("git-failed/no-identity", {});
  }
  const lock = heldLock(result.stderr);
  if (lock !== undefined) return fault("busy/git-lock", { lock });
  if (/dubious ownership/.test(result.stderr)) {
    return fault("git-failed/other-owner", { why: cause.replace(/^fatal: /, "") });
  }
  const path = /invalid path '(.*)'/.exec(result.stderr)?.[1];
  if (path !== undefined) {
    return fault("damaged-data/path-in-tree", { path });
  }
  if (DAMAGED_TREE.test(result.stderr)) {
    return fault("damaged-data/tree", { why });
  }
  if (/No space left on device/.test(result.stderr)) {
    return fault("full-disk/git", { command: args[0] ?? "" });
  }
  const special = /^(?:error: )?(.+): can only add regular files/m.exec(result.stderr)?.[1];
  if (special !== undefined) return fault("io/no-file-for-git", { path: special });
  const denied = words.find((line) =>
    /insufficient permission for adding|: (Permission denied|Read-only file system)$/.test(line)
  );
  if (denied !== undefined) {
    return fault("io/git-denied", { command: args[0] ?? "", why: denied.replace(/^(fatal|error): /, "") });
  }
  return missingContents(result.stderr) ?? fault("git-failed/command", { command: args[0] ?? "", why });
}

import type { Environment } from "./environment.ts";
import { durableStep } from "./crash.ts";
import { GIT_ENVIRONMENT, GIT_VARIABLES_OF_ONE_REPOSITORY } from "./git_start.ts";
import { startGroupWitness } from "./group_witness.ts";
import { asking } from "./machine_error.ts";
import { runGitAside } from "./run_aside.ts";
import { runGit, runSync } from "./run_sync.ts";
import { ignoresHangUp, isAlive, sendSignal } from "./signals.ts";
import { spawn, unsetIn } from "./spawn.ts";
import type { Processes } from "./process.ts";

/** Names that Deno refuses to pass on while only some programs are allowed to run. */
const LOADER_VARIABLE = /^(LD_|DYLD_)/;

/**
 * Short commands start from a cleared environment without LD_* and DYLD_* (with a scoped `--allow-run` Deno refuses to
 * spawn anything while one of them is set). Spawned ones inherit it, for what is not UTF-8 cannot be seen and passed on
 * by this program; while one of those names is set, `sh` exports it and the environment is a copy.
 */
export function createProcesses(env: Environment, tempDir?: string): Processes {
  let started = 0;
  const path = () => ({ PATH: env.get("PATH") ?? "/usr/bin:/bin" });
  const childEnv = (changes: Readonly<Record<string, string | undefined>> = {}) => {
    const all: Record<string, string> = {};
    const loader: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...env.all(), ...changes })) {
      if (value !== undefined) (LOADER_VARIABLE.test(name) ? loader : all)[name] = value;
    }
    return { all, loader };
  };

  const isInherited = (name: string) => {
    try {
      return env.get(name) !== undefined;
    } catch {
      return true; // its value is not UTF-8
    }
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
    runAside(command, ending) {
      started++;
      const git = childEnv({ ...GIT_ENVIRONMENT, ...command.env }).all;
      return asking(command.program, command.cwd, () => runGitAside(command, git, ending));
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
      const unset = Object.keys(loader).length > 0 ? undefined : unsetIn(changes).filter(isInherited);
      return asking("spawn", command.cwd, () => spawn(command, all, { set: loader, unset }));
    },
    onSignal(signal, handler) {
      outlivesTerminal ??= keepIgnoringHangUp(path());
      if (outlivesTerminal && signal === "SIGHUP") return { [Symbol.dispose]() {} };
      Deno.addSignalListener(signal, handler);
      return { [Symbol.dispose]: () => Deno.removeSignalListener(signal, handler) };
    },
    signal(pid, signal) {
      started++;
      return sendSignal(pid, signal, path());
    },
    suspend() {
      started++;
      sendSignal(0, "TSTP", path()); // the group includes who sends it, and so this does not return before all go on
    },
    witnessGroup() {
      started++;
      return startGroupWitness();
    },
    isAlive(pid) {
      started++;
      return isAlive({ pid, isGroup: false }, path());
    },
  };
}

let outlivesTerminal: boolean | undefined;

/** The runtime would die of a HUP that is ignored as soon as any signal is listened to: it takes them all over then. */
function keepIgnoringHangUp(env: Record<string, string>): boolean {
  const isIgnored = ignoresHangUp(env);
  if (isIgnored) Deno.addSignalListener("SIGHUP", () => {});
  return isIgnored;
}

const NO_CALLING_GIT = Object.fromEntries(GIT_VARIABLES_OF_ONE_REPOSITORY.map((name) => [name, undefined]));

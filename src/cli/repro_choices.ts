import { ExpError } from "../common/mod.ts";
import type { LockWait } from "../repo/mod.ts";
import type { Context, Options } from "./context.ts";

/** What `run` and `repro` share on the command line, as the pipeline room takes it. */
interface ReproFlags {
  readonly targets: readonly string[];
  readonly singleItem: boolean;
  readonly force: boolean;
  readonly dry: boolean;
  readonly pipeline: boolean;
  readonly allPipelines: boolean;
  readonly downstream: boolean;
  readonly recursive: boolean;
  readonly forceDownstream: boolean;
  readonly pull: boolean;
  readonly allowMissing: boolean;
  readonly onError: "fail" | "keep-going" | "ignore";
}

/** @throws {ExpError} `usage` for flags that exclude each other */
export function reproFlags(args: readonly string[], options: Options): ReproFlags {
  if (options.flag("keepGoing") && options.flag("ignoreErrors")) {
    throw new ExpError("usage", "--keep-going and --ignore-errors exclude each other", {
      dvcMessage: "argument --ignore-errors: not allowed with argument -k/--keep-going",
    });
  }
  return {
    targets: args,
    singleItem: options.flag("singleItem"),
    force: options.flag("force"),
    dry: options.flag("dry"),
    pipeline: options.flag("pipeline"),
    allPipelines: options.flag("allPipelines"),
    downstream: options.flag("downstream"),
    recursive: options.flag("recursive"),
    forceDownstream: options.flag("forceDownstream"),
    pull: options.flag("pull"),
    allowMissing: options.flag("allowMissing"),
    onError: options.flag("keepGoing") ? "keep-going" : options.flag("ignoreErrors") ? "ignore" : "fail",
  };
}

/** Asks on the terminal before each stage; without one the answer is no (`exp dvc` reads it from a pipe, as DVC). */
export function askBeforeStage(context: Context, keepStdout: boolean): (stage: string) => boolean {
  const { terminal } = context.host;
  const to = keepStdout ? "stderr" : "stdout";
  return (stage) => {
    if (context.manner === "exp" && !terminal.stdinIsTty) return false;
    terminal.write(to, `Going to reproduce stage: '${stage}'. Are you sure you want to continue? [y/n] `);
    for (;;) {
      const answer = terminal.readLine()?.trim().toLowerCase();
      if (answer === undefined) {
        terminal.write(to, "\n");
        return false;
      }
      if (answer === "y" || answer === "yes") return true;
      if (answer === "n" || answer === "no") return false;
      terminal.write(to, "Your response must be one of: [y]es or [n]o. Please try again: ");
    }
  };
}

/** Is standard output for results alone? Then what stages print goes to standard error. */
export function keepsStdout(context: Context, options: Options): boolean {
  return context.manner === "exp" && (options.flag("json") || context.verbosity === "quiet");
}

/** How to meet other processes that hold the repository. */
export function lockWait(context: Context): LockWait {
  if (context.manner === "dvc") return context.waitForLock ? "patient" : "dvc";
  return context.waits ? "patient" : "none";
}

/** `-j`: at least 1. @throws {ExpError} `usage` */
export function jobsOption(options: Options, name: string): number | undefined {
  const jobs = options.int(name);
  if (jobs !== undefined && jobs < 1) throw new ExpError("usage", `--${name} needs a number of at least 1`);
  return jobs;
}

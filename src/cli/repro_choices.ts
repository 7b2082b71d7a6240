import type { ReproChoices } from "../entries/mod.ts";
import type { LockWait } from "../repo/mod.ts";
import type { Context, ValuesOf } from "./command.ts";
import type { REPRO_OPTIONS } from "./specs/pipeline.ts";
import { fault } from "./fault.ts";

/**
 * What `run` and `repro` share on the command line, as the pipeline room takes it.
 *
 * @throws {ExpError} `usage` for flags that exclude each other
 */
export function reproFlags(
  options: ValuesOf<typeof REPRO_OPTIONS> & { readonly targets: readonly string[] },
): Omit<ReproChoices, "interactive" | "reset"> {
  const { targets, singleItem, force, dry, pipeline, allPipelines, downstream, recursive } = options;
  const { forceDownstream, pull, allowMissing, keepGoing, ignoreErrors } = options;
  if (keepGoing && ignoreErrors) throw fault("usage/keep-going-and-ignore", {});
  return {
    targets,
    singleItem,
    force,
    dry,
    pipeline,
    allPipelines,
    downstream,
    recursive,
    forceDownstream,
    pull,
    allowMissing,
    onError: keepGoing ? "keep-going" : ignoreErrors ? "ignore" : "fail",
  };
}

/** Asks on the terminal before each stage; without one the answer is no (`exp dvc` reads it from a pipe, as DVC). */
export function askBeforeStage(context: Context): (stage: string) => Promise<boolean> {
  const { terminal } = context.host;
  const to = context.rules.keepsStdout ? "stderr" : "stdout";
  return async (stage) => {
    if (context.rules.asksTerminalsAlone && !terminal.stdinIsTty) return false;
    terminal.write(to, `Going to reproduce stage: '${stage}'. Are you sure you want to continue? [y/n] `);
    for (;;) {
      const answer = (await terminal.readLineAside())?.trim().toLowerCase();
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
export function keepsStdout(context: Context, json: boolean): boolean {
  return context.rules.keepsStdout && (json || context.verbosity === "quiet");
}

/** How to meet other processes that hold the repository. */
export function lockWait(context: Context): LockWait {
  return context.waitForLock ? "patient" : context.waits ? context.rules.lockWait : "none";
}

/** How many at once: at least 1. @throws {ExpError} `usage` */
export function checkedJobs(jobs: number | undefined, flag: string): number | undefined {
  if (jobs !== undefined && jobs < 1) throw fault("usage/number", { option: flag, range: "of at least 1" });
  return jobs;
}

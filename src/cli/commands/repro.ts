import { reproduce, type ReproResult } from "../../pipeline/mod.ts";
import { CommandFailed } from "../../stage/mod.ts";
import { expSays, reproduced, upToDate } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openHere } from "../open_here.ts";
import { createReporter } from "../reporter.ts";
import { importerOf } from "../importer.ts";
import { askBeforeStage, checkedJobs, keepsStdout, lockWait, reproFlags } from "../repro_choices.ts";

export async function run(context: Context, options: Options<"repro">): Promise<number> {
  const flags = reproFlags(options);
  const repo = await openHere(context);
  const jobs = checkedJobs(options.jobs, "--jobs");
  const keepStdout = keepsStdout(context, options.json);
  const emit = createReporter(context, keepStdout);
  const began = context.host.clock.monotonic();
  try {
    const result = await reproduce(repo, {
      ...flags,
      glob: options.glob,
      noCommit: !options.commit,
      noRunCache: !options.runCache,
      ...(options.interactive ? { interactive: askBeforeStage(context) } : {}),
      ...(jobs === undefined ? {} : { jobs }),
      onlyStages: !context.rules.reproTakesOutputs,
      wait: lockWait(context),
      keepStdout,
      importer: importerOf(context, repo, keepStdout),
    }, emit);
    if (options.json) context.print(JSON.stringify(asJson(result)));
    else sumUp(context, result, context.host.clock.monotonic() - began, flags.dry);
    return 0;
  } catch (error) {
    const code = options.propagateExit ? stageExitCode(error) : undefined;
    if (code === undefined) throw error;
    context.note(`error: ${expSays(error)}`);
    return code;
  }
}

function asJson({ stages }: ReproResult) {
  return { schema: 1, stages: stages.map(({ address, outcome }) => ({ stage: address, outcome })) };
}

function sumUp(context: Context, result: ReproResult, elapsedMs: number, dry: boolean): void {
  const count = (outcome: string) => result.stages.filter((stage) => stage.outcome === outcome).length;
  const idle = result.stages.every((stage) => stage.outcome === "skipped");
  if (idle) return context.tell(upToDate(result.stages.length));
  const parts = [
    [count("ran"), dry ? "would run" : "ran"],
    [count("restored"), "restored"],
    [count("verified"), "data updated"],
    [count("skipped"), "unchanged"],
    [count("undecided"), "undecided"],
  ] as const;
  const text = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`).join(", ");
  context.tell(reproduced(`${text} (${(elapsedMs / 1000).toFixed(1)} s)`));
}

/** The exit code of the command that failed, where a stage failed. */
export function stageExitCode(error: unknown): number | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof CommandFailed) return cause.commandExitCode;
  }
  return undefined;
}

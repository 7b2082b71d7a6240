import { parseAmounts, runAll, type RunAllReport } from "../queue/mod.ts";
import { EXIT_CODES, failedInQueue, followingQueue, ranQueue } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import type { Options } from "./commands.ts";
import { openExperiments, quotedList } from "./open_experiments.ts";
import { engineSettings } from "./engine_head.ts";
import { checkPlaces, engineChoice } from "./engine_options.ts";
import { jobCount } from "./queue_options.ts";
import { signalCode } from "./queue_report.ts";

/** DVC's code of everything that fails. */
const DVC_FAILED = 255;

/** `exp run --run-all`: all that is queued, with its logs and results. */
export async function runAllQueued(context: Context, options: Options<"run">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const quiet = context.verbosity === "quiet";
  const json = options.json;
  const choice = engineChoice(repo, options);
  checkPlaces(choice, options);
  const engine = choice === undefined ? undefined : engineSettings(repo, choice, options.jobs);
  const report = await runAll(repo, git, {
    ...(engine === undefined ? {} : { engine }),
    jobs: jobCount(options.jobs),
    slots: parseAmounts(options.slots, "--slots"),
    onBegin(tasks) {
      if (!json) context.tell(followingQueue(tasks.length));
    },
    onLog: (bytes) => quiet || context.host.terminal.write(json ? "stderr" : "stdout", bytes),
  });
  if (json) context.print(JSON.stringify(asJson(report)));
  else tell(context, report);
  if (report.refused !== undefined) throw report.refused.error;
  if (report.signal !== undefined) return signalCode(report.signal);
  if (report.failed.length === 0) return 0;
  return context.inManner({ exp: EXIT_CODES.failed, dvc: DVC_FAILED });
}

function tell(context: Context, { done, failed }: RunAllReport): void {
  if (done.size > 0) context.tell(ranQueue([...done.values()]));
  if (failed.length === 0) return;
  const named = failed.map(({ task, message }) => ({ name: task.entry.name, why: message }));
  context.tell(failedInQueue(named, quotedList(named.map(({ name }) => name))));
}

function asJson({ done, failed }: RunAllReport) {
  return {
    schema: 1,
    experiments: [...done].map(([rev, name]) => ({ rev, name })),
    failed: failed.map(({ task, message }) => ({ name: task.entry.name, cause: message })),
  };
}

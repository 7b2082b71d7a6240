import { parseAmounts, runAll, type RunAllReport } from "../queue/mod.ts";
import { EXIT_CODES } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import type { Options } from "./commands.ts";
import { openExperiments, quotedList } from "./open_experiments.ts";
import { jobCount } from "./queue_options.ts";
import { signalCode } from "./queue_report.ts";

/** DVC's code of everything that fails. */
const DVC_FAILED = 255;

/** `exp run --run-all`: all that is queued, with its logs and results. */
export async function runAllQueued(context: Context, options: Options<"run">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const quiet = context.verbosity === "quiet";
  const json = options.json;
  const report = await runAll(repo, git, {
    jobs: jobCount(options.jobs),
    slots: parseAmounts(options.slots, "--slots"),
    onBegin(tasks) {
      if (quiet || json) return;
      if (context.manner === "exp") return context.note(`running ${tasks.length} queued experiments`);
      context.print(
        "Following logs for all queued experiments. Use Ctrl+C to stop following logs (experiment execution will " +
          "continue).\n",
      );
    },
    onLog: (bytes) => quiet || context.host.terminal.write(json ? "stderr" : "stdout", bytes),
  });
  if (json) context.print(JSON.stringify(asJson(report)));
  else tell(context, report);
  if (report.signal !== undefined) return signalCode(report.signal);
  if (report.failed.length === 0) return 0;
  return context.manner === "dvc" ? DVC_FAILED : EXIT_CODES.failed;
}

function tell(context: Context, { done, failed }: RunAllReport): void {
  const names = [...done.values()];
  const failedNames = quotedList(failed.map(({ task }) => task.entry.name));
  if (context.verbosity !== "quiet" && names.length > 0) {
    context.print(`\nRan experiment(s): ${names.join(", ")}`);
    if (context.manner === "dvc") {
      context.print("To apply the results of an experiment to your workspace run:\n\n\tdvc exp apply <exp>");
    } else context.note("next: exp show");
  }
  if (failed.length === 0) return;
  if (context.manner === "dvc") {
    return context.host.terminal.write("stderr", `Failed to reproduce experiment(s) ${failedNames}\n`);
  }
  const lines = failed.map(({ task, message }) => `error: ${task.entry.name}: ${message}\n`);
  context.host.terminal.write("stderr", `${lines.join("")}hint: exp logs NAME, exp queue retry NAME\n`);
}

function asJson({ done, failed }: RunAllReport) {
  return {
    schema: 1,
    experiments: [...done].map(([rev, name]) => ({ rev, name })),
    failed: failed.map(({ task, message }) => ({ name: task.entry.name, cause: message })),
  };
}

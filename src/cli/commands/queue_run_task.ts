import { openEngine } from "../../engines/mod.ts";
import { runTasksOfJob } from "../../queue/mod.ts";
import { printable } from "../../ui/mod.ts";
import { dvcSays, EXIT_CODES } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openExperiments } from "../open_experiments.ts";
import { describeEnd } from "../queue_report.ts";
import { watchTrials } from "../watch_trials.ts";

/** As in scripts that do not say. */
const WARNING_SECONDS = 90;

/** What it prints goes to the job's own log: when which task was begun, and what came of it. */
export async function run(context: Context, options: Options<"queue run-task">): Promise<number> {
  if (options.job === undefined) throw fault("usage/goes-with", { option: "run-task", needs: "--job" });
  const { repo, git } = await openExperiments(context);
  const tell = (text: string) => context.note(`${new Date(context.host.clock.now()).toISOString()} ${text}`);
  const { scratch } = options;
  if (scratch === "") tell("--scratch is empty on this node: checkouts lie below .dvc/tmp/exps");
  const { ended, exitCode } = await runTasksOfJob(repo, git, {
    job: options.job,
    ids: options.ids,
    ...(scratch === undefined || scratch === "" ? {} : { scratch }),
    warnSeconds: options.warn ?? WARNING_SECONDS,
    goesOn: options.requeue,
    openEngine: (name) => openEngine(repo, name).engine,
    watch: watchTrials(repo, git),
    say: dvcSays,
    onStart: (task) => tell(`${printable(task.entry.name)}: started on ${context.host.platform.hostname}`),
    onEnd: (one) => tell(`${printable(one.task.entry.name)}: ${describeEnd(one)}`),
    onLeft: (id, why) => tell(`${id}: not run, for ${why}`),
  });
  if (exitCode !== undefined) return exitCode;
  return ended.some(({ kind }) => kind === "failed" || kind === "killed") ? EXIT_CODES.failed : 0;
}

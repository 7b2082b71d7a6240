import { syncEngines } from "../../queue/mod.ts";
import { openEngine } from "../../engines/mod.ts";
import { EXIT_CODES } from "../../voice/mod.ts";
import { printable } from "../../ui/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { describeEnd, describeFailures, reportJson } from "../queue_report.ts";

/** Exit codes: 0 also while tasks are still with their engine, 1 when one has failed since the last look. */
export async function run(context: Context, options: Options<"queue sync">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const report = await syncEngines(repo, git, {
    openEngine: (name) => openEngine(repo, name),
    goesOn: options.requeue,
    onEnd: (ended) => options.json || context.note(`${printable(ended.task.entry.name)}: ${describeEnd(ended)}`),
    onSilence: (isSilent, engine) => isSilent && context.warn(`${engine} does not answer`),
  });
  if (options.json) context.print(JSON.stringify(reportJson(report)));
  else {
    for (const line of describeFailures(repo, report)) context.note(line);
    const left = report.engine.left.length;
    if (left > 0) context.note(`${left} ${left === 1 ? "task is" : "tasks are"} with the engine: exp queue status`);
  }
  return report.ended.some(({ kind }) => kind === "failed" || kind === "killed") ? EXIT_CODES.failed : 0;
}

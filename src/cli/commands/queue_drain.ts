import { drainQueue, type DrainReport, parseAmounts } from "../../queue/mod.ts";
import { printable } from "../../ui/mod.ts";
import { EXIT_CODES } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { durationMs, jobCount, untilMs } from "../queue_options.ts";
import { describeEnd, describeFailures, signalCode } from "../queue_report.ts";

/** Exit codes: 0 all done (or nothing to do), 1 some failed, 5 nothing to do (with --exit-code), 130/143 by a signal. */
export async function run(context: Context, options: Options<"queue drain">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const limits = [durationMs(options.maxTime, "--max-time"), untilMs(options.until, context.host.clock.now())];
  const maxTimeMs = limits.some((limit) => limit !== undefined)
    ? Math.min(...limits.map((limit) => limit ?? Infinity))
    : undefined;
  const maxTasks = options.maxTasks;
  // at a terminal somebody watches; cron mails whatever is printed
  const tells = context.verbosity === "verbose" ||
    (context.host.terminal.stderrIsTty && context.verbosity !== "quiet" && !options.json);
  const lingerMs = durationMs(options.linger, "--linger");
  const report = await drainQueue(repo, git, {
    jobs: jobCount(options.jobs),
    exclusive: options.exclusive,
    slots: parseAmounts(options.slots, "--slots"),
    ...(maxTimeMs === undefined ? {} : { maxTimeMs }),
    ...(maxTasks === undefined ? {} : { maxTasks }),
    ...(lingerMs === undefined ? {} : { lingerMs }),
    onStart: (task) => tells && context.note(`${printable(task.entry.name)}: started`),
    onEnd: (ended) => tells && context.note(`${printable(ended.task.entry.name)}: ${describeEnd(ended)}`),
  });
  if (tells && report.ended.length === 0) context.note(report.wasBusy ? "another drain is at work" : "nothing to do");
  if (options.json) context.print(JSON.stringify(asJson(report)));
  else for (const line of describeFailures(repo, report)) context.note(line);
  return exitCode(report, options.exitCode);
}

function exitCode(report: DrainReport, tellsNothingToDo: boolean): number {
  if (report.signal !== undefined) return signalCode(report.signal);
  const isFailure = report.ended.some(({ kind }) => kind === "failed" || kind === "killed");
  if (isFailure || report.damaged.length > 0) return EXIT_CODES.failed;
  return report.ended.length === 0 && tellsNothingToDo ? 5 : 0;
}

function asJson(report: DrainReport) {
  const names = (kind: string) =>
    report.ended.filter((ended) => ended.kind === kind).map(({ task }) => task.entry.name);
  return {
    schema: 1,
    succeeded: report.ended.flatMap((e) => e.kind === "success" ? [{ name: e.task.entry.name, rev: e.rev }] : []),
    failed: report.ended.flatMap((e) =>
      e.kind === "failed" || e.kind === "killed"
        ? [{ name: e.task.entry.name, task: e.task.id, cause: e.cause.message, exitCode: e.cause.exitCode }]
        : []
    ),
    requeued: names("requeued"),
    recovered: report.recovered,
    damaged: report.damaged,
    unfit: report.unfit,
    busy: report.wasBusy,
  };
}

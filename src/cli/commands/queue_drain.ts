import { drainByEngine, drainQueue, type DrainReport, type Ended, parseAmounts } from "../../queue/mod.ts";
import { printable } from "../../ui/mod.ts";
import { EXIT_CODES, expSays } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { durationMs } from "../duration.ts";
import { jobCount, untilMs } from "../queue_options.ts";
import { showTasks } from "../live_tasks.ts";
import { describeEnd, describeFailures, describeSignal, reportJson, signalCode } from "../queue_report.ts";
import { refillQueue } from "../refill_queue.ts";
import { watchTrials } from "../watch_trials.ts";
import { engineSettings } from "../engine_head.ts";
import { checkPlaces, engineChoice } from "../engine_options.ts";

/** Exit codes: 2 when a batch engine refuses what a task asks for, else 0 all done (or nothing to do), 1 some failed, 5 nothing to do (with --exit-code), 130/143 by a signal. */
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
  const shown = tells ? showTasks(context, repo) : undefined;
  const lingerMs = durationMs(options.linger, "--linger");
  const limitsOf = {
    ...(maxTimeMs === undefined ? {} : { maxTimeMs }),
    ...(maxTasks === undefined ? {} : { maxTasks }),
    ...(lingerMs === undefined ? {} : { lingerMs }),
    refill: refillQueue(repo, git, ({ entry }, finished) => {
      if (tells) context.note(printable(`${entry.name}: as ${finished}, from the run-cache`));
    }),
    watch: watchTrials(repo, git),
    onEnd(ended: Ended) {
      if (tells) context.note(`${printable(ended.task.entry.name)}: ${describeEnd(ended)}`);
      shown?.onEnd(ended);
    },
  };
  const choice = engineChoice(repo, options);
  checkPlaces(choice, options);
  const report = choice !== undefined
    ? await drainByEngine(repo, git, {
      ...engineSettings(repo, choice, options.jobs),
      ...limitsOf,
      exclusive: options.exclusive,
      waits: !options.detach,
      onSubmit: (job, tasks) => tells && context.note(`${tasks.length} submitted as ${job}`),
      onTick: (given) => shown?.onGiven(given),
      onSilence(isSilent) {
        if (isSilent) context.warn(`the engine does not answer: ${options.detach ? SENT_LATER : WAITS_FOR_IT}`);
        else if (tells) context.note("the engine answers again");
      },
    })
    : await drainQueue(repo, git, {
      ...limitsOf,
      jobs: jobCount(options.jobs),
      exclusive: options.exclusive,
      slots: parseAmounts(options.slots, "--slots"),
      onStart(task) {
        if (tells) context.note(`${printable(task.entry.name)}: started`);
        shown?.onStart(task);
      },
      onTick: (waiting) => shown?.onTick(waiting),
      onSignal: (signal, times, running) => tells && context.note(describeSignal(signal, times, running)),
    });
  const isCutShort = report.signal !== undefined && report.ended.some(({ kind }) => kind === "requeued");
  if (tells && isCutShort) context.note("to go on with what waits: exp queue drain");
  else if (tells) tellIdle(context, report);
  if (options.json) context.print(JSON.stringify(reportJson(report)));
  else for (const line of describeFailures(repo, report)) context.note(line);
  const refused = report.engine?.refused ?? [];
  for (const { tasks, error } of options.json ? [] : refused) {
    context.note(`error: ${tasks.map(({ entry }) => printable(entry.name)).join(", ")}: ${expSays(error)}`);
  }
  if (refused.length > 0) return EXIT_CODES.usage;
  return exitCode(report, options.exitCode);
}

const WAITS_FOR_IT = "this drain waits for it, and what runs goes on";
const SENT_LATER = "what it has not taken waits, and exp queue sync tells";

function tellIdle(context: Context, { ended, wasBusy, engine }: DrainReport): void {
  const left = engine?.left.length ?? 0;
  if (left > 0) context.note(`${left} with the engine: exp queue sync collects what has ended`);
  else if (ended.length === 0 && (engine?.refused.length ?? 0) === 0) {
    context.note(wasBusy ? "another drain is at work" : "nothing to do");
  }
}

function exitCode(report: DrainReport, tellsNothingToDo: boolean): number {
  if (report.signal !== undefined) return signalCode(report.signal);
  const isFailure = report.ended.some(({ kind }) => kind === "failed" || kind === "killed");
  if (isFailure || report.damaged.length > 0) return EXIT_CODES.failed;
  return report.ended.length === 0 && tellsNothingToDo ? 5 : 0;
}

import { parseAmounts, runAll, type RunAllReport, type Task } from "../queue/mod.ts";
import { mapLines, printable, settledLine, WholeLines } from "../ui/mod.ts";
import { EXIT_CODES, failedInQueue, followingQueue, ranQueue } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import type { Options } from "./commands.ts";
import { openExperiments, quotedList } from "./open_experiments.ts";
import { engineSettings } from "./engine_head.ts";
import { checkPlaces, engineChoice } from "./engine_options.ts";
import { jobCount } from "./queue_options.ts";
import { showTasks } from "./live_tasks.ts";
import { describeSignal, prunedJson, signalCode } from "./queue_report.ts";
import { refillQueue } from "./refill_queue.ts";
import { prunedWords } from "./task_words.ts";
import { watchTrials } from "./watch_trials.ts";

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
  const explains = context.inManner({ exp: true, dvc: false });
  const shown = showTasks(context, repo);
  const log = logOutput(context, json, shown !== undefined);
  let hasBegun = false;
  const report = await runAll(repo, git, {
    ...(engine === undefined ? {} : { engine }),
    refill: refillQueue(repo, git),
    watch: watchTrials(repo, git),
    jobs: jobCount(options.jobs),
    slots: parseAmounts(options.slots, "--slots"),
    onBegin(tasks) {
      hasBegun = true;
      if (!json) context.tell(followingQueue(tasks.length));
    },
    onLog: (bytes, task) => quiet || log.add(bytes, task),
    onStart: (task) => shown?.onStart(task),
    onEnd: (ended) => shown?.onEnd(ended),
    onTick: (waiting) => shown?.onTick(waiting),
    onGiven: (names) => shown?.onGiven(names),
    onSignal: (signal, times, running) => explains && context.note(describeSignal(signal, times, running)),
  });
  log.end();
  if (!hasBegun && explains && !json) context.tell(followingQueue(0));
  if (explains && report.signal !== undefined && engine === undefined) {
    context.note("to go on with what waits: exp run --run-all");
  }
  if (json) context.print(JSON.stringify(asJson(report)));
  else tell(context, report);
  if (report.refused !== undefined) throw report.refused.error;
  if (report.signal !== undefined) return signalCode(report.signal);
  if (report.failed.length === 0) return 0;
  return context.inManner({ exp: EXIT_CODES.failed, dvc: DVC_FAILED });
}

/** Logs as they are; above lines that are kept at the bottom of the terminal in whole lines, which leave those alone. */
function logOutput({ host: { terminal } }: Context, json: boolean, isAboveLines: boolean) {
  const write = (bytes: Uint8Array | undefined) =>
    bytes === undefined || terminal.write(json ? "stderr" : "stdout", bytes);
  if (!isAboveLines) return { add: write, end() {} };
  const lines = new WholeLines();
  const settle = (bytes: Uint8Array | undefined) => bytes && mapLines(bytes, (line) => [settledLine(line)]);
  let from: Task | undefined;
  return {
    add(bytes: Uint8Array, task: Task) {
      if (from !== task) write(settle(lines.end()));
      from = task;
      write(settle(lines.add(bytes)));
    },
    end: () => write(settle(lines.end())),
  };
}

function tell(context: Context, { done, failed, pruned }: RunAllReport): void {
  if (done.size > 0) context.tell(ranQueue([...done.values()]));
  for (const { task, last } of pruned) context.note(`${printable(task.entry.name)}: ${prunedWords(last)}`);
  if (failed.length === 0) return;
  const named = failed.map(({ task, message }) => ({ name: task.entry.name, why: message }));
  context.tell(failedInQueue(named, quotedList(named.map(({ name }) => name))));
}

function asJson({ done, failed, pruned }: RunAllReport) {
  return {
    schema: 1,
    experiments: [...done].map(([rev, name]) => ({ rev, name })),
    failed: failed.map(({ task, message }) => ({ name: task.entry.name, cause: message })),
    ...pruned.length === 0 ? {} : { pruned: pruned.map(prunedJson) },
  };
}

import { prunedWords } from "./task_words.ts";
import { type EndingSignal, unreachable } from "../common/mod.ts";
import { type Damaged, type DrainReport, type Ended, readLogTail } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { printable } from "../ui/mod.ts";
import { expSays, SIGNAL_CODES } from "../voice/mod.ts";

const TAIL_LINES = 5;

/** One compact block for cron's mail: what failed, why, and the last lines of its log. Empty when all went well. */
export function describeFailures(repo: Repo, report: DrainReport): string[] {
  const failed = report.ended.filter((ended) => ended.kind === "failed" || ended.kind === "killed");
  const lines: string[] = [];
  if (failed.length > 0) {
    const done = report.ended.filter(({ kind }) => kind === "success").length;
    lines.push(`${failed.length} of ${failed.length + done} experiments failed in ${repo.root}`);
  }
  for (const ended of failed) {
    if (ended.kind !== "failed" && ended.kind !== "killed") continue;
    const { name } = ended.task.entry;
    lines.push(`${name}: ${printable(ended.cause.message)}`);
    const tail = readLogTail(repo, ended.task, TAIL_LINES).filter((line) => !line.includes(ended.cause.message));
    lines.push(...tail.map((line) => `    ${printable(line)}`));
    const { alive, astray } = ended.leftovers;
    if (astray.length > 0) lines.push(`    ended too, having left its process group: ${astray.join(" ")}`);
    if (alive.length > 0) lines.push(`    still alive, although killed: ${alive.join(" ")}`);
  }
  if (failed.length > 0) lines.push("next: exp logs NAME, exp queue retry NAME");
  if (report.unfit.length > 0) {
    lines.push(`not run, for they need slots that this drain does not offer (--slots): ${report.unfit.join(", ")}`);
  }
  for (const one of report.damaged) lines.push(describeDamage(one));
  return lines;
}

const REQUEUED = {
  retry: "failed, and waits for another try",
  interrupted: "interrupted, and waits again",
  timeout: "out of time, and waits to go on",
} as const;

/** What came of a task, in the words of `queue status`. */
export function describeEnd(ended: Ended): string {
  switch (ended.kind) {
    case "success":
      return `success (${ended.rev.slice(0, 7)})`;
    case "failed":
      return `failed: ${printable(ended.cause.message)}`;
    case "killed":
      return "killed";
    case "pruned":
      return prunedWords(ended.last);
    case "requeued":
      return REQUEUED[ended.why];
    case "suspended":
      return "interrupted, and goes on when its engine lets it";
    default:
      return unreachable(ended);
  }
}

/** What a signal does to a drain, and what the next one would do. */
export function describeSignal(signal: EndingSignal, times: number, running: number): string {
  const what = signal === "SIGINT" ? "interrupted" : `ended by ${signal}`;
  if (running === 0) return what;
  if (times > 1) return `${what}: killing what runs; it waits again, too`;
  const next = signal === "SIGINT" ? "; Ctrl-C again kills" : "";
  return `${what}: ending ${
    running === 1 ? "the one that runs, which waits" : `the ${running} that run, which wait`
  } again${next}`;
}

/** One line of a task that cannot be put in order. */
export function describeDamage({ id, name, why }: Damaged): string {
  return `damaged: task ${name === undefined ? id : `${printable(name)} (${id})`}: ${printable(why)}`;
}

/** As a shell reports a program that a signal ended. */
export function signalCode(signal: EndingSignal): number {
  return SIGNAL_CODES[signal];
}

export function prunedJson({ task, last: { step, value } }: Pick<Ended & { kind: "pruned" }, "task" | "last">) {
  return { name: task.entry.name, task: task.id, step, value: Number.isFinite(value) ? value : String(value) };
}

/** A drain's outcome for programs. */
export function reportJson(report: DrainReport) {
  const last = new Map(report.ended.map((one) => [one.task.id, one]));
  // what was pruned may have gone on since
  const ended = report.ended.filter((one) => one.kind !== "pruned" || last.get(one.task.id) === one);
  const names = (kind: string) => ended.filter((one) => one.kind === kind).map(({ task }) => task.entry.name);
  const pruned = ended.flatMap((e) => e.kind === "pruned" ? [prunedJson(e)] : []);
  return {
    schema: 1,
    succeeded: ended.flatMap((e) => e.kind === "success" ? [{ name: e.task.entry.name, rev: e.rev }] : []),
    failed: ended.flatMap((e) =>
      e.kind === "failed" || e.kind === "killed"
        ? [{ name: e.task.entry.name, task: e.task.id, cause: e.cause.message, exitCode: e.cause.exitCode }]
        : []
    ),
    ...pruned.length === 0 ? {} : { pruned },
    requeued: names("requeued"),
    recovered: report.recovered,
    damaged: report.damaged,
    unfit: report.unfit,
    busy: report.wasBusy,
    ...(report.engine === undefined ? {} : {
      submitted: report.engine.submitted,
      left: report.engine.left,
      refused: report.engine.refused.flatMap(({ tasks, error }) =>
        tasks.map(({ entry }) => ({ name: entry.name, cause: expSays(error) }))
      ),
    }),
  };
}

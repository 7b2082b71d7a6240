import { type EndingSignal, SIGNAL_CODES } from "../common/errors.ts";
import type { DrainReport } from "../queue/mod.ts";
import { readLogTail } from "../queue/logs.ts";
import type { Repo } from "../repo/mod.ts";
import { printable } from "../ui/printable.ts";

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
  }
  if (failed.length > 0) lines.push("next: exp logs NAME, exp queue retry NAME");
  if (report.unfit.length > 0) {
    lines.push(`not run, for they need slots that this drain does not offer (--slots): ${report.unfit.join(", ")}`);
  }
  return lines;
}

/** As a shell reports a program that a signal ended. */
export function signalCode(signal: EndingSignal): number {
  return SIGNAL_CODES[signal];
}

import type { Asked, ListedTask, TaskReport } from "../queue/mod.ts";
import { printable } from "../ui/mod.ts";

/** A state as DVC's table has it. */
export function stateWord(state: ListedTask["state"]): string {
  return STATE_WORDS[state];
}

/** In the order of DVC's table. */
export const STATE_WORDS = { running: "Running", queued: "Queued", failed: "Failed", success: "Success" } as const;

/** Where a task stands, in a few words. @param word its state as DVC's table has it */
export function taskWords(
  { taskState, task, isLost, runsOn }: ListedTask,
  word: string,
  asked: Asked | undefined,
): string {
  if (asked !== undefined) return jobWords(word, asked, attemptWords(pastOf(taskState)), isLost);
  if (runsOn !== undefined) return `${word} on ${printable(runsOn)} (if that is gone: exp queue kill --force)`;
  if (isLost) return `${word} (its drain is dead)`;
  switch (taskState.kind) {
    case "queued":
      return [word, task.options.held ? "held" : "", attemptWords(taskState), printable(taskState.why ?? "")]
        .filter(Boolean).join(", ");
    case "failed":
      return `${word}: ${printable(taskState.cause.message)}`;
    case "killed":
      return "Killed";
    case "pruned":
      return `P${prunedWords(taskState.last).slice(1)}`;
    default:
      return word;
  }
}

/** What a task that was ended early had said last. */
export function prunedWords({ step, value }: TaskReport): string {
  return `pruned at step ${step}, with ${value}`;
}

/** `Queued, slurm 1234_5: Resources`, `Running, slurm 1234_5 on node7`. */
function jobWords(word: string, { job, id, status }: Asked, attempt: string, isLost: boolean): string {
  const name = `${job.engine.slice(job.engine.lastIndexOf("/") + 1)} ${id ?? job.name}`;
  const where = status?.phase === "running" && status.node ? ` on ${printable(status.node)}` : "";
  const why = status?.phase === "waiting" && status.reason ? `: ${printable(status.reason)}` : "";
  const gone = isLost || (status !== undefined && status.phase !== "waiting" && status.phase !== "running");
  const over = gone ? ` (${status === undefined ? "its job is gone" : printable(status.word)}: exp queue sync)` : "";
  return [`${word}, ${name}${where}${why}${over}`, attempt].filter(Boolean).join(", ");
}

interface Past {
  readonly attempts?: number;
  readonly deaths?: number;
  readonly timeouts?: number;
}

function pastOf(state: ListedTask["taskState"]): Past {
  return "attempts" in state ? state : {};
}

function attemptWords({ attempts = 0, deaths = 0, timeouts = 0 }: Past): string {
  const died = deaths > 1 ? `whoever ran it died, ${deaths} times in a row` : deaths === 1 ? "whoever ran it died" : "";
  const attempt = attempts + deaths > 0 ? `attempt ${attempts + deaths + 1}` : "";
  return [attempt, died, timeouts > 0 ? `job ${timeouts + 1}` : ""].filter(Boolean).join(", ");
}

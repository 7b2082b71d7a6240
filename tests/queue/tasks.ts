import { DEFAULT_CHOICES } from "../../src/entries/request.ts";
import { DEFAULT_TASK_OPTIONS, type Task } from "../../src/queue/task.ts";

/** A task for tests; its commits are nobody's. */
export function taskNamed(name: string, seq: number): Task {
  return {
    id: `0000-${seq}`,
    seq,
    entry: {
      stashRev: "1".repeat(40),
      head: "2".repeat(40),
      baseline: "2".repeat(40),
      name,
      branch: undefined,
      message: undefined,
      copyPaths: [],
      choices: DEFAULT_CHOICES,
    },
    options: DEFAULT_TASK_OPTIONS,
    queuedAtMs: 0,
    messageFile: `${seq}_x.celery.msg`,
  };
}

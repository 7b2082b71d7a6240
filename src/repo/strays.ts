/** Processes of runs and tasks that are no more: whoever started them was killed, and they were not. */
import { endMarked, findMarked } from "./marked_processes.ts";
import type { Repo } from "./types.ts";
import { isRunAlive, RUN_VARIABLE } from "./workspace_hold.ts";

/** Marks a task's processes, as `ID.PID`, with the process that runs the task. */
export const TASK_RUN_VARIABLE = "EXP_TASK_RUN";

interface Stray {
  readonly pid: number;
  /** `NAME=value`, as all that was started with it carries it. */
  readonly mark: string;
}

/** Those that work in this repository. Where there is no /proc none are found. */
export function findStrays(repo: Repo): Stray[] {
  const { processes, pid: me } = repo.host;
  const isTaskOver = (value: string) => {
    const [, runner] = /\.(\d+)$/.exec(value) ?? [];
    return runner !== undefined && Number(runner) !== me && !processes.isAlive(Number(runner));
  };
  return [
    ...findMarked(repo.host, TASK_RUN_VARIABLE, repo.root).filter(({ value }) => isTaskOver(value)),
    ...findMarked(repo.host, RUN_VARIABLE, repo.root).filter(({ value }) => !isRunAlive(repo, value)),
  ].map(({ pid, variable, value }) => ({ pid, mark: `${variable}=${value}` }));
}

/** First TERM, after two seconds KILL. @returns those that outlived it */
export function endStrays(repo: Repo, strays: readonly Stray[]): number[] {
  return [...new Set(strays.map(({ mark }) => mark))].flatMap((mark) => endMarked(repo.host, mark).left);
}

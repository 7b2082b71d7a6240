import { countWorkers, type ListedTask } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import { showTasks } from "./live_tasks.ts";

/** A worker that was started just before takes so long to be seen. */
const WORKERS_APPEAR_MS = 3000;

/** Shows how the tasks stand that somebody waits for, and says once when nobody runs those that wait. */
export class AwaitedTasks {
  readonly #shown;
  readonly #running = new Set<string>();
  #tellsAtMs: number;

  constructor(private readonly context: Context, private readonly repo: Repo) {
    this.#shown = showTasks(context, repo, true);
    this.#tellsAtMs = context.host.clock.monotonic() + WORKERS_APPEAR_MS;
  }

  /** @param all of the queue, those that are awaited and others */
  note(awaited: readonly ListedTask[], all: readonly ListedTask[]): void {
    for (const listed of awaited) this.#noteOne(listed);
    const waiting = awaited.filter(({ state }) => state === "queued");
    this.#shown?.onTick(waiting.length);
    const { clock } = this.context.host;
    if (waiting.length === 0 || clock.monotonic() < this.#tellsAtMs) return;
    this.#tellsAtMs = Infinity;
    const { active, idle } = countWorkers(this.repo, all);
    const isGiven = all.some(({ taskState }) => taskState.kind === "submitted");
    if (active + idle === 0 && !isGiven) this.context.note("no worker runs what waits; next: exp queue start");
  }

  #noteOne({ task, taskState, state }: ListedTask): void {
    const isRunning = state === "running";
    if (isRunning === this.#running.has(task.id)) return;
    if (isRunning) {
      this.#running.add(task.id);
      this.#shown?.onStart(task, taskState.kind === "running" ? taskState.startedAtMs : undefined);
      return;
    }
    this.#running.delete(task.id);
    const kind = state === "queued"
      ? "requeued"
      : state === "success"
      ? "success"
      : taskState.kind === "killed" || taskState.kind === "pruned"
      ? taskState.kind
      : "failed";
    this.#shown?.onEnd({ task, kind });
  }
}

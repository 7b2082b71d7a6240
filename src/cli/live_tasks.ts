import { eachChunk, type Ended, logFile, type Task } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { LiveTasks, styleFor } from "../ui/mod.ts";
import type { Context } from "./command.ts";
import { keepDrawn, showsLive } from "./live.ts";

/** What a drain tells of the tasks that it runs. */
interface TaskHooks {
  /** @param startedAtMs if it was not now */
  readonly onStart: (task: Task, startedAtMs?: number) => void;
  readonly onEnd: (ended: { readonly task: Pick<Task, "id">; readonly kind: Ended["kind"] }) => void;
  /** Several times a second. @param waiting how many can be run and have not begun */
  readonly onTick: (waiting: number) => void;
  /** The same where a batch engine runs them. @param names of those that it has */
  readonly onGiven: (names: readonly string[]) => void;
}

const END_WORDS = {
  success: "done",
  failed: "failed",
  killed: "killed",
  pruned: "pruned",
  requeued: "queued again",
  suspended: "left",
} as const;

/** Of a log that grew by more between two looks, the end tells enough. */
const READ_AT_ONCE_BYTES = 256 << 10;

/**
 * Keeps a line for each task that runs at the bottom of the terminal. Undefined: nobody would see it.
 * @param isAwaited do those that wait have to be seen, too, while nothing runs?
 */
export function showTasks(context: Context, repo: Repo, isAwaited = false): TaskHooks | undefined {
  if (!showsLive(context)) return undefined;
  const { host: { clock }, colour } = context;
  const view = new LiveTasks(styleFor(context.host, "stderr", colour), isAwaited);
  const changed = keepDrawn(context, view);
  const logs = new Map<string, GrowingLog>();
  return {
    onStart(task, startedAtMs = clock.now()) {
      view.begin(task.id, task.entry.name, clock.monotonic() - Math.max(0, clock.now() - startedAtMs));
      logs.set(task.id, new GrowingLog(repo, logFile(repo, task)));
      changed();
    },
    onEnd({ task, kind }) {
      view.end(task.id, END_WORDS[kind]);
      logs.delete(task.id);
      changed();
    },
    onTick(waiting) {
      view.waiting = waiting;
      if (isAwaited) changed();
      for (const [id, log] of logs) log.read((bytes) => view.add(id, bytes));
    },
    onGiven(names) {
      view.given = names;
      changed();
    },
  };
}

/** A file that is appended to, perhaps begun anew. */
class GrowingLog {
  #offset = 0;

  constructor(private readonly repo: Repo, private readonly path: string) {}

  read(onBytes: (bytes: Uint8Array) => void): void {
    const size = this.repo.host.fs.stat(this.path)?.size ?? 0;
    if (size < this.#offset) this.#offset = 0;
    if (size === this.#offset) return;
    const from = Math.max(this.#offset, size - READ_AT_ONCE_BYTES);
    this.#offset = eachChunk(this.repo, this.path, from, onBytes);
  }
}

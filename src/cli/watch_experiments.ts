import type { Git } from "../git/mod.ts";
import { watchFolders } from "../host/mod.ts";
import { listTasks } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";

/** Changes come in crowds: a commit, a ref, a state of a task. So long one waits for the rest of them. */
const SETTLING_MS = 400;
/** How often to look where the system tells nothing, as on disks of other machines. */
const LOOK_MS = 30_000;
const ENDINGS = ["SIGINT", "SIGTERM"] as const;

/** Yields whenever experiments, HEAD or the queue are others than when it was called, until the program is to end. */
export function watchExperiments(context: Context, repo: Repo, git: Git): AsyncGenerator<void> {
  const over = new AbortController();
  const watched = new Watched(placesOf(repo, git).filter((path) => repo.host.fs.exists(path)));
  const handlers = ENDINGS.map((signal) => context.host.processes.onSignal(signal, () => over.abort()));
  return follow(context, repo, git, { seen: fingerprint(repo, git), over: over.signal, watched, handlers });
}

interface Watching {
  readonly seen: string;
  readonly over: AbortSignal;
  readonly watched: Watched;
  readonly handlers: readonly Disposable[];
}

async function* follow(context: Context, repo: Repo, git: Git, watching: Watching): AsyncGenerator<void> {
  const { clock } = context.host;
  const { over, watched, handlers } = watching;
  try {
    for (let { seen } = watching; !over.aborted;) {
      const now = fingerprint(repo, git);
      if (now !== seen) {
        seen = now;
        yield;
      } else {
        await watched.wait(clock.sleep(LOOK_MS, over));
        await clock.sleep(SETTLING_MS, over);
      }
    }
  } finally {
    watched[Symbol.dispose]();
    for (const handler of handlers) handler[Symbol.dispose]();
  }
}

/** Folders, and the next change below them: one that comes while nobody waits is kept. */
class Watched implements Disposable {
  readonly #watch;
  #next: Promise<unknown> | undefined;

  constructor(paths: readonly string[]) {
    this.#watch = watchFolders(paths);
  }

  /** Until something changes, or the other promise is kept. */
  async wait(other: Promise<unknown>): Promise<void> {
    this.#next ??= this.#watch.next().finally(() => this.#next = undefined);
    await Promise.race([this.#next, other]);
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
  }
}

/** Where refs and the states of tasks are kept. */
function placesOf(repo: Repo, git: Git): string[] {
  return [`${git.commonDir}/refs`, `${git.gitDir}/logs`, `${repo.tmpDir}/exp/queue`, `${repo.tmpDir}/exps`];
}

/** What the report would show, so that what it changes by itself is no change. Reads only. */
function fingerprint(repo: Repo, git: Git): string {
  const refs = git.refs("refs/exps", "refs/heads", "refs/tags").map(({ name, rev }) => `${name} ${rev}`);
  const tasks = listTasks(repo, git).map(({ stashRev, state, isLost }) => `${stashRev} ${state} ${isLost}`);
  return [git.head().rev, ...refs, ...tasks].join("\n");
}

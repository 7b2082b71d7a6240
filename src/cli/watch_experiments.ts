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

/** Yields whenever experiments, HEAD or the queue have changed, until the program is to end. */
export async function* watchExperiments(context: Context, repo: Repo, git: Git): AsyncGenerator<void> {
  const { processes, clock, fs } = context.host;
  const over = new AbortController();
  const handlers = ENDINGS.map((signal) => processes.onSignal(signal, () => over.abort()));
  const watch = watchFolders(placesOf(repo, git).filter((path) => fs.exists(path)));
  const changes = new Changes(watch.next);
  try {
    let seen = fingerprint(repo, git);
    while (!over.signal.aborted) {
      await changes.wait(clock.sleep(LOOK_MS, over.signal));
      if (over.signal.aborted) return;
      await clock.sleep(SETTLING_MS, over.signal);
      const now = fingerprint(repo, git);
      if (now !== seen) yield;
      seen = now;
    }
  } finally {
    watch[Symbol.dispose]();
    for (const handler of handlers) handler[Symbol.dispose]();
  }
}

/** Tells of the system's changes one after the other, whoever waits for them. */
class Changes {
  #next: Promise<unknown> | undefined;

  constructor(readonly next: () => Promise<unknown>) {}

  /** Until something changes, or the other promise is kept. */
  async wait(other: Promise<unknown>): Promise<void> {
    this.#next ??= this.next().finally(() => this.#next = undefined);
    await Promise.race([this.#next, other]);
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

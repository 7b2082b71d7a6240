import type { Git } from "../git/mod.ts";
import { hearEnding, watchFolders } from "../host/mod.ts";
import { listTasks } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";

/** Changes come in crowds: a commit, a ref, a state of a task. So long one waits for the rest of them. */
const SETTLING_MS = 400;
/** How often to look where the system tells nothing, as on disks of other machines. */
const LOOK_MS = 30_000;
/** Files of what runs may lie anywhere. */
const LOOK_AT_RUNNING_MS = 2_000;

/**
 * Yields whenever experiments, HEAD or the queue are others than when it was called, until the program is to end.
 *
 * @param alsoSeen files whose changes count, too; asked each time, as what runs now is something else later
 */
export function watchExperiments(
  context: Context,
  repo: Repo,
  git: Git,
  alsoSeen: () => readonly string[],
): AsyncGenerator<void> {
  const over = new AbortController();
  const watched = new Watched(placesOf(repo, git).filter((path) => repo.host.fs.exists(path)));
  const hearing = hearEnding(context.host.processes, () => over.abort());
  const look = (): Looked => ({ listed: fingerprint(repo, git), files: filesAsTheyAre(repo, alsoSeen()) });
  return follow(context, look, { seen: look(), over: over.signal, watched, hearing });
}

interface Looked {
  readonly listed: string;
  /** Of each file what a change changes. */
  readonly files: ReadonlyMap<string, string>;
}

interface Watching {
  readonly seen: Looked;
  readonly over: AbortSignal;
  readonly watched: Watched;
  readonly hearing: Disposable;
}

async function* follow(context: Context, look: () => Looked, watching: Watching): AsyncGenerator<void> {
  const { clock } = context.host;
  const { over, watched, hearing } = watching;
  try {
    for (let { seen } = watching; !over.aborted;) {
      const now = look();
      const isNew = hasChanged(seen, now);
      seen = now;
      if (isNew) {
        yield;
      } else {
        await watched.wait(clock.sleep(now.files.size > 0 ? LOOK_AT_RUNNING_MS : LOOK_MS, over));
        await clock.sleep(SETTLING_MS, over);
      }
    }
  } finally {
    watched[Symbol.dispose]();
    hearing[Symbol.dispose]();
  }
}

/** A file that was not looked at before may have changed since somebody read it; one that is looked at no more has not. */
function hasChanged(before: Looked, now: Looked): boolean {
  return now.listed !== before.listed || [...now.files].some(([path, mark]) => before.files.get(path) !== mark);
}

function filesAsTheyAre({ host: { fs } }: Repo, paths: readonly string[]): Map<string, string> {
  return new Map(paths.map((path) => {
    const stat = fs.stat(path);
    return [path, stat === undefined ? "" : `${stat.mtimeNs} ${stat.size}`];
  }));
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

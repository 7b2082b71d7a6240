import type { StageEnding } from "../common/mod.ts";
import { temporaryFolders, type Thread, type ThreadPermissions } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { ownFolder } from "./layout.ts";
import type { Assignment, FromWorker, ToWorker } from "./protocol.ts";
import type { RunOutcome, TaskRunner } from "./runner.ts";
import type { TaskState } from "./task.ts";

/** A Worker that does one task after another. It costs some time to start, so it is kept. */
export class TaskWorker implements TaskRunner {
  readonly #thread: Thread<ToWorker>;
  #end: ((outcome: RunOutcome) => void) | undefined;
  #onState: ((state: TaskState) => void) | undefined;
  isBroken = false;

  /** @param scratch further folders in which checkouts are made; absolute */
  constructor(repo: Repo, scratch: readonly string[] = []) {
    this.#thread = repo.host.startThread<ToWorker, FromWorker>("worker_main", {
      name: "task",
      permissions: workerPermissions(repo, scratch),
      onAnswer: (answer) => {
        if (answer.kind === "state") this.#onState?.(answer.state);
        else if (answer.kind === "ended") this.#finish(answer.outcome);
      },
      onCrash: (message) => {
        this.isBroken = true;
        this.#finish({ kind: "crashed", message });
      },
    });
    this.#thread.post({
      kind: "setup",
      env: repo.host.env.all(),
      root: repo.root,
      tempDir: tempFolder(repo),
      umask: repo.host.fs.umask(),
    });
  }

  run(assignment: Assignment, onState: (state: TaskState) => void): Promise<RunOutcome> {
    this.#onState = onState;
    return new Promise((resolve) => {
      this.#end = resolve;
      if (this.isBroken) this.#finish({ kind: "crashed", message: "its Worker did not start" });
      else this.#thread.post(assignment);
    });
  }

  abort(ending: StageEnding): void {
    this.#thread.post({ kind: "abort", ending });
  }

  terminate(): void {
    this.isBroken = true;
    this.#thread[Symbol.dispose]();
    this.#finish({ kind: "crashed", message: "its Worker did not answer and was ended" });
  }

  [Symbol.dispose](): void {
    this.#thread[Symbol.dispose]();
  }

  #finish(outcome: RunOutcome): void {
    const end = this.#end;
    this.#end = undefined;
    end?.(outcome);
  }
}

/** Where a Worker's short-lived files lie: with the queue, but for the RAM disk, where the runtime opens no file. */
function tempFolder(repo: Repo): string {
  const { env } = repo.host;
  return repo.root.startsWith("/dev/") ? temporaryFolders(env).find((f) => !f.startsWith("/dev/"))! : ownFolder(repo);
}

/**
 * A Worker may read everything, as pipelines may have dependencies anywhere, and write only where results go: the
 * project's `.dvc`, Git's folder and the cache. What stages do is up to the user; this bounds our own mistakes.
 */
export function workerPermissions(repo: Repo, scratch: readonly string[] = []): ThreadPermissions {
  const gitFolders = repo.git === undefined ? [] : [repo.git.commonDir, repo.git.gitDir];
  const elsewhere = tempFolder(repo) === ownFolder(repo) ? [] : [tempFolder(repo)];
  return {
    read: true,
    write: [...new Set([repo.dvcDir, repo.cacheDir, ...gitFolders, ...elsewhere, ...scratch, "/dev/null"])],
    env: ["EXP_CRASH_AT", "EXP_CRASH_TRACE"],
    run: ["git", "sh"],
    sys: ["hostname"],
    net: false,
    ffi: false,
    import: false,
  };
}

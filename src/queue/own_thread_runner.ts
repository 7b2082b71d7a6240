import type { Say, StageEnding } from "../common/mod.ts";
import { openGit } from "../git/mod.ts";
import { openRepo, type Repo } from "../repo/mod.ts";
import type { Assignment } from "./protocol.ts";
import { runTask } from "./run_task.ts";
import type { RunOutcome, TaskRunner } from "./runner.ts";
import type { TaskState } from "./task.ts";

/**
 * Runs tasks in this very thread. A job's process has nothing else to do, and to start a Worker would take it longer than
 * all of a short task does.
 */
export class OwnThreadRunner implements TaskRunner {
  readonly #repo: Repo;
  readonly #say: Say;
  #stop = new AbortController();
  readonly #givenUp = Promise.withResolvers<RunOutcome>();
  isBroken = false;

  constructor(repo: Repo, say: Say) {
    this.#repo = repo;
    this.#say = say;
  }

  run(assignment: Assignment, onState: (state: TaskState) => void): Promise<RunOutcome> {
    this.#stop = new AbortController();
    return Promise.race([this.#run(assignment, onState), this.#givenUp.promise]);
  }

  abort(ending: StageEnding): void {
    this.#stop.abort(ending);
  }

  /** What hangs here ends with this process, which has no more tasks after that. */
  terminate(): void {
    this.isBroken = true;
    this.#givenUp.resolve({ kind: "crashed", message: "its stage did not end, and was left" });
  }

  [Symbol.dispose](): void {}

  async #run(assignment: Assignment, onState: (state: TaskState) => void): Promise<RunOutcome> {
    const { root, host } = this.#repo;
    const repo = await openRepo({ ...host, cwd: root }, { cwd: root }); // wherever the job was begun
    return await runTask(repo, openGit(repo), assignment, { signal: this.#stop.signal, say: this.#say, onState });
  }
}

/**
 * Nodes that run nothing: they write what `exp queue run-task` would have written, in the order in which it does. Some of
 * their jobs fail, some vanish without a word, as a seed has it.
 */
import { type Git, openGit, type Rev } from "../../src/git/mod.ts";
import { createHost } from "../../src/host/mod.ts";
import { markEnded, readPacks } from "../../src/queue/jobs.ts";
import { pinOf } from "../../src/queue/layout.ts";
import { settleFailure } from "../../src/queue/settle.ts";
import { readTask, writeState } from "../../src/queue/store.ts";
import { move, type Task, type TaskState } from "../../src/queue/task.ts";
import { experimentRefName } from "../../src/records/mod.ts";
import { openRepo, type Repo } from "../../src/repo/mod.ts";
import type { Controller, Nodes } from "../support/fake_slurm/controller.ts";
import type { Job } from "../support/fake_slurm/job.ts";

/** What may become of a job, and how often. */
const FATES = { fail: 0.02, loseNode: 0.01, vanish: 0.01, forget: 0.005, memory: 0.005, unpublished: 0.005 } as const;
type Fate = keyof typeof FATES | "succeed";

interface Finished {
  readonly job: Job;
  readonly task: Task;
  readonly state: TaskState;
}

export class Farm implements Nodes {
  readonly #running = new Set<Job>();
  readonly #packs = new Map<string, string[][]>();
  readonly fates: Record<string, number> = {};

  private constructor(
    readonly repo: Repo,
    readonly git: Git,
    /** The commit of every experiment: what is in it, the head does not look at. */
    readonly rev: Rev,
    readonly random: () => number,
  ) {}

  static async open(root: string, rev: Rev, random: () => number): Promise<Farm> {
    const repo = await openRepo({ ...createHost(), cwd: root }, { cwd: root });
    return new Farm(repo, openGit(repo), rev, random);
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  start(job: Job): void {
    this.#running.add(job);
  }

  signal(job: Job, _signal: string): void {
    this.#running.delete(job);
  }

  /** Ends everything that runs now, but so many. */
  finishAll(controller: Controller, but = 0): void {
    const jobs = [...this.#running].slice(but);
    for (const job of jobs) this.#running.delete(job);
    const done: Finished[] = [];
    for (const job of jobs) {
      const found = this.#taskOf(job);
      const fate = found === undefined ? "succeed" : this.#fate();
      if (found === undefined) controller.ended(job, job.restarts, 0, 0); // it is another job's by now
      else if (fate === "succeed") done.push(found);
      else this.#meet(fate, found, controller);
      this.fates[fate] = (this.fates[fate] ?? 0) + 1;
    }
    this.#publish(done);
    for (const { job, task, state } of done) {
      writeState(this.repo, task.id, move(state, { kind: "succeed", rev: this.rev, atMs: Date.now() }));
      markEnded(this.repo, job.submission.name, task.id);
      controller.ended(job, job.restarts, 0, 0);
    }
  }

  #fate(): Fate {
    let at = this.random();
    for (const [fate, share] of Object.entries(FATES)) {
      at -= share;
      if (at < 0) return fate as Fate;
    }
    return "succeed";
  }

  #meet(fate: Exclude<Fate, "succeed">, finished: Finished, controller: Controller): void {
    const { job, task, state } = finished;
    const running = move(state, { kind: "start", checkout: "/scratch/tmp", atMs: Date.now() });
    if (fate === "fail") {
      settleFailure(this.repo, this.git, task, running, { message: "no luck", exitCode: 255 });
      markEnded(this.repo, job.submission.name, task.id);
      return controller.ended(job, job.restarts, 1, 0);
    }
    const isDone = fate === "unpublished";
    writeState(this.repo, task.id, isDone ? move(running, { kind: "collect", rev: this.rev }) : running);
    if (fate === "loseNode") {
      controller.loseNode(job.node!, "dead");
      return controller.restoreNode(job.node!);
    }
    controller.crash(job, fate === "memory" ? "OUT_OF_MEMORY" : fate === "vanish" ? "NODE_FAIL" : "FAILED");
    if (fate === "forget") controller.forget(job);
  }

  #publish(done: readonly Finished[]): void {
    if (done.length === 0) return;
    this.git.updateRefs(done.flatMap(({ task }) => [
      { ref: experimentRefName(task.entry.baseline, task.entry.name), to: this.rev },
      { ref: pinOf(task.id), to: null },
    ]));
  }

  #taskOf(job: Job): Finished | undefined {
    const { name } = job.submission;
    const packs = this.#packs.get(name) ?? readPacks(this.repo, name);
    this.#packs.set(name, packs);
    const [id] = packs[job.index ?? 0] ?? [];
    const stored = id === undefined ? undefined : readTask(this.repo, id);
    if (stored?.kind !== "task" || !("job" in stored.state) || stored.state.job?.name !== name) return undefined;
    const { task, state } = stored;
    const waiting = state.kind === "submitted"
      ? state
      : move(state, { kind: "submit", job: stored.state.job, atMs: 0 });
    const by = { host: job.node!, bootId: "another", pid: 1, startTime: "1" };
    return { job, task, state: move(waiting, { kind: "claim", by }) };
  }
}

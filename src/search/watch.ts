/** Trials that run are looked at, and those that fall behind the others are ended: a search's pruner, in a drain. */
import { isToStop, type Pruner, type Rival } from "@exp/tpe";
import type { Git } from "../git/mod.ts";
import {
  addReports,
  type BegunRun,
  curveOf,
  CurveReader,
  ElsewhereReader,
  type KnownTask,
  type Onlooker,
  type Task,
  TaskReader,
  type TaskReport,
} from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { CurveSource } from "./curve_source.ts";
import { type Search, SearchReader } from "./store.ts";
import { isTrialOf } from "./trials.ts";

export class TrialWatch {
  readonly #searches: SearchReader;
  readonly #tasks: TaskReader;
  readonly #elsewhere: ElsewhereReader;
  readonly #curves = new CurveReader();

  constructor(readonly repo: Repo, readonly git: Git) {
    this.#searches = new SearchReader(git);
    this.#tasks = new TaskReader(repo);
    this.#elsewhere = new ElsewhereReader(repo, git);
  }

  /** Undefined for what is no trial, or of a search that lets all go on. */
  onlookerOf(task: Task): Onlooker | undefined {
    const search = this.#searches.list().find((one) => isTrialOf(one, task));
    if (search?.pruner === undefined) return undefined;
    const told = task.options.resumed ? curveOf(this.repo, task.id) : [];
    const source = new CurveSource(this.repo, this.git.top, search.metric, told.at(-1)?.step);
    return new TrialOnlooker(this.repo, task, search, search.pruner, source, () => this.#known(), this.#curves);
  }

  /** The tasks of all queues of the Git repository. */
  #known(): TaskOfQueue[] {
    return [...this.#tasks.read().map((known) => ({ ...known, queue: this.repo })), ...this.#elsewhere.read()];
  }
}

type TaskOfQueue = KnownTask & { readonly queue: Repo };

class TrialOnlooker implements Onlooker {
  readonly #curve: TaskReport[] = [];
  /** Of rivals, by what they have said. */
  readonly #losses = new WeakMap<readonly TaskReport[], Rival["curve"]>();

  constructor(
    readonly repo: Repo,
    readonly task: Task,
    readonly search: Search,
    readonly pruner: Pruner,
    readonly source: CurveSource,
    readonly tasks: () => readonly TaskOfQueue[],
    readonly curves: CurveReader,
  ) {}

  async look(run: BegunRun): Promise<TaskReport | undefined> {
    const news = await this.source.news(run);
    if (news.length === 0) return undefined;
    const judged = this.#curve.length;
    this.#curve.push(...news);
    addReports(this.repo, this.task.id, news); // for those that are compared with it
    if (this.task.options.resumed) return undefined;
    const isBehind = isToStop(this.pruner, lossesOf(this.search, this.#curve), judged, this.#rivals());
    return isBehind ? this.#curve.at(-1) : undefined;
  }

  #rivals(): Rival[] {
    return this.tasks().filter(({ task }) => task.id !== this.task.id && isTrialOf(this.search, task))
      .map(({ task, state, queue }) => ({
        curve: this.#lossesIn(this.curves.read(queue, task.id)),
        isFinished: state.kind === "success",
      }));
  }

  #lossesIn(said: readonly TaskReport[]): Rival["curve"] {
    const losses = this.#losses.get(said) ?? lossesOf(this.search, said);
    this.#losses.set(said, losses);
    return losses;
  }
}

/** What is to be small, whatever the direction. */
function lossesOf({ direction }: Pick<Search, "direction">, curve: readonly TaskReport[]): Rival["curve"] {
  return curve.map(({ step, value }) => ({ step, loss: direction === "minimize" ? value : -value }));
}

/** Trials that run are looked at, and those that fall behind the others are ended: a search's pruner, in a drain. */
import { isToStop, type Pruner } from "@exp/tpe";
import type { Git } from "../git/mod.ts";
import { addReports, type BegunRun, curveOf, type Onlooker, type Task, type TaskReport } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { CurveSource } from "./curve_source.ts";
import { lossesOf, RivalReader } from "./rivals.ts";
import { type Search, SearchReader } from "./store.ts";
import { isTrialOf } from "./trials.ts";

export class TrialWatch {
  readonly #searches: SearchReader;
  readonly #rivals: RivalReader;

  constructor(readonly repo: Repo, readonly git: Git) {
    this.#searches = new SearchReader(git);
    this.#rivals = new RivalReader(repo, git);
  }

  /** Undefined for what is no trial, or of a search that lets all go on. */
  onlookerOf(task: Task): Onlooker | undefined {
    const search = this.#searches.list().find((one) => isTrialOf(one, task));
    if (search?.pruner === undefined) return undefined;
    const told = task.options.resumed ? curveOf(this.repo, task.id) : [];
    const source = new CurveSource(this.repo, this.git.top, search.metric, told.at(-1)?.step);
    return new TrialOnlooker(this.repo, task, search, search.pruner, source, this.#rivals, told);
  }
}

class TrialOnlooker implements Onlooker {
  readonly #curve: TaskReport[];

  /** @param told what it said before it was resumed */
  constructor(
    readonly repo: Repo,
    readonly task: Task,
    readonly search: Search,
    readonly pruner: Pruner,
    readonly source: CurveSource,
    readonly rivals: RivalReader,
    told: readonly TaskReport[],
  ) {
    this.#curve = [...told];
  }

  async look(run: BegunRun): Promise<TaskReport | undefined> {
    const news = await this.source.news(run);
    if (news.length === 0) return undefined;
    const judged = this.#curve.length;
    this.#curve.push(...news);
    addReports(this.repo, this.task.id, news); // for those that are compared with it
    const { resumed, promoted } = this.task.options;
    if (resumed && !promoted) return undefined;
    const rivals = this.rivals.read(this.search, this.task);
    const isBehind = isToStop(this.pruner, lossesOf(this.search.direction, this.#curve), judged, rivals);
    return isBehind ? this.#curve.at(-1) : undefined;
  }
}

/** A free worker asks for the next trial. */
import { DEFAULT_CHOICES, type Entry, stashPoints } from "../entries/mod.ts";
import type { Git } from "../git/mod.ts";
import {
  DEFAULT_TASK_OPTIONS,
  ElsewhereReader,
  enqueueEntries,
  type Task,
  TaskReader,
  withAllQueuesLock,
} from "../queue/mod.ts";
import { experimentRefName } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { repoAtRev } from "../revisions/mod.ts";
import type { Texts } from "./axes.ts";
import { chooseOverrides } from "./choose.ts";
import type { SearchDefinition } from "./definition.ts";
import { trialMessage } from "./message.ts";
import { finishedWith, nextNumber, spentBudget } from "./progress.ts";
import { nextToPromote, promote, trialToPromote } from "./promote.ts";
import { RivalReader } from "./rivals.ts";
import { isCurrent, type Search, SearchReader } from "./store.ts";
import { isTrialOf, type Trial, trialName, TrialReader, waitsForDrain } from "./trials.ts";

export class Asker {
  readonly #searches: SearchReader;
  readonly #tasks: TaskReader;
  readonly #elsewhere: ElsewhereReader;
  readonly #reader: TrialReader;
  readonly #rivals: RivalReader;

  /** @param onRepeat told of a trial whose parameters are those of another one, which has finished */
  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly onRepeat: (task: Task, finished: string) => void = () => {},
  ) {
    this.#searches = new SearchReader(git);
    this.#tasks = new TaskReader(repo);
    this.#elsewhere = new ElsewhereReader(repo, git);
    this.#reader = new TrialReader(repo, git, this.#tasks, this.#elsewhere);
    this.#rivals = new RivalReader(repo, git, this.#tasks);
  }

  /** Puts one trial into the queue, of the first search that has one left. */
  async ask(): Promise<Task | undefined> {
    for (const { name } of this.#searches.list()) {
      const task = await this.#askOf(name);
      if (task !== undefined) return task;
    }
    return undefined;
  }

  /**
   * A trial is there from the moment that it is in the queue: whoever dies before has chosen nothing. The choice is made
   * without the queue's lock, and holds if nobody has begun another trial meanwhile, nor changed the search; else it is
   * made again.
   */
  async #askOf(name: string): Promise<Task | undefined> {
    for (;;) {
      const search = this.#searches.list().find((one) => one.name === name);
      if (search === undefined || search.isStopped) return undefined;
      const trials = await this.#reader.read(search);
      const promoted = this.#promote(search, trials);
      if (promoted !== undefined) return promoted;
      if (spentBudget(search, trials, this.repo.host.clock.now()) !== undefined) return undefined;
      const number = nextNumber(trials);
      const overrides = chooseOverrides(search, trials, number);
      if (overrides === undefined) return undefined;
      const entry = await trialEntry(this.repo, this.git, search, { name: trialName(name, number), number, overrides });
      const answer = withAllQueuesLock(this.repo, this.git, () => this.#enqueue(search, trials, entry));
      if (answer === "outdated") continue;
      const finished = answer && finishedWith(trials, overrides);
      if (finished !== undefined) this.onRepeat(answer!, finished);
      return answer;
    }
  }

  #promote(search: Search, trials: readonly Trial[]): Task | undefined {
    if (nextToPromote(this.git, search, trials, this.#rivals) === undefined) return undefined;
    // whoever has the lock sees what others have promoted meanwhile
    return withAllQueuesLock(this.repo, this.git, () => {
      const task = isCurrent(this.git, search) ? trialToPromote(this.git, search, this.#rivals) : undefined;
      return task && promote(this.repo, this.git, task);
    });
  }

  #enqueue(search: Search, seen: readonly Trial[], entry: Entry): Task | undefined | "outdated" {
    let isOutdated = false;
    const [task] = enqueueEntries(this.repo, this.git, [entry], DEFAULT_TASK_OPTIONS, (known) => {
      const own = known.filter(({ task }) => isTrialOf(search, task));
      // another drain has asked, and its trial waits for whoever is free
      if (own.some(waitsForDrain)) return false;
      const all = [...own, ...this.#elsewhere.read().filter(({ task }) => isTrialOf(search, task))];
      isOutdated = !this.#isStillSo(search, seen, all.map(({ task }) => task), entry);
      return !isOutdated;
    }, this.#tasks);
    return isOutdated ? "outdated" : task;
  }

  #isStillSo(search: Search, seen: readonly Trial[], tasks: readonly Task[], entry: Entry): boolean {
    const names = new Set(seen.map(({ name }) => name));
    return isCurrent(this.git, search) && tasks.every((task) => names.has(task.entry.name)) &&
      this.git.readRef(experimentRefName(search.baseline, entry.name)) === undefined;
  }
}

/** The search's workspace with a trial's parameters set, ready to be queued. No ref points at it yet. */
export async function trialEntry(
  repo: Repo,
  git: Git,
  search: SearchDefinition & { readonly name: string },
  trial: { readonly name: string; readonly number: number; readonly overrides: Texts },
): Promise<Entry> {
  const { baseline, snapshot, noHydra } = search;
  const past = repoAtRev(repo, git, snapshot).repo;
  const message = trialMessage(search.name, trial.number, trial.overrides);
  const [tree] = git.commitInfo([snapshot]).map((info) => info.tree);
  const plan = { head: baseline, points: [{ name: trial.name, overrides: trial.overrides }] };
  const request = { choices: DEFAULT_CHOICES, params: [], noHydra, message };
  const goesOn = { from: baseline, tree: tree!, branch: undefined };
  const [entry] = await stashPoints(past, git, plan, request, [], goesOn);
  return entry!;
}

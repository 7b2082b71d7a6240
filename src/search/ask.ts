/** A free worker asks for the next trial. */
import { DEFAULT_CHOICES, type Entry, stashPoints } from "../entries/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
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
  readonly #grounds = new Map<Rev, Ground>();

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

  /**
   * Puts trials into the queue, of the first search that has one left: what as many workers that ask one after the other
   * would get, for each trial counts as pending when the next one is chosen.
   *
   * @param most how many workers are free
   */
  async ask(most: number): Promise<readonly Task[]> {
    for (const { name } of this.#searches.list()) {
      const tasks = await this.#askOf(name, most);
      if (tasks.length > 0) return tasks;
    }
    return [];
  }

  /**
   * Trials are there from the moment that they are in the queue: whoever dies before has chosen nothing. The choice is made
   * without the queue's lock, and holds if nobody has begun another trial meanwhile, nor changed the search; else it is
   * made again.
   */
  async #askOf(name: string, most: number): Promise<readonly Task[]> {
    for (;;) {
      const search = this.#searches.list().find((one) => one.name === name);
      if (search === undefined || search.isStopped) return [];
      const trials = await this.#reader.read(search);
      const promoted = this.#promote(search, trials);
      if (promoted !== undefined) return [promoted];
      const chosen = this.#choose(search, trials, most);
      if (chosen.length === 0) return [];
      const entries = await trialEntries(this.git, search, this.#groundOf(search), chosen);
      const tasks = withAllQueuesLock(this.repo, this.git, () => this.#enqueue(search, trials, entries));
      if (tasks === "outdated") continue;
      tasks.forEach((task, i) => {
        const finished = finishedWith(trials, chosen[i]!.overrides);
        if (finished !== undefined) this.onRepeat(task, finished);
      });
      return tasks;
    }
  }

  #choose(search: Search, begun: readonly Trial[], most: number): ChosenTrial[] {
    const chosen: ChosenTrial[] = [];
    const nowMs = this.repo.host.clock.now();
    let trials = begun;
    while (chosen.length < most && spentBudget(search, trials, nowMs) === undefined) {
      const number = nextNumber(trials);
      const overrides = chooseOverrides(search, trials, number);
      if (overrides === undefined) break;
      const trial = { name: trialName(search.name, number), number, overrides };
      chosen.push(trial);
      trials = [...trials, { ...trial, outcome: { kind: "waiting" } }];
    }
    return chosen;
  }

  /** Read once for each definition, which it belongs to. */
  #groundOf(search: Search): Ground {
    const known = this.#grounds.get(search.rev);
    if (known !== undefined) return known;
    const ground = readGround(this.repo, this.git, search);
    this.#grounds.set(search.rev, ground);
    return ground;
  }

  #promote(search: Search, trials: readonly Trial[]): Task | undefined {
    if (nextToPromote(this.git, search, trials, this.#rivals) === undefined) return undefined;
    // whoever has the lock sees what others have promoted meanwhile
    return withAllQueuesLock(this.repo, this.git, () => {
      const task = isCurrent(this.git, search) ? trialToPromote(this.git, search, this.#rivals) : undefined;
      return task && promote(this.repo, this.git, task);
    });
  }

  #enqueue(search: Search, seen: readonly Trial[], entries: readonly Entry[]): readonly Task[] | "outdated" {
    let isOutdated = false;
    const tasks = enqueueEntries(this.repo, this.git, entries, DEFAULT_TASK_OPTIONS, (known) => {
      const own = known.filter(({ task }) => isTrialOf(search, task));
      // another drain has asked, and its trial waits for whoever is free
      if (own.some(waitsForDrain)) return false;
      const all = [...own, ...this.#elsewhere.read().filter(({ task }) => isTrialOf(search, task))];
      isOutdated = !this.#isStillSo(search, seen, all.map(({ task }) => task), entries);
      return !isOutdated;
    }, this.#tasks);
    return isOutdated ? "outdated" : tasks;
  }

  #isStillSo(search: Search, seen: readonly Trial[], tasks: readonly Task[], entries: readonly Entry[]): boolean {
    const names = new Set(seen.map(({ name }) => name));
    return isCurrent(this.git, search) && tasks.every((task) => names.has(task.entry.name)) &&
      entries.every(({ name }) => this.git.readRef(experimentRefName(search.baseline, name)) === undefined);
  }
}

/** A trial before it is in the queue. */
interface ChosenTrial {
  readonly name: string;
  readonly number: number;
  readonly overrides: Texts;
}

/** The workspace that a search has kept. */
interface Ground {
  readonly repo: Repo;
  readonly tree: string;
}

export function readGround(repo: Repo, git: Git, { snapshot }: Pick<SearchDefinition, "snapshot">): Ground {
  const [info] = git.commitInfo([snapshot]);
  return { repo: repoAtRev(repo, git, snapshot).repo, tree: info!.tree };
}

/** The search's workspace with each trial's parameters set, ready to be queued. No ref points at them yet. */
export async function trialEntries(
  git: Git,
  search: SearchDefinition & { readonly name: string },
  ground: Ground,
  trials: readonly ChosenTrial[],
): Promise<Entry[]> {
  const { baseline, noHydra } = search;
  const request = { choices: DEFAULT_CHOICES, params: [], noHydra };
  const goesOn = { from: baseline, tree: ground.tree, branch: undefined };
  const entries = await stashPoints(ground.repo, git, { head: baseline, points: trials }, request, [], goesOn);
  return entries.map((entry, i) => {
    const { number, overrides } = trials[i]!;
    return { ...entry, message: trialMessage(search.name, number, overrides) };
  });
}
